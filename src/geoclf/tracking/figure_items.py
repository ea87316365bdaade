"""The figures of a run; nothing is drawn before a tracker asks for it."""

from collections.abc import Iterator, Sequence
from functools import partial

from geoclf.experiment.result import Evaluation
from geoclf.tracking.figures.confusion import draw_confusion
from geoclf.tracking.figures.precision_recall import draw_precision_recall
from geoclf.tracking.figures.reliability import draw_reliability
from geoclf.tracking.figures.risk_coverage import draw_risk_coverage
from geoclf.tracking.figures.scores import draw_scores
from geoclf.tracking.figures.support import draw_support
from geoclf.tracking.items import Figure
from geoclf.tracking.keys import safe_part

__all__ = ["figure_items"]


def figure_items(evaluation: Evaluation, baselines: Sequence[Evaluation]) -> Iterator[Figure]:
    """Yield the figures of one evaluation, `baselines` being those on the same texts."""
    folder = f"figures/{safe_part(evaluation.predictions.dataset)}"
    # Numbered, because the tracker lists files by name: the answer first, then what explains it.
    yield Figure(f"{folder}/1_f1_by_label.png", partial(draw_scores, evaluation, baselines))
    yield Figure(f"{folder}/2_decisions.png", partial(draw_confusion, evaluation))
    yield Figure(f"{folder}/3_precision_recall.png", partial(draw_precision_recall, evaluation))
    yield Figure(f"{folder}/4_reliability.png", partial(draw_reliability, evaluation))
    yield Figure(f"{folder}/5_risk_coverage.png", partial(draw_risk_coverage, evaluation))
    yield Figure(f"{folder}/6_support.png", partial(draw_support, evaluation))
