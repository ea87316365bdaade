"""How often the system errs on the texts it is surest of, one panel per label and one for whole texts."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from geoclf.evaluation.selective import confidence, risk_coverage
from geoclf.experiment.result import Evaluation
from geoclf.protocols import BoolArray, FloatArray
from geoclf.tracking.figures.canvas import COLOURS, GREY, label_grid, readable, style_axes

__all__ = ["draw_risk_coverage"]


def draw_risk_coverage(evaluation: Evaluation) -> Figure:
    """Draw the share of wrong answers against the share of texts answered, and where the band stands."""
    predictions = evaluation.predictions
    names = [*map(readable, predictions.labels), "any label"]
    figure, panels = label_grid(f"Risk and coverage on {predictions.dataset}", names)
    if predictions.thresholds is None:
        for name, axes in zip(names, panels, strict=True):
            axes.text(0.5, 0.5, "thresholds not known", ha="center", va="center", fontsize=11)
            style_axes(axes, x="", y="", title=name)
        return figure
    wrong = _with_any(predictions.targets != predictions.predicted)
    distance = confidence(predictions.proba, predictions.thresholds)
    sureness = np.column_stack([distance, distance.min(axis=1)])
    read = None if predictions.review is None else _with_any(predictions.review)
    for column, (name, axes) in enumerate(zip(names, panels, strict=True)):
        area = _draw_curve(axes, wrong[:, column], sureness[:, column])
        if read is not None and not read[:, column].all():
            kept = ~read[:, column]
            point = kept.mean(), wrong[kept, column].mean()
            axes.plot(
                *point, "D", color=COLOURS[1], markersize=9, linestyle="none", label="left unread by the band"
            )
        style_axes(
            axes, x="share of texts answered", y="share of wrong answers", title=f"{name}: area {area:.3f}"
        )
        # Not label_outer: below one panel of the last row but one there is none.
        axes.tick_params(labelbottom=True, labelleft=True)
        axes.set_xlim(-0.02, 1.02)
    panels[0].set_ylim(bottom=0)  # last, as it ends the scaling that all panels share
    handles = {
        label: handle
        for axes in panels
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    figure.legend(
        handles.values(), handles.keys(), loc="outside lower center", ncols=3, fontsize=11, frameon=False
    )
    return figure


def _draw_curve(axes: Axes, wrong: BoolArray, sureness: FloatArray) -> float:
    """Draw one curve and what no order would give; return the area under it."""
    curve = risk_coverage(wrong, sureness)
    axes.axhline(wrong.mean(), color=GREY, linestyle="--", linewidth=1.2, label="in no order")
    axes.plot(curve.coverage, curve.risk, color=COLOURS[0], linewidth=2, label="the surest first")
    return curve.area


def _with_any(cells: BoolArray) -> BoolArray:
    """Return `cells` with one more column: whether any of the row holds."""
    return np.column_stack([cells, cells.any(axis=1)])
