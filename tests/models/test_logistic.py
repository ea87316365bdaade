import pickle
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from geoclf.errors import ParameterError
from geoclf.models.logistic import LogisticModel
from geoclf.protocols import BoolArray, Model


@pytest.fixture(scope="module")
def rows() -> csr_matrix:
    return csr_matrix(np.random.default_rng(0).random((40, 6)).round(1))


@pytest.fixture(scope="module")
def targets(rows: csr_matrix) -> BoolArray:
    dense = rows.toarray()
    columns = [
        dense[:, 0] > 0.5,
        dense[:, 1] + dense[:, 2] > 1.2,
        np.zeros(40, dtype=bool),
        np.ones(40, dtype=bool),
    ]
    return np.array(columns).T


@pytest.mark.parametrize("class_weight", ["balanced", None])
def test_each_label_is_scikit_learns_regression(
    rows: csr_matrix, targets: BoolArray, class_weight: str | None
) -> None:
    model = LogisticModel(C=3.0, class_weight=class_weight).fit(rows, targets, seed=0)
    for label in (0, 1):
        theirs = LogisticRegression(C=3.0, class_weight=class_weight, max_iter=1000).fit(
            rows, targets[:, label]
        )
        np.testing.assert_allclose(model.scores(rows)[:, label], theirs.decision_function(rows), atol=1e-12)


def test_scores_are_coefficients_times_rows(rows: csr_matrix, targets: BoolArray) -> None:
    model = LogisticModel().fit(rows, targets, seed=0)
    coefficients, intercept = model.coefficients()
    assert coefficients.shape == (6, 4)
    np.testing.assert_allclose(model.scores(rows), rows.toarray() @ coefficients + intercept, atol=1e-12)
    np.testing.assert_allclose(model.scores(rows.toarray()), model.scores(rows), atol=1e-12)


def test_labels_with_one_value_only_score_their_prior(rows: csr_matrix, targets: BoolArray) -> None:
    model = LogisticModel().fit(rows, targets, seed=0)
    assert not model.coef_[:, 2:].any()
    np.testing.assert_allclose(model.scores(rows)[:, 2:], [[-np.log(41), np.log(41)]] * 40)


def test_fitting_is_deterministic_and_ignores_the_seed(rows: csr_matrix, targets: BoolArray) -> None:
    first = LogisticModel().fit(rows, targets, seed=0)
    second = LogisticModel().fit(rows, targets, seed=1)
    assert first.coef_.tobytes() == second.coef_.tobytes()


def test_restored_models_give_the_same_bits(rows: csr_matrix, targets: BoolArray) -> None:
    model = LogisticModel(C=np.float64(2.0), max_iter=500).fit(rows, targets, seed=0)
    state = model.state()
    assert dict(state.params) == {"C": 2.0, "class_weight": "balanced", "max_iter": 500}
    for copy in (LogisticModel.from_state(state), pickle.loads(pickle.dumps(model))):
        assert copy.scores(rows).tobytes() == model.scores(rows).tobytes()


def test_too_few_iterations_give_one_clear_warning_a_label(rows: csr_matrix, targets: BoolArray) -> None:
    message = (
        r"label 0 \(counted from 0\) did not converge in max_iter=1 iterations; raise max_iter or lower C=1.0"
    )
    with pytest.warns(ConvergenceWarning, match=message) as caught:
        LogisticModel(max_iter=1).fit(rows, targets[:, [0]], seed=0)
    assert len(caught) == 1
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"C": -1}, "C: expected a finite number above 0, got -1"),
        ({"C": float("inf")}, "C: expected a finite number above 0, got inf"),
        ({"C": "1"}, "C: expected a finite number above 0, got '1'"),
        ({"class_weight": "even"}, "class_weight: expected 'balanced' or None, got 'even'"),
        ({"max_iter": 0}, "max_iter: expected an integer of at least 1, got 0"),
        ({"max_iter": 10.0}, "max_iter: expected an integer of at least 1, got 10.0"),
    ],
)
def test_bad_parameters_are_named_in_fit(
    rows: csr_matrix, targets: BoolArray, params: dict[str, Any], message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        LogisticModel(**params).fit(rows, targets, seed=0)


def test_misuse_is_an_error(rows: csr_matrix, targets: BoolArray) -> None:
    model = LogisticModel().fit(rows, targets, seed=0)
    assert isinstance(model, Model)
    with pytest.raises(ParameterError, match=r"rows: expected 6 features as in training, got 5"):
        model.scores(rows[:, :5])
    with pytest.raises(ParameterError, match=r"targets: expected shape \(40, n_labels\)"):
        LogisticModel().fit(rows, targets[:3], seed=0)
    with pytest.raises(ParameterError, match="LogisticModel is not fitted yet"):
        clone(model).coefficients()
