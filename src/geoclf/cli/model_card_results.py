"""The tables of a model card that show what came out of the experiment."""

from collections.abc import Iterator, Sequence

from geoclf.cli.result_text import CAVEATS
from geoclf.evaluation.behaviour import BehaviourReport, CapabilityResult
from geoclf.evaluation.footnotes import interval_notes, undefined_notes
from geoclf.evaluation.report import LOWER_IS_BETTER
from geoclf.evaluation.table import AGGREGATE_ROWS, LABEL_ROWS, format_comparisons, format_metric
from geoclf.experiment.result import Evaluation, ExperimentResult
from geoclf.markdown import markdown_table

__all__ = ["behaviour_table", "failed_capabilities", "score_tables"]

_ENOUGH = 0.9
"""A capability that passes fewer of its cases is a limit of the model."""


def score_tables(result: ExperimentResult, splitter: str, n_resamples: int) -> Iterator[str]:
    """Yield how good the model is, beside the baselines: a heading, a table and notes per data set.

    `splitter` says how the data were cut into folds, `n_resamples` what the intervals rest on.
    """
    yield (
        "Values stand with their 95 % interval, by bootstrap over articles and stories (the groups); "
        f"{n_resamples} resamples."
    )
    for evaluation in result.evaluations:
        dataset, report = evaluation.predictions.dataset, evaluation.report
        beside = [other for other in result.baselines if other.predictions.dataset == dataset]
        systems = {one.predictions.system: one.report for one in (evaluation, *beside)}
        how = "never trained on"
        if dataset == result.judged:
            how = f"cross-validated in {len(result.folds)} folds ({splitter})"
        yield f"### {dataset}"
        yield f"{report.n_texts} texts of {report.n_groups} articles and stories, {how}."
        yield _scores(evaluation, beside)
        notes = [
            *undefined_notes(systems, {**AGGREGATE_ROWS, **LABEL_ROWS}),
            *interval_notes(systems, evaluation.predictions.labels, {**AGGREGATE_ROWS, **LABEL_ROWS}),
            *(CAVEATS[system, dataset] for system in systems if (system, dataset) in CAVEATS),
        ]
        yield "\n".join(f"- {note}" for note in notes)
    if result.comparisons:
        yield f"### Differences\n\n```text\n{format_comparisons(result.comparisons)}\n```"


def _scores(evaluation: Evaluation, beside: Sequence[Evaluation]) -> str:
    systems = (evaluation, *beside)
    keys = {title: name for name, title in AGGREGATE_ROWS.items() if name not in LOWER_IS_BETTER}
    for label in evaluation.predictions.labels:
        support = evaluation.report[f"{label}/support"].value
        keys |= {
            f"`{label}` ({support:.0f} texts) {title}": f"{label}/{name}"
            for name, title in LABEL_ROWS.items()
            if name not in LOWER_IS_BETTER
        }
    rows = ((title, *(format_metric(one.report, key) for one in systems)) for title, key in keys.items())
    return markdown_table(("", *(one.predictions.system for one in systems)), rows)


def behaviour_table(reports: Sequence[BehaviourReport]) -> str:
    """Return the share of behaviour tests that each system passes, by capability."""
    if not reports:
        return "None were run."
    columns = [(report.total, *report.capabilities) for report in reports]
    rows = (
        (f"`{results[0].capability}`", results[0].kind, results[0].cases, *map(_rate, results))
        for results in zip(*columns, strict=True)
    )
    header = ("capability", "kind", "cases", *(report.system for report in reports))
    return (
        "Small cases that each test one thing; share passed, with its 95 % Wilson interval.\n\n"
        f"{markdown_table(header, rows)}"
    )


def failed_capabilities(reports: Sequence[BehaviourReport]) -> str:
    """Return a sentence on the capabilities of the first system that too few of their cases show."""
    if not reports:
        return "No behaviour tests were run."
    failed = [
        f"`{result.capability}` ({result.rate:.0%} of {result.cases})"
        for result in reports[0].capabilities
        if result.rate < _ENOUGH
    ]
    return (
        f"Behaviour tests passed in fewer than {_ENOUGH:.0%} of their cases: {', '.join(failed) or 'none'}."
    )


def _rate(result: CapabilityResult) -> str:
    return f"{result.rate:.2f} [{result.low:.2f}, {result.high:.2f}]"
