"""Why a metric or its interval is undefined, in words."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from geoclf.evaluation.metrics import COUNTS
from geoclf.evaluation.report import Metric, Report
from geoclf.experiment.result import Evaluation

__all__ = ["Undefined", "interval_reason", "undefined_in", "value_reason"]

_MACRO = "macro_"


class Undefined(NamedTuple):
    """One thing that has no number; `what` is "value" or "interval"."""

    system: str
    dataset: str
    metric: str
    what: str
    reason: str


def undefined_in(evaluations: Sequence[Evaluation]) -> Iterator[Undefined]:
    """Yield every undefined value, and every missing interval of a defined value."""
    for evaluation in evaluations:
        system, dataset = evaluation.predictions.system, evaluation.predictions.dataset
        for score in evaluation.report:
            if not math.isfinite(score.value):
                reason = value_reason(score, evaluation.report)
                yield Undefined(system, dataset, score.key, "value", reason)
            elif score.name not in COUNTS and not math.isfinite(score.low):
                reason = interval_reason(score, evaluation.report)
                yield Undefined(system, dataset, score.key, "interval", reason)


def value_reason(score: Metric, report: Report) -> str:
    """Say why the value of `score`, a metric of `report`, is undefined."""
    if score.label is None:
        return _aggregate_reason(score, report)
    occurs = report[f"{score.label}/support"].value > 0
    predicted = report[f"{score.label}/predicted"].value > 0
    if not occurs and not predicted:
        return "the label neither occurs nor is predicted"
    if not occurs:
        return "the label does not occur"
    return "the label is never predicted" if not predicted else "the value is not finite"


def _aggregate_reason(score: Metric, report: Report) -> str:
    own = score.name.removeprefix(_MACRO)
    labels = [
        part.label for part in report if part.label and part.name == own and not math.isfinite(part.value)
    ]
    if labels and score.name.startswith(_MACRO):
        return f"undefined for {', '.join(labels)}"
    return "no label occurs or is predicted"


def interval_reason(score: Metric, report: Report) -> str:
    """Say why the defined `score`, a metric of `report`, has no interval."""
    if report.n_groups < 2:
        return f"an interval needs two groups or more; there is {report.n_groups}"
    if score.undefined > 0:
        return f"undefined in {score.undefined:.0%} of the resamples"
    return "no interval was computed"
