from geoclf.features.raw import RawText
from geoclf.protocols import Features


def test_texts_pass_through_and_state_round_trips() -> None:
    features = RawText().fit(["x"])
    assert isinstance(features, Features)
    restored = RawText.from_state(features.state())
    assert restored.transform(("Firman un tratado.", "")) == ["Firman un tratado.", ""]
    assert features.get_params() == {}
