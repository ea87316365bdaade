"""What the models share in training: checked targets and weights of texts, and the prior of a label."""

from typing import Any

import numpy as np

from geoclf.errors import ParameterError
from geoclf.protocols import BoolArray, FloatArray

__all__ = [
    "check_class_weight",
    "check_targets",
    "count_rows",
    "prior_logits",
]


def check_class_weight(value: object) -> None:
    """Raise `ParameterError` unless the parameter class_weight is "balanced" or None."""
    if value not in ("balanced", None):
        raise ParameterError(f"class_weight: expected 'balanced' or None, got {value!r}")


def count_rows(rows: Any) -> int:  # noqa: ANN401 - a sparse matrix has a shape, a list of texts a length
    """Return the number of rows of a matrix, an array or a list.

    Examples
    --------
    >>> count_rows(["uno", "dos"]), count_rows(np.zeros((3, 2)))
    (2, 3)
    """
    return int(rows.shape[0]) if hasattr(rows, "shape") else len(rows)


def check_targets(rows: Any, targets: BoolArray) -> BoolArray:  # noqa: ANN401
    """Return `targets` as an array, or say what is wrong with them.

    Raises
    ------
    ParameterError
        If `targets` is not a bool array of shape (n_rows, n_labels), or there is no row.

    Examples
    --------
    >>> check_targets(["uno"], np.zeros((2, 4), dtype=bool))
    Traceback (most recent call last):
    geoclf.errors.ParameterError: targets: expected shape (1, n_labels), bool; got (2, 4), bool
    """
    targets = np.asarray(targets)
    n_rows = count_rows(rows)
    if targets.ndim != 2 or len(targets) != n_rows or targets.dtype != np.bool_:
        raise ParameterError(
            f"targets: expected shape ({n_rows}, n_labels), bool; got {targets.shape}, {targets.dtype}"
        )
    if not n_rows:
        raise ParameterError("rows: expected at least one training text, got none")
    return targets


def prior_logits(targets: BoolArray) -> FloatArray:
    """Return the log-odds of each label in training, shape (n_labels,), float64.

    One positive and one negative text are added (Laplace), so that the result is finite.

    Examples
    --------
    >>> prior_logits(np.array([[True, False], [True, False], [False, False]])).round(3).tolist()
    [0.405, -1.386]
    """
    n_positive = targets.sum(axis=0)
    return np.asarray(np.log((n_positive + 1.0) / (len(targets) - n_positive + 1.0)), dtype=np.float64)
