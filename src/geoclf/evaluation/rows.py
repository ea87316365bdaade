"""Judged rows, and the weighted sums over them that every metric is made from.

A metric is a function of sums over rows. Weighting the rows with many weight vectors at once gives the metric
for all resamples of a bootstrap in a few matrix products; the point estimate is the same with all weights 1.
"""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from geoclf.evaluation.binning import bin_index
from geoclf.evaluation.checks import check_arrays
from geoclf.protocols import BoolArray, FloatArray, IntArray

__all__ = ["N_BINS", "JudgedRows", "WeightedRows", "ratio"]

N_BINS = 10
"""Number of bins of the expected calibration error."""


def ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Divide arrays of the same shape; nan where the denominator is 0.

    Examples
    --------
    >>> ratio(np.array([1.0, 0.0]), np.array([2.0, 0.0])).tolist()
    [0.5, nan]
    """
    quotient = np.full(numerator.shape, np.nan)
    np.divide(numerator, denominator, out=quotient, where=denominator > 0)
    return quotient


class JudgedRows:
    """What one system said of a set of rows, prepared for weighting.

    Parameters
    ----------
    targets, predicted
        Shape (n_rows, n_labels), bool.
    proba
        Shape (n_rows, n_labels), floating, in [0, 1].

    Raises
    ------
    geoclf.errors.DataError
        If the arrays do not fit together.
    """

    def __init__(self, targets: BoolArray, predicted: BoolArray, proba: FloatArray) -> None:
        check_arrays(targets, predicted, proba)
        self.targets = targets
        self.predicted = predicted
        self.proba = proba.astype(np.float64)
        self.n_rows, self.n_labels = targets.shape

    def weighted(self, weights: FloatArray) -> "WeightedRows":
        """Return the sums under each weighting of the rows, `weights` of shape (n_weightings, n_rows)."""
        return WeightedRows(self, weights)

    @cached_property
    def squared_errors(self) -> FloatArray:
        """Squared distance of probability and target, shape (n_rows, n_labels)."""
        return (self.proba - self.targets) ** 2

    @cached_property
    def binned_gaps(self) -> FloatArray:
        """Probability less target, in the column of its bin, shape (n_rows, n_labels * N_BINS)."""
        gaps = np.zeros((self.n_rows, self.n_labels, N_BINS))
        bins = bin_index(self.proba, N_BINS)[:, :, np.newaxis]
        np.put_along_axis(gaps, bins, (self.proba - self.targets)[:, :, np.newaxis], axis=2)
        return gaps.reshape(self.n_rows, -1)

    @cached_property
    def rankings(self) -> "list[_Ranking]":
        """One ranking of the rows per label."""
        return [_Ranking(self.targets[:, j], self.proba[:, j]) for j in range(self.n_labels)]


class WeightedRows:
    """Sums over judged rows under several weightings; each is computed when first asked for.

    Parameters
    ----------
    rows
        The rows.
    weights
        How often each row counts: shape (n_weightings, n_rows), float64, whole numbers from 0 on.
    """

    def __init__(self, rows: JudgedRows, weights: FloatArray) -> None:
        self._rows = rows
        self._weights = weights

    @cached_property
    def total(self) -> FloatArray:
        """Number of rows, shape (n_weightings,)."""
        return self._sum(np.ones(self._rows.n_rows))

    @cached_property
    def support(self) -> FloatArray:
        """Rows that have the label, shape (n_weightings, n_labels)."""
        return self._sum(self._rows.targets)

    @cached_property
    def predicted(self) -> FloatArray:
        """Rows that the label is predicted for, shape (n_weightings, n_labels)."""
        return self._sum(self._rows.predicted)

    @cached_property
    def true_positives(self) -> FloatArray:
        """Rows that have the label and that it is predicted for, shape (n_weightings, n_labels)."""
        return self._sum(self._rows.targets & self._rows.predicted)

    @cached_property
    def squared_error(self) -> FloatArray:
        """Squared distance of probability and target, shape (n_weightings, n_labels)."""
        return self._sum(self._rows.squared_errors)

    @cached_property
    def bin_gaps(self) -> FloatArray:
        """Sum of probability less target in each bin, shape (n_weightings, n_labels, N_BINS)."""
        return self._sum(self._rows.binned_gaps).reshape(len(self._weights), self._rows.n_labels, N_BINS)

    @cached_property
    def exact_matches(self) -> FloatArray:
        """Rows whose predicted set is the true set, shape (n_weightings,)."""
        correct: BoolArray = self._rows.targets == self._rows.predicted
        return self._sum(correct.all(axis=1))

    @cached_property
    def labelled(self) -> FloatArray:
        """Rows with at least one true or predicted label, shape (n_weightings,)."""
        return self._sum((self._rows.targets | self._rows.predicted).any(axis=1))

    @cached_property
    def row_f1(self) -> FloatArray:
        """Sum of each row's F1 over the `labelled` rows, shape (n_weightings,)."""
        sizes = self._rows.targets.sum(axis=1) + self._rows.predicted.sum(axis=1)
        shared = (self._rows.targets & self._rows.predicted).sum(axis=1)
        return self._sum(2 * shared / np.maximum(sizes, 1))

    @cached_property
    def average_precision(self) -> FloatArray:
        """Average precision, shape (n_weightings, n_labels); nan for a label without positives."""
        columns = [ranking.average_precision(self._weights) for ranking in self._rows.rankings]
        return np.stack(columns, axis=1)

    def _sum(self, values: npt.ArrayLike) -> FloatArray:
        sums: FloatArray = self._weights @ np.asarray(values, dtype=np.float64)
        return sums


class _Ranking:
    """Rows of one label from the highest probability to the lowest."""

    def __init__(self, targets: BoolArray, proba: FloatArray) -> None:
        self._order: IntArray = np.argsort(-proba, kind="stable")
        descending = -proba[self._order]
        self._hit: BoolArray = targets[self._order]
        of_hits = descending[self._hit]
        # Rows of equal probability are one threshold: each positive is judged at the last row of its tie.
        self._last_row = np.searchsorted(descending, of_hits, side="right") - 1
        self._last_hit = np.searchsorted(of_hits, of_hits, side="right") - 1

    def average_precision(self, weights: FloatArray) -> FloatArray:
        """Return the mean over positives of the precision at their threshold, shape (n_weightings,)."""
        ranked = weights[:, self._order]
        positive = ranked[:, self._hit]
        rows_above = np.cumsum(ranked, axis=1)[:, self._last_row]
        hits_above = np.cumsum(positive, axis=1)[:, self._last_hit]
        # Where no row above counts, the positive itself weighs nothing either.
        precision = hits_above / np.maximum(rows_above, 1.0)
        return ratio((positive * precision).sum(axis=1), positive.sum(axis=1))
