"""What must hold of predictions before anything is computed from them."""

import numpy as np

from geoclf.errors import DataError, ParameterError
from geoclf.evaluation.report import Predictions
from geoclf.protocols import BoolArray, FloatArray

__all__ = ["check_arrays", "check_n_resamples", "check_predictions"]


def check_arrays(
    targets: BoolArray,
    predicted: BoolArray,
    proba: FloatArray,
    *,
    where: str = "predictions",
) -> None:
    """Check one system's arrays against each other.

    Parameters
    ----------
    targets, predicted
        Shape (n_texts, n_labels), bool.
    proba
        Shape (n_texts, n_labels), floating, finite, in [0, 1].
    where
        What the arrays belong to; the error message begins with it.

    Raises
    ------
    geoclf.errors.DataError
        If a shape or dtype differs, if there is no text or no label, or if a probability is not in [0, 1].

    Examples
    --------
    >>> check_arrays(np.array([[True]]), np.array([[True]]), np.array([[1.5]]))
    Traceback (most recent call last):
    geoclf.errors.DataError: predictions: expected probabilities in [0, 1], got 1.5 in row 0, column 0
    """
    if targets.ndim != 2 or 0 in targets.shape:
        raise DataError(
            f"{where}: expected targets of shape (n_texts, n_labels) with at least one of each, "
            f"got {targets.shape}; pass a set with labelled texts"
        )
    for name, array in (("targets", targets), ("predicted", predicted)):
        if array.shape != targets.shape or array.dtype != np.bool_:
            raise DataError(
                f"{where}: expected {name} of shape {targets.shape}, bool; got {array.shape}, {array.dtype}"
            )
    if proba.shape != targets.shape or not np.issubdtype(proba.dtype, np.floating):
        raise DataError(
            f"{where}: expected proba of shape {targets.shape}, float64; got {proba.shape}, {proba.dtype}"
        )
    # `not inside` rather than `outside`, so that nan is caught too.
    wrong = np.argwhere(~((proba >= 0) & (proba <= 1)))
    if len(wrong):
        row, column = wrong[0].tolist()
        raise DataError(
            f"{where}: expected probabilities in [0, 1], "
            f"got {proba[row, column]} in row {row}, column {column}"
        )


def check_predictions(predictions: Predictions) -> None:
    """Check one system's predictions.

    Raises
    ------
    geoclf.errors.DataError
        As `check_arrays`; also if thresholds or review have another shape, if labels or ids repeat, or if a
        column has not one entry per text.
    """
    where = f"{predictions.system} on {predictions.dataset}"
    check_arrays(predictions.targets, predictions.predicted, predictions.proba, where=where)
    n_texts, n_labels = predictions.targets.shape
    for name in ("thresholds", "review"):
        array = getattr(predictions, name)
        if array is not None and array.shape != predictions.targets.shape:
            raise DataError(f"{where}: expected {name} of shape {(n_texts, n_labels)}, got {array.shape}")
    if len(predictions.labels) != n_labels:
        raise DataError(
            f"{where}: expected one label name per column, "
            f"got {len(predictions.labels)} names ({', '.join(predictions.labels)}) for {n_labels} columns"
        )
    for name in ("ids", "texts", "groups", "folds"):
        if len(getattr(predictions, name)) != n_texts:
            raise DataError(f"{where}: expected {n_texts} {name}, got {len(getattr(predictions, name))}")
    for name in ("labels", "ids"):
        seen: set[str] = set()
        for value in getattr(predictions, name):
            if value in seen:
                raise DataError(f"{where}: expected unique {name}, got {value!r} more than once")
            seen.add(value)


def check_n_resamples(n_resamples: int) -> None:
    """Check a number of resamples.

    Raises
    ------
    geoclf.errors.ParameterError
        If it is below 0.
    """
    if n_resamples < 0:
        raise ParameterError(
            f"n_resamples: expected 0 (no intervals) or more, got {n_resamples}; 1000 is usual"
        )
