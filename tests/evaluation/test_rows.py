import numpy as np
import pytest

from geoclf.errors import DataError
from geoclf.evaluation.metrics import metric_columns
from geoclf.evaluation.rows import JudgedRows, ratio
from geoclf.protocols import BoolArray, FloatArray

Arrays = tuple[BoolArray, BoolArray, FloatArray]


@pytest.fixture
def arrays() -> Arrays:
    rng = np.random.default_rng(0)
    proba = rng.integers(0, 8, size=(40, 3)) / 8 + 0.01  # coarse: many ties
    return rng.random((40, 3)) < 0.4, proba > 0.5, proba


@pytest.fixture
def weights() -> FloatArray:
    return np.random.default_rng(1).integers(0, 4, size=(20, 40)).astype(np.float64)


def test_each_weighting_is_judged_by_itself(arrays: Arrays, weights: FloatArray) -> None:
    rows = JudgedRows(*arrays)
    together = metric_columns(rows.weighted(weights))
    for i in range(len(weights)):
        np.testing.assert_allclose(metric_columns(rows.weighted(weights[i : i + 1]))[0], together[i])


def test_weight_is_repetition(arrays: Arrays, weights: FloatArray) -> None:
    targets, predicted, proba = arrays
    for i, values in enumerate(metric_columns(JudgedRows(*arrays).weighted(weights))):
        repeated = np.repeat(np.arange(40), weights[i].astype(int))
        rows = JudgedRows(targets[repeated], predicted[repeated], proba[repeated])
        np.testing.assert_allclose(values, metric_columns(rows.weighted(np.ones((1, len(repeated)))))[0])


def test_order_of_rows_does_not_matter(arrays: Arrays) -> None:
    targets, predicted, proba = arrays
    once = np.ones((1, 40))
    order = np.random.default_rng(2).permutation(40)
    shuffled = JudgedRows(targets[order], predicted[order], proba[order])
    np.testing.assert_allclose(
        metric_columns(shuffled.weighted(once)), metric_columns(JudgedRows(*arrays).weighted(once))
    )


def test_sums_counted_by_hand() -> None:
    targets = np.array([[True, False], [True, True], [False, False]])
    predicted = np.array([[True, True], [False, True], [False, False]])
    sums = JudgedRows(targets, predicted, np.full((3, 2), 0.5)).weighted(np.array([[1.0, 2.0, 4.0]]))
    assert sums.total.tolist() == [7]
    assert sums.support.tolist() == [[3, 2]]
    assert sums.predicted.tolist() == [[1, 3]]
    assert sums.true_positives.tolist() == [[1, 2]]
    assert sums.exact_matches.tolist() == [4]
    assert sums.labelled.tolist() == [3]
    assert sums.row_f1.tolist() == pytest.approx([1 * 2 / 3 + 2 * 2 / 3])


def test_arrays_are_checked() -> None:
    with pytest.raises(DataError, match="expected predicted of shape"):
        JudgedRows(np.ones((2, 1), dtype=np.bool_), np.ones((1, 1), dtype=np.bool_), np.ones((2, 1)))


def test_ratio_of_nothing_is_undefined() -> None:
    np.testing.assert_array_equal(ratio(np.array([0.0, 1.0]), np.array([0.0, 4.0])), [np.nan, 0.25])
