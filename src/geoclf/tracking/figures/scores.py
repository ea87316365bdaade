"""F1 of every label with its interval, the system beside its baselines."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from geoclf.evaluation.report import Metric
from geoclf.experiment.result import Evaluation
from geoclf.tracking.figures.canvas import COLOURS, GREY, MARKERS, new_figure, readable, style_axes

__all__ = ["draw_scores"]

_SPREAD = 0.56


def draw_scores(evaluation: Evaluation, baselines: Sequence[Evaluation]) -> Figure:
    """Draw F1 per label and macro F1, one row each, with 95 % intervals where there are any."""
    systems = [evaluation, *baselines]
    labels = evaluation.predictions.labels
    keys = [*(f"{label}/f1" for label in labels), "macro_f1"]
    names = [
        *(f"{readable(label)}\n(n = {evaluation.report[f'{label}/support'].value:.0f})" for label in labels),
        "macro average",
    ]
    title = f"F1 by label on {evaluation.predictions.dataset}, with 95 % intervals"
    figure = new_figure(title, width=9, height=1.6 + 0.85 * len(keys))
    axes = figure.subplots()
    for place, system in enumerate(systems):
        offset = _SPREAD * (place / max(len(systems) - 1, 1) - 0.5)
        scores = [system.report[key] for key in keys]
        _draw_system(axes, scores, offset, place, system.predictions.system)
    axes.axhline(len(labels) - 0.5, color=GREY, linewidth=1)
    axes.set_yticks(range(len(keys)), names)
    axes.set_ylim(len(keys) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.02)
    style_axes(axes, x="F1", y="")
    figure.legend(loc="outside lower center", ncols=min(len(systems), 4), fontsize=11, frameon=False)
    return figure


def _draw_system(axes: Axes, scores: Sequence[Metric], offset: float, place: int, name: str) -> None:
    colour, marker = COLOURS[place % len(COLOURS)], MARKERS[place % len(MARKERS)]
    for row, score in enumerate(scores):
        if math.isfinite(score.low):
            axes.plot([score.low, score.high], [row + offset] * 2, color=colour, linewidth=2, alpha=0.6)
        if math.isnan(score.value):
            axes.text(0.0, row + offset, "undefined", color=colour, fontsize=10, va="center")
    axes.plot(
        [score.value for score in scores],
        [row + offset for row in range(len(scores))],
        linestyle="none",
        marker=marker,
        markersize=8 if place == 0 else 6,
        color=colour,
        label=name,
    )
