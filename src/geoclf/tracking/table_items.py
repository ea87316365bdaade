"""Tables of a run: what was predicted for every text, every metric, and what is undefined."""

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from geoclf.evaluation.report import Predictions
from geoclf.experiment.result import Evaluation
from geoclf.jsonl import dump_line
from geoclf.tracking.items import Table, TextFile
from geoclf.tracking.undefined import Undefined

__all__ = [
    "METRICS_FILE",
    "PREDICTIONS_FILE",
    "UNDEFINED_FILE",
    "metrics_file",
    "prediction_table",
    "predictions_file",
    "undefined_file",
]

PREDICTIONS_FILE = "predictions.jsonl"
METRICS_FILE = "metrics.csv"
UNDEFINED_FILE = "undefined.csv"
_DECIMALS = 4


def prediction_table(evaluations: Sequence[Evaluation]) -> Table:
    """Return the predictions for people to read: one row per text, probabilities rounded.

    `wrong` names the labels that are missed (-) or predicted without need (+).
    """
    columns: dict[str, list[str | float]] = {}
    for predictions in (evaluation.predictions for evaluation in evaluations):
        for row in range(len(predictions.ids)):
            for name, value in _readable_row(predictions, row).items():
                columns.setdefault(name, []).append(value)
    return Table("predictions.json", columns)


def _readable_row(predictions: Predictions, row: int) -> dict[str, str | float]:
    targets, predicted = predictions.targets[row], predictions.predicted[row]
    signs = [
        f"{'+' if says else '-'}{label}"
        for label, is_true, says in zip(predictions.labels, targets, predicted, strict=True)
        if is_true != says
    ]
    proba = {
        f"p({label})": round(float(value), _DECIMALS)
        for label, value in zip(predictions.labels, predictions.proba[row], strict=True)
    }
    # MLflow compares runs by the first column, and shows the second.
    return {
        "text": predictions.texts[row],
        "predicted": ", ".join(_names(predictions, predicted)) or "none",
        "true": ", ".join(_names(predictions, targets)) or "none",
        "wrong": ", ".join(signs),
        **proba,
        "dataset": predictions.dataset,
        "fold": predictions.folds[row],
        "group": predictions.groups[row],
        "id": predictions.ids[row],
    }


def predictions_file(evaluations: Sequence[Evaluation]) -> TextFile:
    """Return the predictions for programs: one JSON object per text, probabilities to the last bit."""
    lines = []
    for predictions in (evaluation.predictions for evaluation in evaluations):
        for row in range(len(predictions.ids)):
            record = {
                "dataset": predictions.dataset,
                "system": predictions.system,
                "id": predictions.ids[row],
                "fold": predictions.folds[row],
                "group": predictions.groups[row],
                "text": predictions.texts[row],
                "labels": _names(predictions, predictions.targets[row]),
                "predicted": _names(predictions, predictions.predicted[row]),
                "proba": dict(zip(predictions.labels, predictions.proba[row].tolist(), strict=True)),
            }
            if predictions.thresholds is not None:
                thresholds = predictions.thresholds[row].tolist()
                record["thresholds"] = dict(zip(predictions.labels, thresholds, strict=True))
            if predictions.review is not None:
                record["review"] = _names(predictions, predictions.review[row])
            lines.append(dump_line(record))
    return TextFile(PREDICTIONS_FILE, b"".join(lines).decode("utf-8"))


def _names(predictions: Predictions, row: np.typing.NDArray[np.bool_]) -> list[str]:
    return [label for label, present in zip(predictions.labels, row, strict=True) if present]


def metrics_file(evaluations: Sequence[Evaluation]) -> TextFile:
    """Return every metric of every system with its interval, as CSV; what is undefined is empty."""
    header = ["dataset", "system", "label", "metric", "value", "low", "high", "undefined_share"]
    return _csv_file(METRICS_FILE, header, _metric_rows(evaluations))


def _metric_rows(evaluations: Sequence[Evaluation]) -> Iterator[list[str | float]]:
    for evaluation in evaluations:
        for score in evaluation.report:
            numbers = [
                repr(number) if math.isfinite(number) else ""
                for number in (score.value, score.low, score.high)
            ]
            yield [
                evaluation.predictions.dataset,
                evaluation.predictions.system,
                score.label or "",
                score.name,
                *numbers,
                score.undefined,
            ]


def undefined_file(rows: Sequence[Undefined]) -> TextFile:
    """Return what has no number, and why, as CSV."""
    return _csv_file(UNDEFINED_FILE, Undefined._fields, rows)


def _csv_file(path: str, header: Sequence[str], rows: Iterable[Sequence[str | float]]) -> TextFile:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return TextFile(path, buffer.getvalue())
