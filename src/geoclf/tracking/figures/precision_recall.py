"""Precision against recall, one panel per label."""

import numpy as np
from matplotlib.figure import Figure

from geoclf.evaluation.curves import precision_recall
from geoclf.experiment.result import Evaluation
from geoclf.tracking.figures.canvas import COLOURS, GREY, label_grid, readable, style_axes

__all__ = ["draw_precision_recall"]


def draw_precision_recall(evaluation: Evaluation) -> Figure:
    """Draw the curve of every label, the share of texts that have it, and where the system decides."""
    predictions, report = evaluation.predictions, evaluation.report
    figure, panels = label_grid(f"Precision and recall on {predictions.dataset}", predictions.labels)
    for column, (label, axes) in enumerate(zip(predictions.labels, panels, strict=True)):
        targets = predictions.targets[:, column]
        axes.axhline(
            targets.mean(), color=GREY, linestyle="--", linewidth=1.2, label="share of texts with the label"
        )
        if targets.any():
            curve = precision_recall(targets, predictions.proba[:, column])
            # Down to recall 0, so that the area under the steps is the average precision.
            recall, precision = np.append(curve.recall, 0.0), np.append(curve.precision, curve.precision[-1])
            axes.step(recall, precision, where="post", color=COLOURS[0], linewidth=2, label="any threshold")
            chosen = report[f"{label}/recall"].value, report[f"{label}/precision"].value
            if np.isfinite(chosen).all():
                axes.plot(*chosen, "D", color=COLOURS[1], markersize=9, label="as decided", linestyle="none")
        average = report[f"{label}/average_precision"].value
        score = "undefined" if np.isnan(average) else f"{average:.2f}"
        style_axes(axes, x="recall", y="precision", title=f"{readable(label)}: average precision {score}")
        axes.set_xlim(-0.02, 1.02)
        axes.set_ylim(-0.02, 1.04)
        axes.label_outer()
    handles = {
        name: handle
        for axes in panels
        for handle, name in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    figure.legend(
        handles.values(), handles.keys(), loc="outside lower center", ncols=3, fontsize=11, frameon=False
    )
    return figure
