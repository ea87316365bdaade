import json

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.naive_bayes import ComplementNB

from geoclf.errors import ParameterError
from geoclf.models.naive_bayes import NaiveBayesModel
from geoclf.protocols import Model, State

RNG = np.random.default_rng(5)
ROWS = csr_matrix(RNG.poisson(0.4, size=(60, 8)).astype(np.float64))
TARGETS = np.column_stack([ROWS[:, 0].toarray().ravel() > 0, RNG.random(60) > 0.6, np.zeros(60, dtype=bool)])


def test_scores_are_the_differences_of_scikit_learns_two_classes() -> None:
    model = NaiveBayesModel(alpha=0.5).fit(ROWS, TARGETS, seed=0)
    assert isinstance(model, Model)
    for label in (0, 1):
        theirs = ComplementNB(alpha=0.5).fit(ROWS, TARGETS[:, label]).predict_joint_log_proba(ROWS)
        np.testing.assert_allclose(model.scores(ROWS)[:, label], theirs[:, 1] - theirs[:, 0], atol=1e-12)


def test_coefficients_are_ratios_of_shares() -> None:
    weights, intercept = NaiveBayesModel(alpha=1.0).fit(ROWS, TARGETS, seed=0).coefficients()
    having, without = (
        1 + np.asarray(ROWS[chosen].sum(axis=0)).ravel() for chosen in (TARGETS[:, 1], ~TARGETS[:, 1])
    )
    expected = np.log(having / having.sum()) - np.log(without / without.sum())
    np.testing.assert_allclose(weights[:, 1], expected, atol=1e-12)
    assert intercept[1] == 0.0


def test_a_label_without_positives_has_the_log_odds_of_its_frequency() -> None:
    model = NaiveBayesModel().fit(ROWS, TARGETS, seed=0)
    np.testing.assert_allclose(model.scores(ROWS)[:, 2], np.log(1 / 61))


def test_state_round_trips_as_json() -> None:
    model = clone(NaiveBayesModel()).set_params(alpha=np.float64(0.2)).fit(ROWS, TARGETS, seed=0)
    state = model.state()
    restored = NaiveBayesModel.from_state(State(json.loads(json.dumps(state.params)), arrays=state.arrays))
    assert restored.get_params() == {"alpha": 0.2}
    np.testing.assert_array_equal(restored.scores(ROWS), model.scores(ROWS))


def test_misuse_is_an_error() -> None:
    with pytest.raises(ParameterError, match=r"expected no value below 0, got -1\.0; use counts or tf-idf"):
        NaiveBayesModel().fit(np.array([[1.0], [-1.0]]), np.array([[True], [False]]), seed=0)
    with pytest.raises(ParameterError, match="alpha: expected a finite number above 0, got 0"):
        NaiveBayesModel(alpha=0).fit(ROWS, TARGETS, seed=0)
    with pytest.raises(ParameterError, match="NaiveBayesModel is not fitted yet"):
        NaiveBayesModel().scores(ROWS)
