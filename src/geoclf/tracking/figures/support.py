"""How many texts have each label, and for how many it was predicted."""

from matplotlib.figure import Figure

from geoclf.experiment.result import Evaluation
from geoclf.tracking.figures.canvas import COLOURS, GREY, new_figure, readable, style_axes

__all__ = ["draw_support"]

_HEIGHT = 0.36


def draw_support(evaluation: Evaluation) -> Figure:
    """Draw true and predicted counts of every label and of texts with no label."""
    predictions, report = evaluation.predictions, evaluation.report
    names = [*(readable(label) for label in predictions.labels), "no label"]
    sides = (
        ("annotated", predictions.targets, GREY, -_HEIGHT / 2),
        ("predicted", predictions.predicted, COLOURS[0], _HEIGHT / 2),
    )
    title = f"Labels on {predictions.dataset}: {report.n_texts} texts in {report.n_groups} groups"
    figure = new_figure(title, width=9, height=1.6 + 0.7 * len(names))
    axes = figure.subplots()
    for side, table, colour, offset in sides:
        counts = [*table.sum(axis=0).tolist(), int((~table.any(axis=1)).sum())]
        bars = axes.barh(
            [row + offset for row in range(len(names))], counts, _HEIGHT, color=colour, label=side
        )
        axes.bar_label(bars, padding=3, fontsize=11)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.margins(x=0.08)
    style_axes(axes, x="texts", y="")
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=2, fontsize=11, frameon=False)
    return figure
