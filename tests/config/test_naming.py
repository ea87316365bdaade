import pytest

from geoclf.config.naming import run_title, system_name


def test_system_names() -> None:
    assert system_name({"features": "tfidf_char", "model": "logistic"}) == "tfidf_char_logistic"
    assert system_name({"features": "raw", "model": "majority"}) == "majority"
    assert system_name({"features": None, "model": None}) == "classifier"


@pytest.mark.parametrize(
    ("override", "spoken"),
    [
        ("model.C=0.1", True),
        ("+features.x=1", True),
        ("data=all", True),
        ("seed=3", True),
        ("split=group_kfold", False),
        ("decision=fixed", True),
        ("model=logistic", False),
        ("features=tfidf", False),
        ("experiment=lexicon", False),
        ("name=x", False),
        ("model_dir=x", False),
        ("tracking=none", False),
        ("tracking.experiment=x", False),
        ("evaluation.n_resamples=5", False),
        ("++data.test_sets.press=press.jsonl", False),
        ("data.path=/home/ana/mine.jsonl", False),
        ("baselines=majority", False),
    ],
)
def test_titles_say_what_was_changed(override: str, spoken: bool) -> None:
    assert run_title("mine", [override]) == ("mine " + override if spoken else "mine")
