import csv
import io
import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from geoclf.evaluation.evaluate import evaluate
from geoclf.evaluation.report import Predictions
from geoclf.experiment.result import Evaluation, ExperimentResult
from geoclf.tracking.saved_predictions import read_predictions_file
from geoclf.tracking.table_items import metrics_file, prediction_table, predictions_file, undefined_file
from geoclf.tracking.undefined import Undefined

PREDICTIONS = Predictions(
    system="mine",
    dataset="gold",
    labels=("treaty", "sanctions"),
    ids=("a", "b"),
    texts=('uno "dos"\n', "tres\u2028ñ"),
    groups=("g", "h"),
    folds=("1", ""),
    targets=np.array([[True, False], [False, False]]),
    predicted=np.array([[False, True], [False, False]]),
    proba=np.array([[0.1 + 0.2, 5e-324], [1 / 3, 1.0]]),
)


def evaluation(predictions: Predictions) -> Evaluation:
    return Evaluation(predictions, evaluate(predictions, n_resamples=5, seed=0))


def test_predictions_come_back_to_the_last_bit(tmp_path: Path) -> None:
    other = replace(
        PREDICTIONS,
        dataset="press",
        review=np.eye(2, dtype=bool),
        thresholds=np.array([[0.1 + 0.2, 1.0], [1 / 3, 0.5]]),
    )
    path = tmp_path / "predictions.jsonl"
    path.write_text(predictions_file([evaluation(PREDICTIONS), evaluation(other)]).content, encoding="utf-8")
    first, second = read_predictions_file(path)
    for field in fields(Predictions):
        expected: Any = getattr(PREDICTIONS, field.name)
        np.testing.assert_array_equal(getattr(first, field.name), expected)
    assert second.dataset == "press"
    np.testing.assert_array_equal(second.review, other.review)
    np.testing.assert_array_equal(second.thresholds, other.thresholds)


def test_the_readable_table_says_what_is_wrong() -> None:
    table = prediction_table([evaluation(PREDICTIONS)])
    rows = [
        dict(zip(table.columns, cells, strict=True)) for cells in zip(*table.columns.values(), strict=True)
    ]
    # The first two columns are what MLflow shows when runs are compared.
    assert list(table.columns)[:2] == ["text", "predicted"]
    assert rows[0]["predicted"] == "sanctions"
    assert rows[0]["true"] == "treaty"
    assert rows[0]["wrong"] == "-treaty, +sanctions"
    assert (rows[1]["predicted"], rows[1]["true"], rows[1]["wrong"]) == ("none", "none", "")
    assert rows[0]["p(treaty)"] == 0.3
    assert rows[1]["id"] == "b"


def test_the_table_holds_all_data_sets(result: ExperimentResult) -> None:
    table = prediction_table(result.evaluations)
    assert list(table.columns["dataset"]) == ["gold"] * 21 + ["press"] * 14


def test_metrics_file_has_every_metric_of_every_system(result: ExperimentResult) -> None:
    everything = [*result.evaluations, *result.baselines]
    rows = list(csv.DictReader(io.StringIO(metrics_file(everything).content)))
    assert len(rows) == sum(len(evaluation.report.metrics) for evaluation in everything)
    undefined = [row for row in rows if (row["label"], row["metric"]) == ("humanitarian_aid", "f1")]
    assert {row["value"] for row in undefined} == {""}
    micro = next(row for row in rows if row["metric"] == "micro_f1")
    assert float(micro["value"]) == result.evaluations[0].report["micro_f1"].value
    assert float(micro["low"]) == result.evaluations[0].report["micro_f1"].low


def test_undefined_file() -> None:
    content = undefined_file([Undefined("mine", "gold", "macro_f1", "value", "undefined for a, b")]).content
    assert content == 'system,dataset,metric,what,reason\nmine,gold,macro_f1,value,"undefined for a, b"\n'


def test_lines_are_json_on_one_line_each(result: ExperimentResult) -> None:
    lines = predictions_file([evaluation(PREDICTIONS)]).content.split("\n")
    assert lines.pop() == ""
    assert [json.loads(line)["id"] for line in lines] == ["a", "b"]
