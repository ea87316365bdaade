"""Predictions as runs keep them, read back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from geoclf.errors import DataError
from geoclf.evaluation.report import Predictions
from geoclf.jsonl import read_jsonl
from geoclf.protocols import BoolArray, FloatArray

__all__ = ["read_predictions_file"]

_KEYS = ("dataset", "system", "id", "fold", "group", "text", "labels", "predicted", "proba")


def read_predictions_file(path: Path) -> list[Predictions]:
    """Return the predictions in a predictions.jsonl, one object per system and data set, in file order.

    Raises
    ------
    DataError
        If the file is empty or a line is not as `geoclf.tracking.table_items.predictions_file` writes it.
    """
    parts: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for number, record in read_jsonl(path):
        missing = [key for key in _KEYS if key not in record]
        if missing:
            raise DataError(
                f"{path}:{number}: no {missing[0]!r}; expected what geoclf train or evaluate writes"
            )
        parts.setdefault((record["dataset"], record["system"]), []).append(record)
    if not parts:
        raise DataError(f"{path}: no predictions; the run was broken off, train it again")
    return [_predictions(path, records) for records in parts.values()]


def _predictions(path: Path, records: Sequence[dict[str, Any]]) -> Predictions:
    labels = tuple(records[0]["proba"])
    if any(tuple(record["proba"]) != labels for record in records):
        raise DataError(f"{path}: not all lines have the same labels; expected {', '.join(labels)} in each")
    columns = {key: tuple(record[key] for record in records) for key in ("id", "text", "group", "fold")}
    return Predictions(
        system=records[0]["system"],
        dataset=records[0]["dataset"],
        labels=labels,
        ids=columns["id"],
        texts=columns["text"],
        groups=columns["group"],
        folds=columns["fold"],
        targets=_marks(records, "labels", labels),
        predicted=_marks(records, "predicted", labels),
        proba=_numbers(records, "proba", labels),
        thresholds=_numbers(records, "thresholds", labels) if _all_have(records, "thresholds") else None,
        review=_marks(records, "review", labels) if _all_have(records, "review") else None,
    )


def _all_have(records: Sequence[dict[str, Any]], key: str) -> bool:
    return all(key in record for record in records)


def _marks(records: Sequence[dict[str, Any]], key: str, labels: Sequence[str]) -> BoolArray:
    """Return which labels each record lists under `key`, shape (n_records, n_labels)."""
    return np.array([[label in record[key] for label in labels] for record in records])


def _numbers(records: Sequence[dict[str, Any]], key: str, labels: Sequence[str]) -> FloatArray:
    """Return the number that each record has for each label under `key`, shape (n_records, n_labels)."""
    return np.array([[record[key][label] for label in labels] for record in records], dtype=np.float64)
