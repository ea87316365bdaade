"""From predictions to a report: every metric with its interval."""

import numpy as np

from geoclf.evaluation.checks import check_n_resamples, check_predictions
from geoclf.evaluation.intervals import cluster_bootstrap
from geoclf.evaluation.metrics import AGGREGATES, COUNTS, PER_LABEL, metric_columns
from geoclf.evaluation.report import Metric, Predictions, Report
from geoclf.evaluation.rows import JudgedRows
from geoclf.evaluation.selective import selective_metrics
from geoclf.protocols import FloatArray

__all__ = ["evaluate"]


def evaluate(predictions: Predictions, *, n_resamples: int, seed: int) -> Report:
    """Judge predictions.

    Parameters
    ----------
    predictions
        What one system said of texts whose labels are known.
    n_resamples
        Number of bootstrap resamples behind the intervals; 0 for no intervals.
    seed
        Seed of the bootstrap.

    Returns
    -------
    Report
        Aggregates, then the metrics of each label; see `geoclf.evaluation.metrics` for the conventions and
        `geoclf.evaluation.intervals` for the intervals. "support" and "predicted" are counts and have none.
        Last what `geoclf.evaluation.selective` has, as far as thresholds and review are given.

    Raises
    ------
    geoclf.errors.DataError
        If there is no text, or if the predictions' columns do not fit together.
    geoclf.errors.ParameterError
        If `n_resamples` is below 0.

    Examples
    --------
    >>> targets = np.array([[True], [False], [True], [False]])
    >>> predictions = Predictions(
    ...     system="all_negative", dataset="toy", labels=("sanctions",), ids=("1", "2", "3", "4"),
    ...     texts=("a", "b", "c", "d"), groups=("x", "x", "y", "y"), folds=("", "", "", ""),
    ...     targets=targets, predicted=np.zeros_like(targets), proba=np.full((4, 1), 0.25))
    >>> report = evaluate(predictions, n_resamples=100, seed=0)
    >>> report["macro_f1"].value, report["sanctions/precision"].value, report["sanctions/support"].value
    (0.0, nan, 2.0)
    """
    check_n_resamples(n_resamples)
    check_predictions(predictions)
    rows = JudgedRows(predictions.targets, predictions.predicted, predictions.proba)

    def statistic(weights: FloatArray) -> FloatArray:
        return metric_columns(rows.weighted(weights))

    values = statistic(np.ones((1, rows.n_rows)))[0]
    intervals = cluster_bootstrap(statistic, predictions.groups, n_resamples=n_resamples, seed=seed)
    names: list[tuple[str, str | None]] = [(name, None) for name in AGGREGATES]
    names += [(name, label) for label in predictions.labels for name in PER_LABEL]
    metrics = (
        _count(name, label, value)
        if name in COUNTS
        else Metric(name, label, float(value), float(low), float(high), float(undefined))
        for (name, label), value, low, high, undefined in zip(
            names, values, intervals.low, intervals.high, intervals.undefined, strict=True
        )
    )
    selective = selective_metrics(predictions, n_resamples=n_resamples, seed=seed)
    return Report(metrics=(*metrics, *selective), n_texts=rows.n_rows, n_groups=len(set(predictions.groups)))


def _count(name: str, label: str | None, value: float) -> Metric:
    return Metric(name, label, float(value), low=float("nan"), high=float("nan"), undefined=0.0)
