"""Expected precision and recall of one label at every threshold worth having."""

from typing import NamedTuple

import numpy as np

from geoclf.protocols import FloatArray, IntArray

__all__ = ["N_POINTS", "Curve", "constant_curve", "expected_curve", "spread"]

N_POINTS = 200
"""Points that a curve is kept with: about half a percent of recall apart, more where one text weighs more."""


class Curve(NamedTuple):
    """Thresholds from the highest to the lowest, and what each is expected to give.

    Attributes
    ----------
    threshold
        Shape (N_POINTS,), float64 in (0, 1], not rising; the last may stand several times.
    precision, recall
        Shape (N_POINTS,), float64 in [0, 1].
    """

    threshold: FloatArray
    precision: FloatArray
    recall: FloatArray


def expected_curve(proba: FloatArray, weights: FloatArray) -> Curve:
    """Return what precision and recall would be on texts like these if the probabilities were right.

    A threshold stands in the middle between the lowest probability taken and the highest left out.

    Parameters
    ----------
    proba, weights
        Probability of each text, and how often it counts; shape (n_texts,), float64.

    Examples
    --------
    >>> curve = expected_curve(np.array([0.9, 0.6, 0.1]), np.ones(3))
    >>> [column[:3].round(3).tolist() for column in curve]
    [[0.75, 0.35, 0.05], [0.9, 0.75, 0.533], [0.562, 0.938, 1.0]]
    """
    values, places = np.unique(proba, return_inverse=True)
    values, counts = values[::-1], np.bincount(places, weights)[::-1]
    # Taking the texts with the k + 1 highest distinct probabilities, for each k.
    hits, taken = np.cumsum(values * counts), np.cumsum(counts)
    below = np.append(values[1:], 0.0)
    middle = (values + below) / 2
    # Rounding may put the middle of two neighbouring floats on the lower one.
    threshold = np.maximum(np.where(middle > below, middle, values), np.finfo(np.float64).tiny)
    recall = hits / hits[-1] if hits[-1] > 0 else np.zeros_like(hits)
    kept = spread(recall, N_POINTS)
    return Curve(threshold[kept], (hits / taken)[kept], recall[kept])


def constant_curve(proba: float) -> Curve:
    """Return the curve of a label that has the same probability in every text: one threshold, 0.5.

    Below that nothing is taken, and precision and recall are 0.

    Examples
    --------
    >>> [column[0].item() for column in constant_curve(0.2)]
    [0.5, 0.0, 0.0]
    """
    values = (0.5, proba, 1.0) if proba >= 0.5 else (0.5, 0.0, 0.0)
    return Curve(*(np.full(N_POINTS, value) for value in values))


def spread(values: FloatArray, n_points: int) -> IntArray:
    """Return `n_points` indices into rising `values` that lie evenly by value, both ends among them.

    All indices are there when `values` has no more than that; the last then stands several times.

    Examples
    --------
    >>> spread(np.array([0.0, 0.1, 0.2, 0.9, 1.0]), 3).tolist()
    [0, 3, 4]
    >>> spread(np.array([0.0, 1.0]), 3).tolist()
    [0, 1, 1]
    """
    if len(values) <= n_points:
        return np.minimum(np.arange(n_points), len(values) - 1)
    return np.searchsorted(values, np.linspace(values[0], values[-1], n_points)).astype(np.int64)
