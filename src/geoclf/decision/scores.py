"""What both decisions share: checking scores, and the logistic function."""

import numpy as np

from geoclf.errors import ParameterError
from geoclf.protocols import BoolArray, FloatArray

__all__ = ["check_scores", "check_scores_and_targets", "logit", "sigmoid"]


def sigmoid(logits: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp(-logits)) without overflow, for logits of any size.

    Examples
    --------
    >>> sigmoid(np.array([-1e6, 0.0, 1e6])).tolist()
    [0.0, 0.5, 1.0]
    """
    small = np.exp(-np.abs(logits))
    return np.where(logits >= 0, 1.0, small) / (1.0 + small)


def logit(proba: FloatArray) -> FloatArray:
    """Return the log-odds of probabilities in (0, 1).

    Examples
    --------
    >>> logit(np.array([0.5, 0.75])).round(2).tolist()
    [0.0, 1.1]
    """
    odds: FloatArray = np.log(proba) - np.log1p(-proba)
    return odds


def check_scores(scores: FloatArray, n_labels: int | None = None) -> FloatArray:
    """Return `scores` as float64, or say what is wrong with them.

    Raises
    ------
    ParameterError
        If `scores` is not two-dimensional, has not `n_labels` columns, or holds nan or infinity.

    Examples
    --------
    >>> check_scores(np.array([[0.0, np.nan]]))
    Traceback (most recent call last):
    geoclf.errors.ParameterError: scores: expected finite numbers, got nan in row 0, column 1
    """
    scores = np.asarray(scores, dtype=np.float64)
    if scores.ndim != 2 or n_labels not in (None, scores.shape[1]):
        columns = "n_labels" if n_labels is None else n_labels
        raise ParameterError(f"scores: expected shape (n_texts, {columns}), got {scores.shape}")
    broken = np.argwhere(~np.isfinite(scores))
    if len(broken):
        row, column = broken[0]
        value = scores[row, column]
        raise ParameterError(f"scores: expected finite numbers, got {value} in row {row}, column {column}")
    return scores


def check_scores_and_targets(scores: FloatArray, targets: BoolArray) -> tuple[FloatArray, BoolArray]:
    """Return both for fitting, or say what is wrong with them.

    Raises
    ------
    ParameterError
        If either is malformed, their shapes differ, or there is no row.
    """
    scores = check_scores(scores)
    targets = np.asarray(targets)
    if targets.shape != scores.shape or targets.dtype != np.bool_:
        raise ParameterError(
            f"targets: expected shape {scores.shape} as scores, bool; got {targets.shape}, {targets.dtype}"
        )
    if not len(scores):
        raise ParameterError("scores: expected at least one row, got none; pass out-of-fold scores")
    return scores, targets
