"""Curves of one label: precision against recall, and observed share against probability."""

from dataclasses import dataclass

import numpy as np

from geoclf.errors import ParameterError
from geoclf.evaluation.binning import bin_edges, bin_index
from geoclf.evaluation.checks import check_arrays
from geoclf.protocols import BoolArray, FloatArray, IntArray

__all__ = ["PrecisionRecallCurve", "ReliabilityCurve", "precision_recall", "reliability"]

_Z_95 = 1.959963984540054  # 97.5th percentile of the standard normal distribution


@dataclass(frozen=True)
class PrecisionRecallCurve:
    """Precision and recall of one label at every threshold that changes them.

    Attributes
    ----------
    precision, recall
        Of predicting the label when its probability is at least the threshold, shape (n_thresholds,),
        float64. Recall is nan throughout when no row has the label.
    thresholds
        The distinct probabilities, ascending, shape (n_thresholds,), float64.
    """

    precision: FloatArray
    recall: FloatArray
    thresholds: FloatArray


@dataclass(frozen=True)
class ReliabilityCurve:
    """Observed share of positives beside mean probability, in bins of equal width.

    Attributes
    ----------
    bin_low, bin_high
        Edges of the bins, shape (n_bins,), float64; a bin holds its lower edge, the last one also 1.
    mean_proba
        Mean probability in each bin, shape (n_bins,), float64; nan in an empty bin.
    observed, observed_low, observed_high
        Share of positives in each bin and its 95 % Wilson interval (Wilson, JASA 22, 1927; rows taken as
        independent), shape (n_bins,), float64; nan in an empty bin.
    count
        Number of rows in each bin, shape (n_bins,), int64.
    """

    bin_low: FloatArray
    bin_high: FloatArray
    mean_proba: FloatArray
    observed: FloatArray
    observed_low: FloatArray
    observed_high: FloatArray
    count: IntArray


def precision_recall(targets: BoolArray, proba: FloatArray) -> PrecisionRecallCurve:
    """Compute the precision-recall curve of one label.

    Like `sklearn.metrics.precision_recall_curve`, without the point (recall 0, precision 1) that it adds and
    that belongs to no threshold.

    Parameters
    ----------
    targets
        Shape (n_rows,), bool.
    proba
        Shape (n_rows,), floating, in [0, 1].

    Raises
    ------
    geoclf.errors.DataError
        If the arrays are empty or do not fit together.

    Examples
    --------
    >>> curve = precision_recall(np.array([False, True, True]), np.array([0.2, 0.2, 0.9]))
    >>> curve.thresholds.tolist(), curve.precision.round(2).tolist(), curve.recall.tolist()
    ([0.2, 0.9], [0.67, 1.0], [1.0, 0.5])
    """
    _check_label(targets, proba)
    thresholds, block = np.unique(proba.astype(np.float64), return_inverse=True)
    rows = np.bincount(block, minlength=len(thresholds))[::-1].cumsum()[::-1]
    hits = np.bincount(block, weights=targets, minlength=len(thresholds))[::-1].cumsum()[::-1]
    support = targets.sum()
    recall = hits / support if support else np.full(len(thresholds), np.nan)
    return PrecisionRecallCurve(precision=hits / rows, recall=recall, thresholds=thresholds)


def reliability(targets: BoolArray, proba: FloatArray, n_bins: int) -> ReliabilityCurve:
    """Compute the reliability curve of one label.

    Parameters
    ----------
    targets
        Shape (n_rows,), bool.
    proba
        Shape (n_rows,), floating, in [0, 1].
    n_bins
        Number of bins of equal width over [0, 1], 1 or more.

    Raises
    ------
    geoclf.errors.DataError
        If the arrays are empty or do not fit together.
    geoclf.errors.ParameterError
        If `n_bins` is below 1.

    Examples
    --------
    >>> curve = reliability(np.array([False, False, True]), np.array([0.1, 0.3, 0.8]), n_bins=2)
    >>> curve.mean_proba.tolist(), curve.observed.tolist(), curve.count.tolist()
    ([0.2, 0.8], [0.0, 1.0], [2, 1])
    """
    if n_bins < 1:
        raise ParameterError(f"n_bins: expected 1 or more, got {n_bins}; 10 is usual")
    _check_label(targets, proba)
    bins = bin_index(proba, n_bins)
    count = np.bincount(bins, minlength=n_bins)
    filled = np.where(count > 0, count, np.nan)  # turns every share of an empty bin into nan
    observed = np.bincount(bins, weights=targets, minlength=n_bins) / filled
    low, high = _wilson_interval(observed, filled)
    edges = bin_edges(n_bins)
    return ReliabilityCurve(
        bin_low=edges[:-1],
        bin_high=edges[1:],
        mean_proba=np.bincount(bins, weights=proba, minlength=n_bins) / filled,
        observed=observed,
        observed_low=low,
        observed_high=high,
        count=count,
    )


def _check_label(targets: BoolArray, proba: FloatArray) -> None:
    # Any shape but (n_rows,) becomes one that `check_arrays` refuses.
    check_arrays(
        targets[..., np.newaxis], targets[..., np.newaxis], proba[..., np.newaxis], where="one label"
    )


def _wilson_interval(share: FloatArray, count: FloatArray) -> tuple[FloatArray, FloatArray]:
    scale = 1 + _Z_95**2 / count
    centre = (share + _Z_95**2 / (2 * count)) / scale
    half = _Z_95 * np.sqrt(share * (1 - share) / count + _Z_95**2 / (4 * count**2)) / scale
    # At shares 0 and 1 the interval ends exactly there; rounding must not push it outside.
    return np.clip(centre - half, 0.0, share), np.clip(centre + half, share, 1.0)
