from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

from geoclf.errors import ParameterError
from geoclf.models.nbsvm import NbsvmModel, log_count_ratios
from geoclf.protocols import BoolArray, FloatArray, Model

RNG = np.random.default_rng(4)
ROWS = csr_matrix(RNG.random((80, 12)) * (RNG.random((80, 12)) < 0.4))
TARGETS = np.column_stack(
    [ROWS[:, 0].toarray().ravel() > 0.3, RNG.random(80) > 0.7, np.zeros(80, dtype=bool)]
)


def ratios_counted_by_hand(rows: FloatArray, target: BoolArray, alpha: float) -> FloatArray:
    having = [alpha + sum(row[j] != 0 for row in rows[target]) for j in range(rows.shape[1])]
    without = [alpha + sum(row[j] != 0 for row in rows[~target]) for j in range(rows.shape[1])]
    ratios: FloatArray = np.log(np.array(having) / sum(having) / (np.array(without) / sum(without)))
    return ratios


@pytest.mark.parametrize("alpha", [0.5, 1.0])
def test_ratios_are_those_of_the_paper_for_sparse_and_dense_rows(alpha: float) -> None:
    expected = ratios_counted_by_hand(ROWS.toarray(), TARGETS[:, 1], alpha)
    for rows in (ROWS, ROWS.toarray()):
        np.testing.assert_allclose(log_count_ratios(rows, TARGETS[:, 1], alpha), expected, atol=1e-12)


@pytest.mark.parametrize("beta", [0.25, 1.0])
def test_scores_are_those_of_the_mixed_svm_on_scaled_rows(beta: float) -> None:
    model = NbsvmModel(C=0.7, beta=beta).fit(ROWS, TARGETS, seed=1)
    assert isinstance(model, Model)
    for label in (0, 1):
        scaled = ROWS.toarray() * ratios_counted_by_hand(ROWS.toarray(), TARGETS[:, label], 1.0)
        svm = LinearSVC(C=0.7, random_state=1).fit(scaled, TARGETS[:, label])
        mixed = (1 - beta) * np.mean(np.abs(svm.coef_[0])) + beta * svm.coef_[0]
        np.testing.assert_allclose(model.scores(ROWS)[:, label], scaled @ mixed + svm.intercept_, atol=1e-4)


def test_a_label_without_positives_has_the_log_odds_of_its_frequency() -> None:
    np.testing.assert_allclose(NbsvmModel().fit(ROWS, TARGETS, seed=0).scores(ROWS)[:, 2], np.log(1 / 81))


def test_state_round_trips() -> None:
    model = NbsvmModel(C=0.2).fit(ROWS, TARGETS, seed=0)
    restored = NbsvmModel.from_state(model.state())
    assert restored.get_params() == model.get_params()
    np.testing.assert_array_equal(restored.scores(ROWS), model.scores(ROWS))
    assert not hasattr(clone(model), "coef_")


def test_too_few_iterations_give_a_warning_where_fit_was_called() -> None:
    with pytest.warns(ConvergenceWarning, match=r"NbsvmModel: label 0 .* max_iter=1 iterations") as caught:
        NbsvmModel(C=100.0, max_iter=1).fit(ROWS, TARGETS[:, :1], seed=0)
    assert {warning.filename for warning in caught} == {__file__}


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"C": -1}, "C: expected a finite number above 0, got -1"),
        ({"alpha": 0}, "alpha: expected a finite number above 0, got 0"),
        ({"beta": 1.5}, r"beta: expected a number from 0 to 1, got 1\.5"),
        ({"max_iter": 0}, "max_iter: expected an integer of at least 1, got 0"),
    ],
)
def test_bad_parameters_are_named_in_fit(params: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        NbsvmModel(**params).fit(ROWS, TARGETS, seed=0)


def test_only_the_features_that_move_scores_most_are_kept() -> None:
    rows, targets = np.eye(6)[[0, 0, 1, 2, 3, 4, 5, 5]], np.array([[i < 3] for i in range(8)])
    whole = NbsvmModel().fit(rows, targets, seed=0)
    model = NbsvmModel(max_features=2).fit(rows, targets, seed=0)
    moves = np.abs(whole.coef_[:, 0]) * np.sqrt((rows != 0).sum(axis=0))
    assert sorted(model.used_columns().tolist()) == sorted(np.argsort(-moves, kind="stable")[:2].tolist())
    scores = model.scores(rows)
    model.keep_columns(model.used_columns())
    assert len(model.coef_) == 2
    assert scores.shape == (8, 1)
    with pytest.raises(ParameterError, match="max_features: expected an integer of at least 1, got 0"):
        NbsvmModel(max_features=0).fit(rows, targets, seed=0)


def test_rounded_coefficients_are_whole_steps_and_survive_saving() -> None:
    model = NbsvmModel(rounded=True).fit(ROWS, TARGETS, seed=0)
    steps = model.coef_ / model.steps_
    np.testing.assert_allclose(steps, np.rint(steps), atol=1e-9)
    assert np.abs(steps).max(axis=0).round().tolist() == [2**15 - 1, 2**15 - 1, 0]
    whole = NbsvmModel().fit(ROWS, TARGETS, seed=0)
    np.testing.assert_allclose(model.coef_, whole.coef_, atol=model.steps_.max())
    state = model.state()
    assert state.arrays["coef"].dtype == np.int16
    assert (NbsvmModel.from_state(state).scores(ROWS) == model.scores(ROWS)).all()
