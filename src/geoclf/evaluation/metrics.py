"""Point metrics of multi-label predictions.

Nothing undefined is hidden: a metric whose denominator is zero is nan, and a macro average is nan when it is
undefined for one of its labels (the per-label values say for which). The conventions that differ between
libraries:

precision
    nan when the label is never predicted.
recall, average_precision
    nan when no row has the label.
f1
    2 tp / (2 tp + fp + fn): 0 when the label occurs and is never found, nan when it neither occurs nor is
    predicted.
average_precision
    Sum over thresholds of (change of recall) x precision, rows of equal probability taken together, as
    scikit-learn's `average_precision_score`.
samples_f1
    Mean of each row's own F1 over rows with a true or a predicted label. Rows with neither are left out, as
    in `sklearn.metrics.f1_score(average="samples", zero_division=np.nan)` and in the example-based F1
    published for ConfliBERT. (Counting them as 1 would reward a system for the share of rows without any
    label; counting them as 0, scikit-learn's default, would punish correct silence.) A row without labels
    that gets one predicted counts 0. `subset_accuracy` is the metric that credits correct silence.
hamming_loss
    Share of wrong cells of the (rows x labels) table.
brier
    Mean squared distance of probability and target, per label.
ece
    Expected calibration error of one label: 10 bins of equal width over [0, 1], mean over rows of the
    absolute gap between mean probability and observed share in the row's bin (Naeini, Cooper & Hauskrecht,
    AAAI 2015; per class as in Kull et al., NeurIPS 2019). It is biased upwards on small sets: there even a
    perfectly calibrated system has an ECE above 0.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from geoclf.errors import DataError
from geoclf.evaluation.rows import JudgedRows, WeightedRows, ratio
from geoclf.protocols import BoolArray, FloatArray

__all__ = ["AGGREGATES", "COUNTS", "PER_LABEL", "metric_columns", "point_metrics"]


def _f1(sums: WeightedRows) -> FloatArray:
    return ratio(2 * sums.true_positives, sums.support + sums.predicted)


def _micro_f1(sums: WeightedRows) -> FloatArray:
    return ratio(2 * sums.true_positives.sum(axis=1), (sums.support + sums.predicted).sum(axis=1))


def _brier(sums: WeightedRows) -> FloatArray:
    return sums.squared_error / sums.total[:, np.newaxis]


def _ece(sums: WeightedRows) -> FloatArray:
    gaps: FloatArray = np.abs(sums.bin_gaps).sum(axis=2)
    return gaps / sums.total[:, np.newaxis]


def _hamming_loss(sums: WeightedRows) -> FloatArray:
    wrong: FloatArray = (sums.support + sums.predicted - 2 * sums.true_positives).mean(axis=1)
    return wrong / sums.total


AGGREGATES: Mapping[str, Callable[[WeightedRows], FloatArray]] = MappingProxyType(
    {
        "macro_f1": lambda sums: _f1(sums).mean(axis=1),
        "micro_f1": _micro_f1,
        "samples_f1": lambda sums: ratio(sums.row_f1, sums.labelled),
        "macro_average_precision": lambda sums: sums.average_precision.mean(axis=1),
        "subset_accuracy": lambda sums: sums.exact_matches / sums.total,
        "hamming_loss": _hamming_loss,
        "macro_brier": lambda sums: _brier(sums).mean(axis=1),
        "macro_ece": lambda sums: _ece(sums).mean(axis=1),
    }
)
"""Metrics over all labels, in print order: sums -> shape (n_weightings,)."""

PER_LABEL: Mapping[str, Callable[[WeightedRows], FloatArray]] = MappingProxyType(
    {
        "precision": lambda sums: ratio(sums.true_positives, sums.predicted),
        "recall": lambda sums: ratio(sums.true_positives, sums.support),
        "f1": _f1,
        "average_precision": lambda sums: sums.average_precision,
        "brier": _brier,
        "ece": _ece,
        "support": lambda sums: sums.support,
        "predicted": lambda sums: sums.predicted,
    }
)
"""Metrics of each label, in print order: sums -> shape (n_weightings, n_labels)."""

COUNTS = ("support", "predicted")
"""The metrics that describe the set and the system without judging it."""


def point_metrics(
    targets: BoolArray,
    predicted: BoolArray,
    proba: FloatArray,
    *,
    weight: npt.NDArray[np.integer] | None = None,
) -> dict[str, FloatArray]:
    """Compute every metric.

    Parameters
    ----------
    targets, predicted
        Shape (n_rows, n_labels), bool.
    proba
        Shape (n_rows, n_labels), floating, in [0, 1].
    weight
        How often each row counts, shape (n_rows,), integer, not negative, not all zero. A weight of 2 is the
        same as the row standing there twice.

    Returns
    -------
    dict
        Name to value, float64: aggregates of shape (), then per-label metrics of shape (n_labels,). Undefined
        values are nan; the module's docstring has the conventions.

    Raises
    ------
    geoclf.errors.DataError
        If the arrays do not fit together.

    Examples
    --------
    >>> targets = np.array([[True, False], [True, False], [False, False]])
    >>> predicted = np.array([[True, False], [False, False], [False, False]])
    >>> metrics = point_metrics(targets, predicted, np.where(predicted, 0.9, 0.1))
    >>> metrics["f1"].round(2).tolist()
    [0.67, nan]
    >>> float(metrics["macro_f1"]), float(metrics["samples_f1"])
    (nan, 0.5)
    """
    rows = JudgedRows(targets, predicted, proba)
    weights = np.ones(rows.n_rows) if weight is None else _checked_weight(weight, rows.n_rows)
    sums = rows.weighted(weights[np.newaxis, :])
    return {name: np.asarray(function(sums)[0]) for name, function in {**AGGREGATES, **PER_LABEL}.items()}


def metric_columns(sums: WeightedRows) -> FloatArray:
    """Return every metric as one column, shape (n_weightings, n_metrics): aggregates, then label by label."""
    aggregates = [function(sums) for function in AGGREGATES.values()]
    per_label = np.stack([function(sums) for function in PER_LABEL.values()], axis=2)
    return np.column_stack([*aggregates, per_label.reshape(len(per_label), -1)])


def _checked_weight(weight: npt.NDArray[np.integer], n_rows: int) -> FloatArray:
    if weight.shape != (n_rows,) or not np.issubdtype(weight.dtype, np.integer):
        raise DataError(f"expected weight of shape ({n_rows},), integer; got {weight.shape}, {weight.dtype}")
    if weight.min() < 0 or weight.max() == 0:
        raise DataError(
            "expected weights of 0 or more, at least one above 0; got a negative one or only zeros"
        )
    return weight.astype(np.float64)
