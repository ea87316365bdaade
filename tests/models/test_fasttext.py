import json
import pickle
import sys
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone

from geoclf.errors import MissingPackageError, ParameterError
from geoclf.models.fasttext import FastTextModel
from geoclf.protocols import Model, State

TEXTS = [
    "Firmaron un tratado de paz",
    "Aprobaron nuevas sanciones",
    "Ganó el partido",
    "Llueve en Lima",
    "",
] * 8
TARGETS = np.array([[1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 1]] * 8, dtype=bool)
SMALL: dict[str, Any] = {"dim": 8, "buckets": 1000, "epochs": 30}


@pytest.fixture(scope="module")
def fitted() -> FastTextModel:
    return FastTextModel(**SMALL).fit(TEXTS, TARGETS, seed=3)


@pytest.mark.peers
def test_it_learns_labels_and_leaves_texts_without_any(fitted: FastTextModel) -> None:
    assert isinstance(fitted, Model)
    scores = fitted.scores(["FIRMARON UN TRATADO DE PAZ.", "Nuevas sanciónes", "Ganó en Lima"])
    assert scores.dtype == np.float64
    assert (scores[:, :2] > 0).tolist() == [[True, False], [False, True], [False, False]]


@pytest.mark.peers
def test_labels_that_cannot_be_learnt_have_the_log_odds_of_their_frequency(fitted: FastTextModel) -> None:
    np.testing.assert_allclose(fitted.scores(["x", "tratado"])[:, 2:], [[np.log(1 / 41), np.log(41)]] * 2)
    assert np.isfinite(FastTextModel(**SMALL).fit(TEXTS, TARGETS[:, 2:], seed=0).scores(["x", ""])).all()


@pytest.mark.peers
def test_scores_are_the_log_odds_of_fasttexts_probabilities(fitted: FastTextModel, tmp_path: Any) -> None:
    import fasttext

    (tmp_path / "model.bin").write_bytes(fitted.file_)
    theirs = fasttext.load_model(str(tmp_path / "model.bin"))
    for text in ("firmaron un tratado", "llueve en lima", ""):
        proba = dict(zip(*theirs.predict(text, k=-1), strict=True))
        expected = [proba["label:0"], proba["label:1"]]
        # fastText reads its probabilities from a table of 512 steps.
        np.testing.assert_allclose(1 / (1 + np.exp(-fitted.scores([text])[0, :2])), expected, atol=0.01)


@pytest.mark.peers
def test_the_same_seed_gives_the_same_model_and_another_does_not(fitted: FastTextModel) -> None:
    assert clone(fitted).fit(TEXTS, TARGETS, seed=3).file_ == fitted.file_
    assert clone(fitted).fit(TEXTS, TARGETS, seed=4).file_ != fitted.file_


@pytest.mark.peers
def test_a_text_cannot_smuggle_in_a_label() -> None:
    texts = [f"label:0 {text}" for text in TEXTS]
    model = FastTextModel(**SMALL, char_ngrams=None, word_ngrams=1).fit(texts, TARGETS, seed=0)
    assert model.scores(["Ganó el partido"])[0, 0] < 0


@pytest.mark.peers
def test_saved_and_restored_it_scores_the_same(fitted: FastTextModel) -> None:
    state = fitted.state()
    params = json.loads(json.dumps(state.params))
    assert params["char_ngrams"] == [2, 5]
    assert state.arrays["file"].dtype == np.uint8
    for copy in (
        FastTextModel.from_state(State(params, arrays=state.arrays)),
        pickle.loads(pickle.dumps(fitted)),
    ):
        np.testing.assert_array_equal(copy.scores(TEXTS), fitted.scores(TEXTS))
    assert fitted.scores([]).shape == (0, 4)


@pytest.mark.peers
def test_training_that_fails_says_why() -> None:
    with pytest.raises(ParameterError, match=r"training failed: RuntimeError: Encountered NaN.*lower lr"):
        FastTextModel(**SMALL, lr=1e30).fit(TEXTS, TARGETS, seed=0)


def test_a_missing_package_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fasttext", None)
    with pytest.raises(MissingPackageError, match=r'package fasttext, .* pip install "geoclf\[peers\]"'):
        FastTextModel().fit(TEXTS, TARGETS, seed=0)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"dim": 0}, "dim: expected an integer of at least 1, got 0"),
        ({"lr": 0}, "lr: expected a finite number above 0, got 0"),
        ({"char_ngrams": [5, 2]}, r"char_ngrams: expected None or two integers .* got \[5, 2\]"),
        ({"char_ngrams": 3}, "char_ngrams: expected None or two integers .* got 3"),
    ],
)
def test_bad_parameters_are_named_in_fit(params: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        FastTextModel(**params).fit(TEXTS, TARGETS, seed=0)


def test_misuse_is_an_error() -> None:
    with pytest.raises(ParameterError, match=r"FastTextModel reads the texts themselves, got ndarray"):
        FastTextModel().fit(np.zeros((40, 2)), TARGETS, seed=0)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match=r"targets: expected shape \(40, n_labels\)"):
        FastTextModel().fit(TEXTS, TARGETS[:3], seed=0)
    with pytest.raises(ParameterError, match="FastTextModel is not fitted yet"):
        FastTextModel().scores(["x"])
