import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from geoclf.api import load_model
from geoclf.classifier.estimator import GeoClassifier
from geoclf.decision.fixed import FixedDecision
from geoclf.errors import MissingPackageError, ParameterError
from geoclf.features.raw import RawText
from geoclf.models.setfit import SetfitModel, draw_pairs
from geoclf.protocols import BoolArray, Model

Toy = tuple[list[str], BoolArray]


@pytest.fixture
def model(tiny_sentence_encoder: Path) -> SetfitModel:
    return SetfitModel(
        encoder=str(tiny_sentence_encoder), learning_rate=2e-3, batch_size=8, max_length=32, device="cpu"
    )


@pytest.mark.encoders
def test_training_lowers_the_loss_and_learns(
    model: SetfitModel, toy_task: Toy, capfd: pytest.CaptureFixture[str]
) -> None:
    texts, targets = toy_task
    model.set_params(epochs=3)
    scores = model.fit(texts[:48], targets[:48], seed=0).scores(texts[48:])
    assert capfd.readouterr() == ("", "")
    assert model.losses_[-1] < 0.7 * model.losses_[0]
    assert ((scores > 0) == targets[48:]).mean() > 0.95
    assert model.scores([]).shape == (0, 4)


@pytest.mark.encoders
def test_the_seed_decides(model: SetfitModel, toy_task: Toy) -> None:
    texts, targets = toy_task
    model.set_params(pairs=1)
    first = model.fit(texts, targets, seed=1).scores(texts)
    np.testing.assert_array_equal(clone(model).fit(texts, targets, seed=1).scores(texts), first)
    assert not np.allclose(clone(model).fit(texts, targets, seed=2).scores(texts), first)


@pytest.mark.encoders
def test_a_saved_classifier_needs_no_encoder(model: SetfitModel, toy_task: Toy, tmp_path: Path) -> None:
    texts, targets = toy_task
    model.set_params(pairs=1)
    classifier = GeoClassifier(features=RawText(), model=model, decision=FixedDecision())
    classifier.fit(texts[:24], targets[:24])
    classifier.save(tmp_path / "model")
    loaded = load_model(tmp_path / "model")
    loaded.model_.set_params(encoder="/no/such/folder")
    np.testing.assert_array_equal(loaded.predict_proba(texts), classifier.predict_proba(texts))


@pytest.mark.encoders
def test_a_finished_training_is_not_repeated(model: SetfitModel, toy_task: Toy, tmp_path: Path) -> None:
    texts, targets = toy_task
    model.set_params(pairs=1, checkpoint_dir=tmp_path)
    first = model.fit(texts, targets, seed=0)
    [checkpoint] = tmp_path.glob("*.pt")
    written = checkpoint.stat().st_mtime_ns
    second = clone(model).fit(texts, targets, seed=0)
    assert checkpoint.stat().st_mtime_ns == written
    np.testing.assert_array_equal(second.scores(texts), first.scores(texts))
    clone(model).fit(texts, targets, seed=1)
    assert len(list(tmp_path.glob("*.pt"))) == 2


@pytest.mark.encoders
def test_misuse_is_an_error(model: SetfitModel, monkeypatch: pytest.MonkeyPatch) -> None:
    targets = np.zeros((1, 4), dtype=bool)
    assert isinstance(model, Model)
    for use in (lambda: model.scores(["x"]), model.state):
        with pytest.raises(ParameterError, match="SetfitModel is not fitted yet"):
            use()
    for name, value in (("pairs", 0), ("class_weight", "even"), ("batch_size", 0)):
        with pytest.raises(ParameterError, match=rf"{name}: expected"):
            clone(model).set_params(**{name: value}).fit(["x"], targets, seed=0)
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingPackageError, match=r'pip install "geoclf\[setfit\]"'):
        model.fit(["x"], targets, seed=0)


def test_pairs_and_their_similarity() -> None:
    targets = np.array([[1, 0], [1, 1], [0, 0], [0, 0], [1, 0]], dtype=bool)
    first, second, similarity = draw_pairs(targets, 3, seed=0)
    assert len(first) == len(second) == 5 * 3 * 2
    for left, right, alike in zip(first, second, similarity, strict=True):
        union = (targets[left] | targets[right]).sum()
        common = (targets[left] & targets[right]).sum()
        assert alike == (common / union if union else 1)
    halves = np.arange(30) < 15
    assert (similarity[halves] == 1).all()
    assert (similarity[~halves] < 1).all()
    assert set(second[halves & (first == 0)]) == {4}
    assert set(second[halves & (first == 1)]) == {1}
    assert draw_pairs(targets, 3, seed=1)[1].tolist() != second.tolist()


def test_where_all_texts_are_alike_there_are_no_others() -> None:
    first, second, similarity = draw_pairs(np.zeros((3, 2), dtype=bool), 2, seed=0)
    assert first.tolist() == [0, 0, 1, 1, 2, 2]
    assert (first != second).all()
    assert similarity.tolist() == [1.0] * 6
    assert draw_pairs(np.zeros((1, 2), dtype=bool), 1, seed=0)[1].tolist() == [0]
