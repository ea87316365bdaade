import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve
from sklearn.metrics import precision_recall_curve

from geoclf.errors import DataError, ParameterError
from geoclf.evaluation.curves import precision_recall, reliability
from geoclf.evaluation.metrics import point_metrics
from geoclf.protocols import BoolArray, FloatArray


@st.composite
def judged(draw: st.DrawFn) -> tuple[BoolArray, FloatArray]:
    """Draw rows of one label, with at least one positive; no probability stands on a bin's edge."""
    n_rows = draw(st.integers(1, 60))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    targets = rng.random(n_rows) < draw(st.sampled_from([0.1, 0.5, 1.0]))
    targets[rng.integers(n_rows)] = True
    steps = draw(st.sampled_from([3, 11, 1000]))
    return targets, np.floor(steps * rng.random(n_rows)) / steps + 0.00037


@settings(deadline=None, derandomize=True)
@given(judged())
def test_precision_recall_as_in_scikit_learn(case: tuple[BoolArray, FloatArray]) -> None:
    targets, proba = case
    curve = precision_recall(targets, proba)
    precision, recall, thresholds = precision_recall_curve(targets, proba)
    np.testing.assert_allclose(curve.precision, precision[:-1])
    np.testing.assert_allclose(curve.recall, recall[:-1])
    np.testing.assert_allclose(curve.thresholds, thresholds)


@settings(deadline=None, derandomize=True)
@given(judged(), st.integers(1, 12))
def test_reliability_as_in_scikit_learn(case: tuple[BoolArray, FloatArray], n_bins: int) -> None:
    targets, proba = case
    curve = reliability(targets, proba, n_bins)
    observed, mean_proba = calibration_curve(targets, proba, n_bins=n_bins, strategy="uniform")
    filled = curve.count > 0
    np.testing.assert_allclose(curve.observed[filled], observed)
    np.testing.assert_allclose(curve.mean_proba[filled], mean_proba)
    assert curve.count.sum() == len(targets)


def test_precision_recall_without_positives() -> None:
    curve = precision_recall(np.zeros(3, dtype=np.bool_), np.array([0.1, 0.5, 0.5]))
    assert curve.thresholds.tolist() == [0.1, 0.5]
    assert curve.precision.tolist() == [0, 0]
    assert np.isnan(curve.recall).all()


def test_precision_recall_counted_by_hand() -> None:
    curve = precision_recall(np.array([True, False, True, False]), np.array([0.9, 0.6, 0.6, 0.2]))
    assert curve.thresholds.tolist() == [0.2, 0.6, 0.9]
    assert curve.precision.tolist() == pytest.approx([2 / 4, 2 / 3, 1])
    assert curve.recall.tolist() == [1, 1, 0.5]


def test_reliability_counted_by_hand() -> None:
    targets = np.array([False, True, True, True, False])
    curve = reliability(targets, np.array([0.0, 0.25, 0.3, 1.0, 0.8]), n_bins=4)
    assert curve.bin_low.tolist() == [0, 0.25, 0.5, 0.75]
    assert curve.bin_high.tolist() == [0.25, 0.5, 0.75, 1]
    assert curve.count.tolist() == [1, 2, 0, 2]
    np.testing.assert_allclose(curve.observed, [0, 1, np.nan, 0.5])
    np.testing.assert_allclose(curve.mean_proba, [0, 0.275, np.nan, 0.9])
    assert np.isnan([curve.observed_low[2], curve.observed_high[2]]).all()


@pytest.mark.parametrize(("hits", "rows"), [(0, 1), (0, 3), (0, 21), (10, 10), (16, 16), (7, 20), (1, 500)])
def test_wilson_interval_as_in_scipy(hits: int, rows: int) -> None:
    curve = reliability(np.arange(rows) < hits, np.full(rows, 0.4), n_bins=1)
    expected = binomtest(hits, rows).proportion_ci(confidence_level=0.95, method="wilson")
    assert curve.observed_low[0] == pytest.approx(expected.low, abs=1e-12)
    assert curve.observed_high[0] == pytest.approx(expected.high, abs=1e-12)
    assert 0 <= curve.observed_low[0] <= curve.observed[0] <= curve.observed_high[0] <= 1


def test_calibration_error_is_that_of_the_reliability_curve() -> None:
    rng = np.random.default_rng(0)
    proba = rng.random(200).round(1)  # on the edges of the bins
    targets = rng.random(200) < proba**2
    curve = reliability(targets, proba, n_bins=10)
    filled = curve.count > 0
    gaps = np.abs(curve.mean_proba - curve.observed)[filled]
    metrics = point_metrics(targets[:, np.newaxis], targets[:, np.newaxis], proba[:, np.newaxis])
    assert float(metrics["macro_ece"]) == pytest.approx(np.average(gaps, weights=curve.count[filled]))


def test_bad_input() -> None:
    targets, proba = np.array([True, False]), np.array([0.5, 0.5])
    with pytest.raises(ParameterError, match="n_bins: expected 1 or more, got 0"):
        reliability(targets, proba, n_bins=0)
    with pytest.raises(DataError, match="one label: expected proba of shape"):
        precision_recall(targets, proba[:1])
    with pytest.raises(DataError, match="expected targets of shape"):
        precision_recall(targets[:0], proba[:0])
    with pytest.raises(DataError, match="one label: expected targets of shape"):
        reliability(targets[:, np.newaxis], proba[:, np.newaxis], n_bins=10)
    with pytest.raises(DataError, match=r"got 1\.5 in row 0"):
        reliability(targets, proba + 1, n_bins=10)
