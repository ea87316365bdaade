import json
import sys
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone

from geoclf.errors import MissingPackageError, ParameterError
from geoclf.models.textcat import TextcatModel
from geoclf.protocols import Model, State

TEXTS = [
    "Firmaron un tratado de paz",
    "Aprobaron nuevas sanciones",
    "Ganó el partido",
    "Llueve en Lima",
    "",
] * 8
TARGETS = np.array([[1, 0], [0, 1], [0, 0], [0, 0], [0, 0]] * 8, dtype=bool)
SMALL: dict[str, Any] = {"length": 1024, "epochs": 40, "batch_size": 8, "learn_rate": 0.01}


@pytest.fixture(scope="module")
def fitted() -> TextcatModel:
    return TextcatModel(**SMALL).fit(TEXTS, TARGETS, seed=3)


@pytest.mark.peers
def test_it_learns_labels_whatever_the_case_and_accents(fitted: TextcatModel) -> None:
    assert isinstance(fitted, Model)
    scores = fitted.scores(["FIRMARON UN TRATADO", "Nuevas sanciónes", "Ganó en Lima", ""])
    assert scores.dtype == np.float64
    assert (scores > 0).tolist() == [[True, False], [False, True], [False, False], [False, False]]
    assert fitted.scores([]).shape == (0, 2)


@pytest.mark.peers
def test_scores_are_the_log_odds_of_spacys_probabilities(fitted: TextcatModel) -> None:
    for text in ("firmaron un tratado", "llueve en lima"):
        cats = fitted._nlp(text).cats
        np.testing.assert_allclose(
            1 / (1 + np.exp(-fitted.scores([text])[0])), list(cats.values()), atol=1e-6
        )


@pytest.mark.peers
def test_the_same_seed_gives_the_same_model_and_another_does_not(fitted: TextcatModel) -> None:
    again, other = (clone(fitted).fit(TEXTS, TARGETS, seed=seed) for seed in (3, 4))
    np.testing.assert_array_equal(again.weights_, fitted.weights_)
    assert not np.array_equal(other.weights_, fitted.weights_)


@pytest.mark.peers
@pytest.mark.parametrize("ngram_size", [1, 2])
def test_saved_and_restored_it_scores_the_same(ngram_size: int) -> None:
    model = TextcatModel(**SMALL, ngram_size=ngram_size).fit(TEXTS, TARGETS, seed=0)
    state = model.state()
    saved = State(json.loads(json.dumps(state.params)), arrays=state.arrays)
    texts = [*TEXTS, "Un tratado nuevo"]
    np.testing.assert_array_equal(TextcatModel.from_state(saved).scores(texts), model.scores(texts))


def test_a_missing_package_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(MissingPackageError, match=r'package spacy, .* pip install "geoclf\[peers\]"'):
        TextcatModel().fit(TEXTS, TARGETS, seed=0)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"ngram_size": 0}, "ngram_size: expected an integer of at least 1, got 0"),
        ({"batch_size": 2.0}, r"batch_size: expected an integer of at least 1, got 2\.0"),
        ({"learn_rate": -1}, "learn_rate: expected a finite number above 0, got -1"),
    ],
)
def test_bad_parameters_are_named_in_fit(params: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        TextcatModel(**params).fit(TEXTS, TARGETS, seed=0)


def test_misuse_is_an_error() -> None:
    with pytest.raises(ParameterError, match=r"TextcatModel reads the texts themselves, got ndarray"):
        TextcatModel().fit(np.zeros((40, 2)), TARGETS, seed=0)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="TextcatModel is not fitted yet"):
        TextcatModel().scores(["x"])
