"""Results as plain text for a terminal: what `geoclf train`, `evaluate` and `compare` print."""

import math
import textwrap
from collections.abc import Mapping, Sequence

from geoclf.errors import ParameterError
from geoclf.evaluation.footnotes import FEW_GROUPS, interval_notes, undefined_notes
from geoclf.evaluation.grid import MAX_WIDTH, aligned, split_columns
from geoclf.evaluation.metrics import COUNTS
from geoclf.evaluation.report import Comparison, Report

__all__ = [
    "AGGREGATE_ROWS",
    "LABEL_ROWS",
    "REVIEW_ROWS",
    "format_comparisons",
    "format_metric",
    "format_report",
]

AGGREGATE_ROWS: Mapping[str, str] = {
    "macro_f1": "macro F1",
    "micro_f1": "micro F1",
    "macro_average_precision": "macro average precision",
    "subset_accuracy": "subset accuracy",
    "macro_brier": "macro Brier score",
    "macro_ece": "macro calibration error",
}
"""Aggregates in the table: the metric's name to what its row is called."""

LABEL_ROWS: Mapping[str, str] = {
    "f1": "F1",
    "precision": "precision",
    "recall": "recall",
    "average_precision": "average precision",
    "brier": "Brier score",
    "ece": "calibration error",
}
"""Metrics of each label in the table: the metric's name to what its row is called."""

REVIEW_ROWS: Mapping[str, str] = {
    "review_share": "share of texts",
    "review_error": "share of wrong texts among the others",
}
"""Metrics in the table of a system that leaves answers to a person: name to what its row is called."""

_SMALLEST_P = 0.001


def format_report(reports: Mapping[str, Report], labels: Sequence[str]) -> str:
    """Return the result table of one or more systems, one column each, without a final line break.

    Each value stands with its 95 % interval; what is undefined is "n/a", and a note below says why. When the
    columns do not fit into 120 characters the table goes on in a second block.

    Parameters
    ----------
    reports
        The system's name to its report, in the order of the columns.
    labels
        The labels to show, in order; every report must have them.

    Raises
    ------
    geoclf.errors.ParameterError
        If there is no report, or a report lacks a label.

    Examples
    --------
    >>> import numpy as np
    >>> from geoclf.evaluation.evaluate import evaluate
    >>> from geoclf.evaluation.report import Predictions
    >>> targets = np.array([[True], [False], [True], [False]])
    >>> predictions = Predictions(
    ...     system="lexicon", dataset="toy", labels=("treaty",), ids=("1", "2", "3", "4"),
    ...     texts=("a", "b", "c", "d"), groups=("x", "x", "y", "y"), folds=("", "", "", ""),
    ...     targets=targets, predicted=targets, proba=np.where(targets, 0.9, 0.1))
    >>> print(format_report({"lexicon": evaluate(predictions, n_resamples=100, seed=0)}, ["treaty"]))
                             lexicon
    texts                    4
    groups                   2
    macro F1                 1.00 [1.00, 1.00]
    micro F1                 1.00 [1.00, 1.00]
    macro average precision  1.00 [1.00, 1.00]
    subset accuracy          1.00 [1.00, 1.00]
    macro Brier score        0.01 [0.01, 0.01]
    macro calibration error  0.10 [0.10, 0.10]
    <BLANKLINE>
    treaty
      F1                     1.00 [1.00, 1.00]
      precision              1.00 [1.00, 1.00]
      recall                 1.00 [1.00, 1.00]
      average precision      1.00 [1.00, 1.00]
      Brier score            0.01 [0.01, 0.01]
      calibration error      0.10 [0.10, 0.10]
      support                2
      predicted              2
    <BLANKLINE>
    [low, high]: 95 % interval by bootstrap over groups.
    Few groups (2): such intervals are rough and mostly too narrow.
    An interval of no width says that all resamples agree, not that the value is certain.
    """
    if not reports:
        raise ParameterError("expected at least one report to show, got none")
    titles = {**AGGREGATE_ROWS, **LABEL_ROWS, **REVIEW_ROWS}
    rows = [["", *reports], *_rows(list(reports.values()), labels)]
    notes = [*undefined_notes(reports, titles), *interval_notes(reports, labels, titles)]
    wrapped = [textwrap.fill(note, MAX_WIDTH, subsequent_indent="  ") for note in notes]
    return "\n\n".join([*(aligned(part) for part in split_columns(rows)), "\n".join(wrapped)])


def format_comparisons(comparisons: Sequence[Comparison]) -> str:
    """Return one line per comparison, one block per data set, without a final line break.

    A system is called better only when the interval of the difference excludes zero and rests on at least
    `geoclf.evaluation.report.FEWEST_GROUPS` groups.

    Raises
    ------
    geoclf.errors.ParameterError
        If there is no comparison.

    Examples
    --------
    >>> print(format_comparisons([
    ...     Comparison("macro_f1", "mine", "majority", "gold", 0.41, 0.30, 0.52, 60, {"p_value": 0.0005}),
    ...     Comparison("macro_f1", "mine", "lexicon", "gold", 0.03, -0.02, 0.09, 60, {"p_value": 0.31})]))
    gold (60 groups)  compared         difference            p       verdict
    macro_f1          mine - majority  +0.41 [+0.30, +0.52]  <0.001  better: mine
    macro_f1          mine - lexicon   +0.03 [-0.02, +0.09]  0.310   no difference shown
    """
    if not comparisons:
        raise ParameterError("expected at least one comparison to show, got none")
    sets: dict[tuple[str, int], list[list[str]]] = {}
    for comparison in comparisons:
        rows = sets.setdefault((comparison.dataset, comparison.n_groups), [])
        rows.append(_comparison_row(comparison))
    blocks = []
    for (dataset, n_groups), rows in sets.items():
        header = [f"{dataset} ({n_groups} groups)", "compared", "difference", "p", "verdict"]
        blocks.append(aligned([header, *rows]))
        smallest_p = 2 / 2**n_groups
        if n_groups < FEW_GROUPS:
            blocks[-1] += "\nFew groups: such intervals are rough and mostly too narrow."
        if smallest_p >= _SMALLEST_P:
            blocks[-1] += f" No p-value can be below {smallest_p:.2g}."
    return "\n\n".join(blocks)


def format_metric(report: Report, key: str) -> str:
    """Return the metric `key` of a report with its interval, "n/a" for what is undefined."""
    metric = report[key]
    return _interval(metric.value, metric.low, metric.high, ".2f")


def _rows(reports: Sequence[Report], labels: Sequence[str]) -> list[list[str]]:
    """Return the rows below the header: a title, then one cell per report; [] is an empty line."""
    rows = [
        ["texts", *(str(report.n_texts) for report in reports)],
        ["groups", *(str(report.n_groups) for report in reports)],
    ]
    rows += [
        [title, *(format_metric(report, name) for report in reports)]
        for name, title in AGGREGATE_ROWS.items()
    ]
    for label in labels:
        rows += [[], [label]]
        for name, title in LABEL_ROWS.items():
            rows.append([f"  {title}", *(format_metric(report, f"{label}/{name}") for report in reports)])
        for name in COUNTS:
            rows.append([f"  {name}", *(f"{report[f'{label}/{name}'].value:.0f}" for report in reports)])
    if any(_has_review(report) for report in reports):
        rows += [[], ["left to a person (predict --abstain)"]]
        for name, title in REVIEW_ROWS.items():
            cells = (format_metric(report, name) if _has_review(report) else "-" for report in reports)
            rows.append([f"  {title}", *cells])
    return rows


def _has_review(report: Report) -> bool:
    return any(metric.name in REVIEW_ROWS for metric in report)


def _comparison_row(comparison: Comparison) -> list[str]:
    return [
        comparison.metric,
        f"{comparison.first} - {comparison.second}",
        _interval(comparison.difference, comparison.low, comparison.high, "+.2f"),
        _p_value(comparison.extra.get("p_value", math.nan)),
        _verdict(comparison),
    ]


def _verdict(comparison: Comparison) -> str:
    if comparison.better is not None:
        return f"better: {comparison.better}"
    return "too few groups to tell" if comparison.excludes_zero else "no difference shown"


def _interval(value: float, low: float, high: float, spec: str) -> str:
    if math.isnan(value):
        return "n/a"
    if math.isnan(low):
        return f"{value:{spec}} [n/a]"
    return f"{value:{spec}} [{low:{spec}}, {high:{spec}}]"


def _p_value(p_value: float) -> str:
    if math.isnan(p_value):
        return "n/a"
    return f"<{_SMALLEST_P}" if p_value < _SMALLEST_P else f"{p_value:.3f}"
