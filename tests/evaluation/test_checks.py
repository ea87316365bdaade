from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geoclf.errors import DataError, ParameterError
from geoclf.evaluation.checks import check_arrays, check_n_resamples, check_predictions
from geoclf.evaluation.report import Predictions

MakePredictions = Callable[..., Predictions]

TRUE = np.ones((3, 2), dtype=np.bool_)
HALF = np.full((3, 2), 0.5)


def test_good_arrays_pass() -> None:
    check_arrays(TRUE, TRUE, HALF)
    check_arrays(TRUE, TRUE, HALF.astype(np.float32))
    check_arrays(TRUE, TRUE, np.where(TRUE, 1.0, 0.0))


@pytest.mark.parametrize("shape", [(0, 2), (3, 0), (3,), (3, 2, 1)])
def test_targets_without_rows_or_columns(shape: tuple[int, ...]) -> None:
    targets = np.ones(shape, dtype=np.bool_)
    with pytest.raises(DataError, match=r"expected targets of shape \(n_texts, n_labels\) with at least one"):
        check_arrays(targets, targets, targets.astype(np.float64))


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ((TRUE.astype(int), TRUE, HALF), r"targets of shape \(3, 2\), bool; got \(3, 2\), int64"),
        ((TRUE, TRUE[:2], HALF), r"predicted of shape \(3, 2\), bool; got \(2, 2\), bool"),
        ((TRUE, HALF, HALF), r"predicted of shape \(3, 2\), bool; got \(3, 2\), float64"),
        ((TRUE, TRUE, HALF[:, :1]), r"proba of shape \(3, 2\), float64; got \(3, 1\), float64"),
        ((TRUE, TRUE, TRUE), r"proba of shape \(3, 2\), float64; got \(3, 2\), bool"),
    ],
)
def test_arrays_that_do_not_fit(arrays: tuple[Any, Any, Any], message: str) -> None:
    with pytest.raises(DataError, match=f"mine: expected {message}"):
        check_arrays(*arrays, where="mine")


@pytest.mark.parametrize("value", [-0.01, 1.01, np.nan, np.inf])
def test_what_is_no_probability(value: float) -> None:
    proba = HALF.copy()
    proba[2, 1] = value
    with pytest.raises(DataError, match=rf"in \[0, 1\], got {value} in row 2, column 1"):
        check_arrays(TRUE, TRUE, proba)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"labels": ("sanctions",)}, r"got 1 names \(sanctions\) for 2 columns"),
        ({"labels": ("treaty", "treaty")}, "unique labels, got 'treaty' more than once"),
        ({"ids": ("a", "b", "a")}, "unique ids, got 'a' more than once"),
        ({"ids": ("a", "b")}, "expected 3 ids, got 2"),
        ({"texts": ()}, "expected 3 texts, got 0"),
        ({"groups": ("g",) * 4}, "expected 3 groups, got 4"),
        ({"folds": ("",)}, "expected 3 folds, got 1"),
        ({"review": TRUE[:2]}, r"expected review of shape \(3, 2\), got \(2, 2\)"),
        ({"thresholds": np.full(2, 0.5)}, r"expected thresholds of shape \(3, 2\), got \(2,\)"),
        ({"proba": np.full((3, 2), np.nan)}, "got nan in row 0, column 0"),
    ],
)
def test_predictions_that_do_not_fit(
    make_predictions: MakePredictions, change: dict[str, Any], message: str
) -> None:
    predictions = make_predictions(TRUE, TRUE)
    check_predictions(predictions)
    with pytest.raises(DataError, match=f"system on toy: .*{message}"):
        check_predictions(replace(predictions, **change))


def test_number_of_resamples() -> None:
    check_n_resamples(0)
    with pytest.raises(ParameterError, match=r"n_resamples: expected 0 \(no intervals\) or more, got -1"):
        check_n_resamples(-1)
