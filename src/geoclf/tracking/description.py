"""The text a person reads first on a run's page: what it is, how good it is, beside what."""

import math
from collections.abc import Iterator, Sequence

from geoclf.evaluation.report import Comparison, Metric
from geoclf.experiment.result import Evaluation, ExperimentResult

__all__ = ["describe"]

_MAIN = "macro_f1"
_TITLES = {
    "macro_f1": "macro F1",
    "micro_f1": "micro F1",
    "macro_average_precision": "macro average precision",
}
# MLflow draws tables without space between the columns.
_GAP = "&emsp;"
# MLflow cuts a tag off at 8000 characters.
_LONGEST = 7500
_REST = "\n\n(cut; metrics.csv has the rest)\n"


def describe(result: ExperimentResult) -> str:
    """Return a description in Markdown: per data set the main score, a table and the differences."""
    text = (
        "\n\n".join(part for evaluation in result.evaluations for part in _data_set(result, evaluation))
        + "\n"
    )
    if len(text) > _LONGEST:
        text = text[: text.rindex("\n", 0, _LONGEST - len(_REST))] + _REST
    return text


def _data_set(result: ExperimentResult, evaluation: Evaluation) -> Iterator[str]:
    dataset, report = evaluation.predictions.dataset, evaluation.report
    baselines = [other for other in result.baselines if other.predictions.dataset == dataset]
    beside = "".join(f"; {other.predictions.system} {_cell(other.report[_MAIN])}" for other in baselines)
    how = f"{len(result.folds)} folds" if dataset == result.judged else "not trained on"
    yield (
        f"**{dataset}: macro F1 {_cell(report[_MAIN])}**{beside} "
        f"({report.n_texts} texts in {report.n_groups} groups, {how})"
    )
    yield _table([evaluation, *baselines])
    comparisons = [comparison for comparison in result.comparisons if comparison.dataset == dataset]
    if comparisons:
        yield "\n".join(_sentence(comparison) for comparison in comparisons)


def _table(systems: Sequence[Evaluation]) -> str:
    keys = {**_TITLES, **{f"{label}/f1": f"F1 {label}" for label in systems[0].predictions.labels}}
    lines = [
        _row("", [f"{_GAP}{system.predictions.system}" for system in systems]),
        "|---" * (len(systems) + 1) + "|",
    ]
    lines += [
        _row(title, [f"{_GAP}{_cell(system.report[key])}" for system in systems])
        for key, title in keys.items()
    ]
    return "\n".join(lines)


def _row(title: str, cells: Sequence[str]) -> str:
    return f"| {title} | {' | '.join(cells)} |"


def _cell(score: Metric) -> str:
    if math.isnan(score.value):
        return "undefined"
    if math.isnan(score.low):
        return f"{score.value:.2f}"
    return f"{score.value:.2f} [{score.low:.2f}, {score.high:.2f}]"


def _sentence(comparison: Comparison) -> str:
    title = _TITLES.get(comparison.metric, comparison.metric)
    start = f"- {title}, {comparison.first} less {comparison.second}: "
    if math.isnan(comparison.difference):
        return f"{start}undefined"
    interval = "" if math.isnan(comparison.low) else f" [{comparison.low:+.2f}, {comparison.high:+.2f}]"
    verdict = "undecided" if comparison.better is None else f"{comparison.better} is better"
    return f"{start}{comparison.difference:+.2f}{interval}, {verdict}"
