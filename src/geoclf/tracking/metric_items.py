"""Numbers of a run: metrics with intervals, differences to baselines. What is undefined is not a number.

The names follow how MLflow shows them. Its charts group by all that stands before the last slash, so the ends
of an interval carry a suffix and stay with their metric. Its comparison sorts by name, so what is not the
system's own score has a name late in the alphabet.
"""

import math
from collections.abc import Iterator

from geoclf.evaluation.report import Comparison, Report
from geoclf.experiment.result import Evaluation, FoldResult
from geoclf.tracking.items import Metric
from geoclf.tracking.keys import safe_key, safe_part

__all__ = ["HIGH", "LOW", "comparison_items", "evaluation_items", "fold_metric_items", "score_key"]

LOW, HIGH = "_ci_low", "_ci_high"
"""What the names of the ends of an interval end with."""


def score_key(dataset: str, key: str) -> str:
    """Return the name of a score.

    Examples
    --------
    >>> score_key("gold", "sanctions/f1")
    'gold/sanctions/f1'
    """
    return safe_key(f"{safe_part(dataset)}/{key}")


def evaluation_items(evaluation: Evaluation) -> Iterator[Metric]:
    """Yield metrics as `<dataset>/<key>`, each followed by `<dataset>/<key>_ci_low` and `_ci_high`."""
    for score in evaluation.report:
        key = score_key(evaluation.predictions.dataset, score.key)
        yield from _finite(key, score.value)
        yield from _finite(f"{key}{LOW}", score.low)
        yield from _finite(f"{key}{HIGH}", score.high)


def comparison_items(comparison: Comparison) -> Iterator[Metric]:
    """Yield a difference as `vs/<baseline>/<dataset>/<metric>`, with `_ci_low` and `_ci_high`."""
    key = safe_key(f"vs/{safe_part(comparison.second)}/{safe_part(comparison.dataset)}/{comparison.metric}")
    yield from _finite(key, comparison.difference)
    yield from _finite(f"{key}{LOW}", comparison.low)
    yield from _finite(f"{key}{HIGH}", comparison.high)


def fold_metric_items(fold: FoldResult, labels: tuple[str, ...]) -> Iterator[Metric]:
    """Yield a fold's metrics as `fold/<key>`, then its sizes, thresholds and positives.

    The prefix is not a data set's: a score on one article alone is not to be put beside one on all.
    """
    yield from _fold_scores(fold.report)
    for name in ("n_train", "n_test", "n_dropped", "seconds"):
        yield Metric(name, float(getattr(fold, name)))
    columns = {
        "threshold": fold.thresholds,
        "train_positives": fold.train_positives,
        "test_positives": fold.test_positives,
    }
    for name, values in columns.items():
        for label, value in zip(labels, values, strict=True):
            yield from _finite(safe_key(f"{name}/{label}"), float(value))


def _fold_scores(report: Report) -> Iterator[Metric]:
    for score in report:
        yield from _finite(safe_key(f"fold/{score.key}"), score.value)


def _finite(key: str, value: float) -> Iterator[Metric]:
    if math.isfinite(value):
        yield Metric(key, value)
