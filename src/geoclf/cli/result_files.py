"""Results as files: metrics, predictions and the printed report."""

import io
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geoclf.cli.result_text import render_results
from geoclf.evaluation.behaviour import BehaviourReport
from geoclf.evaluation.report import Comparison, Report
from geoclf.experiment.result import Evaluation
from geoclf.files import write_bytes, write_text
from geoclf.tracking.behaviour_items import BEHAVIOUR_FILE, behaviour_file
from geoclf.tracking.figure_items import figure_items
from geoclf.tracking.table_items import PREDICTIONS_FILE, predictions_file

__all__ = ["CONFIG_FILE", "METRICS_FILE", "REPORT_FILE", "metrics_json", "write_figures", "write_results"]

CONFIG_FILE = "config.yaml"
METRICS_FILE = "metrics.json"
REPORT_FILE = "report.txt"


def write_results(
    folder: Path,
    evaluations: Sequence[Evaluation],
    baselines: Sequence[Evaluation],
    comparisons: Sequence[Comparison],
    behaviour: Sequence[BehaviourReport] = (),
    notes: Sequence[str] = (),
) -> str:
    """Write metrics, predictions and report to `folder`, each file whole or not at all; return the report."""
    report = render_results(evaluations, baselines, comparisons, behaviour, notes)
    if behaviour:
        write_text(folder / BEHAVIOUR_FILE, behaviour_file(behaviour).content)
    else:
        # Results that replace others must not stand beside another model's cases.
        (folder / BEHAVIOUR_FILE).unlink(missing_ok=True)
    write_text(folder / PREDICTIONS_FILE, predictions_file(evaluations).content)
    write_text(folder / METRICS_FILE, metrics_json(evaluations, baselines, comparisons, behaviour, notes))
    write_text(folder / REPORT_FILE, report)
    return report


def write_figures(folder: Path, evaluation: Evaluation, baselines: Sequence[Evaluation]) -> None:
    """Draw the figures of one evaluation into `folder`, `baselines` being those on the same texts."""
    for figure in figure_items(evaluation, baselines):
        image = io.BytesIO()
        figure.draw().savefig(image, format="png")
        write_bytes(folder / figure.path, image.getvalue())


def metrics_json(
    evaluations: Sequence[Evaluation],
    baselines: Sequence[Evaluation],
    comparisons: Sequence[Comparison],
    behaviour: Sequence[BehaviourReport] = (),
    notes: Sequence[str] = (),
) -> str:
    """Return metrics by data set and system, comparisons, behaviour tests and notes, as JSON.

    What is undefined is null.
    """
    datasets: dict[str, dict[str, Any]] = {}
    for evaluation in (*evaluations, *baselines):
        systems = datasets.setdefault(evaluation.predictions.dataset, {})
        systems[evaluation.predictions.system] = _report(evaluation.report)
    content = {
        "datasets": datasets,
        "comparisons": [_comparison(comparison) for comparison in comparisons],
        "behaviour": {report.system: _behaviour(report) for report in behaviour},
        "notes": list(notes),
    }
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _report(report: Report) -> dict[str, Any]:
    metrics = {
        metric.key: {
            "value": _number(metric.value),
            "low": _number(metric.low),
            "high": _number(metric.high),
            "undefined": _number(metric.undefined),
        }
        for metric in report
    }
    return {"n_texts": report.n_texts, "n_groups": report.n_groups, "metrics": metrics}


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "dataset": comparison.dataset,
        "metric": comparison.metric,
        "first": comparison.first,
        "second": comparison.second,
        "difference": _number(comparison.difference),
        "low": _number(comparison.low),
        "high": _number(comparison.high),
        "n_groups": comparison.n_groups,
        "better": comparison.better,
        **{name: _number(value) for name, value in comparison.extra.items()},
    }


def _behaviour(report: BehaviourReport) -> dict[str, Any]:
    return {
        result.capability: {
            "passed": result.passed,
            "cases": result.cases,
            "rate": result.rate,
            "low": result.low,
            "high": result.high,
        }
        for result in (report.total, *report.capabilities)
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
