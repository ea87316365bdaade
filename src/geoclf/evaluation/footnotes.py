"""The notes below a result table: why a value is undefined, and what its interval can bear."""

import math
from collections.abc import Mapping, Sequence

from geoclf.evaluation.intervals import MAX_UNDEFINED
from geoclf.evaluation.report import Metric, Report

__all__ = ["FEW_GROUPS", "interval_notes", "undefined_notes"]

FEW_GROUPS = 30
"""Below this number of groups a bootstrap interval is called rough (see `geoclf.evaluation.intervals`)."""

_CAUSES = {
    "f1": "neither present nor predicted",
    "precision": "never predicted",
    "recall": "without positives",
    "average_precision": "without positives",
}
# An aggregate is undefined because of a metric of single labels.
_MADE_OF = {"macro_f1": "f1", "micro_f1": "f1", "macro_average_precision": "average_precision"}
_NOTABLE_SHARE = 0.05


def undefined_notes(reports: Mapping[str, Report], titles: Mapping[str, str]) -> list[str]:
    """Say for each undefined value which label is the cause.

    Parameters
    ----------
    reports
        The system's name to its report.
    titles
        The metrics to look at: name to what the reader knows it as.

    Examples
    --------
    >>> nan = float("nan")
    >>> report = Report((Metric("recall", "treaty", nan, nan, nan, undefined=1.0),), n_texts=9, n_groups=3)
    >>> undefined_notes({"lexicon": report}, {"recall": "recall"})
    ['n/a for lexicon: treaty without positives (recall).']
    """
    # First the metrics that a system lacks for the same reason, then the systems that lack the same metrics.
    metrics: dict[tuple[str, str], list[str]] = {}
    for system, report in reports.items():
        for name, title in titles.items():
            reason = _reason(report, name)
            if reason:
                metrics.setdefault((system, reason), []).append(title)
    systems: dict[tuple[str, str], list[str]] = {}
    for (system, reason), found in metrics.items():
        systems.setdefault((reason, ", ".join(found)), []).append(system)
    return [
        f"n/a for {', '.join(found)}: {reason} ({titles_found})."
        for (reason, titles_found), found in systems.items()
    ]


def interval_notes(
    reports: Mapping[str, Report], labels: Sequence[str], titles: Mapping[str, str]
) -> list[str]:
    """Say what the intervals are, where there is none and why, and where they are rough.

    Parameters
    ----------
    reports
        The system's name to its report.
    labels
        The labels to look at.
    titles
        The metrics to look at: name to what the reader knows it as.

    Examples
    --------
    >>> report = Report((Metric("recall", "treaty", 0.5, 0.2, 0.9, undefined=0.0),), n_texts=9, n_groups=3)
    >>> interval_notes({"lexicon": report}, ["treaty"], {"recall": "recall"})[1]
    'Few groups (3): such intervals are rough and mostly too narrow.'
    """
    shown = [
        (system, report, metric)
        for system, report in reports.items()
        for metric in report
        if metric.name in titles and metric.label in (None, *labels) and not math.isnan(metric.value)
    ]
    missing: dict[str, list[str]] = {}
    for system, report, metric in shown:
        if math.isnan(metric.low):
            reason, subject = _missing_interval(system, report, metric, titles)
            subjects = missing.setdefault(reason, [])
            if subject not in subjects:
                subjects.append(subject)
    notes = _present_interval_notes([entry for entry in shown if not math.isnan(entry[2].low)], titles)
    return notes + [f"[n/a]: {reason}: {'; '.join(subjects)}." for reason, subjects in missing.items()]


def _present_interval_notes(
    entries: Sequence[tuple[str, Report, Metric]], titles: Mapping[str, str]
) -> list[str]:
    if not entries:
        return []
    notes = ["[low, high]: 95 % interval by bootstrap over groups."]
    few = sorted({report.n_groups for _, report, _ in entries if report.n_groups < FEW_GROUPS})
    if few:
        numbers = ", ".join(str(number) for number in few)
        notes.append(f"Few groups ({numbers}): such intervals are rough and mostly too narrow.")
    if any(metric.low == metric.high for _, _, metric in entries):
        notes.append("An interval of no width says that all resamples agree, not that the value is certain.")
    share, described = max(
        (metric.undefined, _describe(system, metric, titles)) for system, _, metric in entries
    )
    if share >= _NOTABLE_SHARE:
        notes.append(
            "An interval leaves out the resamples in which its metric is undefined: "
            f"at most {100 * share:.0f} % of them ({described})."
        )
    return notes


def _reason(report: Report, name: str) -> str | None:
    """Return why metric `name` is undefined, for single labels or as an aggregate; None if it is defined."""
    own = _MADE_OF.get(name, name)
    if name != own and not math.isnan(report[name].value):
        return None
    labels = [m.label for m in report if m.name == own and m.label is not None and math.isnan(m.value)]
    return f"{', '.join(labels)} {_CAUSES[own]}" if labels else None


def _missing_interval(
    system: str, report: Report, metric: Metric, titles: Mapping[str, str]
) -> tuple[str, str]:
    """Return why a metric has no interval, and whom that concerns."""
    if report.n_groups < 2:
        return "fewer than two groups", system
    if metric.undefined <= MAX_UNDEFINED:
        return "no resamples drawn", system
    return "undefined in more than half of the resamples", _describe(system, metric, titles)


def _describe(system: str, metric: Metric, titles: Mapping[str, str]) -> str:
    title = titles[metric.name] if metric.label is None else f"{titles[metric.name]} of {metric.label}"
    return f"{system}, {title}"
