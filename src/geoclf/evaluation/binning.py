"""Equal-width probability bins, the same for the calibration error and the reliability curve."""

import numpy as np

from geoclf.protocols import FloatArray, IntArray

__all__ = ["bin_edges", "bin_index"]


def bin_edges(n_bins: int) -> FloatArray:
    """Return the edges of `n_bins` bins over [0, 1], shape (n_bins + 1,), float64.

    Examples
    --------
    >>> bin_edges(4).tolist()
    [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    # Not np.linspace: its fourth edge of eleven is 0.30000000000000004, which would put 0.3 a bin too low.
    return np.arange(n_bins + 1) / n_bins


def bin_index(proba: FloatArray, n_bins: int) -> IntArray:
    """Return the bin of each probability, same shape, int64; bins hold their lower edge, the last one also 1.

    Examples
    --------
    >>> bin_index(np.array([0.0, 0.3, 0.99, 1.0]), 10).tolist()
    [0, 3, 9, 9]
    """
    return np.searchsorted(bin_edges(n_bins)[1:-1], proba, side="right").astype(np.int64)
