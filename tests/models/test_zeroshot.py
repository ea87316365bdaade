import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from geoclf.api import load_model
from geoclf.classifier.estimator import GeoClassifier
from geoclf.decision.fixed import FixedDecision
from geoclf.errors import EncoderError, MissingPackageError, ParameterError
from geoclf.features.raw import RawText
from geoclf.models.hypotheses import read_hypotheses
from geoclf.models.zeroshot import ZeroshotModel
from geoclf.protocols import BoolArray, Model

pytestmark = pytest.mark.encoders

TARGETS = np.zeros((1, 4), dtype=bool)
Toy = tuple[list[str], BoolArray]


@pytest.fixture
def model(tiny_nli: Path, tmp_path: Path) -> ZeroshotModel:
    return ZeroshotModel(encoder=str(tiny_nli), cache_dir=tmp_path / "cache", max_length=48, device="cpu")


def test_scores_are_those_of_the_zero_shot_pipeline(
    model: ZeroshotModel, tiny_nli: Path, toy_task: Toy
) -> None:
    from transformers import pipeline

    from geoclf.models import zeroshot

    texts = toy_task[0][:5]
    hypotheses = read_hypotheses(Path(zeroshot.__file__).with_name("zeroshot.yaml"))
    theirs = pipeline("zero-shot-classification", model=str(tiny_nli), device="cpu")
    expected = np.zeros((5, 4))
    for column, sentences in enumerate(hypotheses.values()):
        found = theirs(texts, candidate_labels=sentences, hypothesis_template="{}", multi_label=True)
        expected[:, column] = [max(result["scores"]) for result in found]
    scores = model.fit(texts, np.zeros((5, 4), dtype=bool), seed=0).scores(texts)
    np.testing.assert_allclose(1 / (1 + np.exp(-scores)), expected, atol=1e-4)
    assert expected.std() > 0.01
    assert model.scores([]).shape == (0, 4)


def test_columns_follow_the_labels_given(model: ZeroshotModel, toy_task: Toy) -> None:
    texts = toy_task[0][:3]
    first = model.fit(["x"], TARGETS, seed=0).scores(texts)
    turned = clone(model).set_params(labels=list(model.labels_)[::-1]).fit(["x"], TARGETS, seed=0)
    np.testing.assert_allclose(turned.scores(texts), first[:, ::-1], atol=1e-4)


def test_a_saved_classifier_needs_no_file_of_hypotheses(
    model: ZeroshotModel, toy_task: Toy, tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "labels: {treaty: [Hay un tratado.], sanctions: [Hay sanciones.], "
        "humanitarian_aid: [Hay ayuda., Habrá ayuda.], military_cooperation: [Hay armas.]}",
        encoding="utf-8",
    )
    texts, targets = toy_task
    classifier = GeoClassifier(
        features=RawText(), model=model.set_params(path=path), decision=FixedDecision()
    ).fit(texts, targets)
    assert classifier.model_.labels_ == classifier.labels  # type: ignore[attr-defined]
    classifier.save(tmp_path / "model")
    path.unlink()
    loaded = load_model(tmp_path / "model")
    loaded.model_.set_params(cache_dir=tmp_path / "other")
    np.testing.assert_array_equal(loaded.predict_proba(texts), classifier.predict_proba(texts))


def test_what_is_in_the_cache_needs_no_encoder(model: ZeroshotModel, toy_task: Toy, tmp_path: Path) -> None:
    texts = toy_task[0][:20]
    model.fit(["x"], TARGETS, seed=0)
    first = model.scores(texts)
    restored = ZeroshotModel.from_state(model.state()).set_params(
        encoder="no/such-encoder", cache_dir=tmp_path / "cache"
    )
    np.testing.assert_array_equal(restored.scores(texts), first)
    with pytest.raises(EncoderError, match="encoder 'no/such-encoder': neither a folder here nor"):
        restored.scores(["otro texto"])


def test_a_classifier_of_something_else_is_refused(model: ZeroshotModel, tiny_sentence_encoder: Path) -> None:
    other = clone(model).set_params(encoder=str(tiny_sentence_encoder)).fit(["x"], TARGETS, seed=0)
    with pytest.raises(EncoderError, match=r"with a class 'entailment'; its classes: label_0, label_1"):
        other.scores(["x"])


def test_misuse_is_an_error(model: ZeroshotModel, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(model, Model)
    for use in (lambda: model.scores(["x"]), model.state):
        with pytest.raises(ParameterError, match="ZeroshotModel is not fitted yet"):
            use()
    with pytest.raises(ParameterError, match=r"labels: expected those of .*for 3 columns; pass path="):
        model.fit(["x"], TARGETS[:, :3], seed=0)
    with pytest.raises(ParameterError, match="batch_size: expected"):
        clone(model).set_params(batch_size=0).fit(["x"], TARGETS, seed=0)
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(MissingPackageError, match=r'pip install "geoclf\[zeroshot\]"'):
        model.fit(["x"], TARGETS, seed=0)
