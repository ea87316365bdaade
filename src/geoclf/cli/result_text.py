"""Results as the text that commands print and save."""

from collections.abc import Iterator, Sequence

from geoclf.evaluation.behaviour import BehaviourReport
from geoclf.evaluation.behaviour_table import format_behaviour
from geoclf.evaluation.report import Comparison
from geoclf.evaluation.table import format_comparisons, format_report
from geoclf.experiment.result import Evaluation

__all__ = ["CAVEATS", "render_results"]

CAVEATS = {
    (
        "lexicon",
        "gold",
    ): "lexicon: its rules were written with the gold sentences in view; this score flatters it."
}
"""By system and data set: what a reader must know before comparing with it there."""


def render_results(
    evaluations: Sequence[Evaluation],
    baselines: Sequence[Evaluation],
    comparisons: Sequence[Comparison],
    behaviour: Sequence[BehaviourReport] = (),
    notes: Sequence[str] = (),
) -> str:
    """Return tables per data set, comparisons, behaviour tests, and notes that a reader must not miss."""
    parts = list(_parts(evaluations, baselines, comparisons))
    if behaviour:
        parts.append(format_behaviour(behaviour))
    parts += [f"Note: {note}" for note in notes]
    return "\n\n".join(parts) + "\n"


def _parts(
    evaluations: Sequence[Evaluation], baselines: Sequence[Evaluation], comparisons: Sequence[Comparison]
) -> Iterator[str]:
    for evaluation in evaluations:
        own = evaluation.predictions
        beside = [baseline for baseline in baselines if baseline.predictions.dataset == own.dataset]
        title = f"{own.system} on {own.dataset}"
        yield f"{title}\n{'=' * len(title)}"
        reports = {one.predictions.system: one.report for one in (evaluation, *beside)}
        caveats = [CAVEATS[system, own.dataset] for system in reports if (system, own.dataset) in CAVEATS]
        yield "\n".join([format_report(reports, own.labels), *caveats])
    if comparisons:
        yield format_comparisons(comparisons)
