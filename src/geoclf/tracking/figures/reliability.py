"""How often a label applies where it was given a certain probability, one panel per label."""

from matplotlib.figure import Figure

from geoclf.evaluation.curves import reliability
from geoclf.experiment.result import Evaluation
from geoclf.tracking.figures.canvas import COLOURS, GREY, label_grid, readable, style_axes

__all__ = ["draw_reliability"]

_BINS = 10


def draw_reliability(evaluation: Evaluation) -> Figure:
    """Draw observed share against mean probability in ten bins; the numbers say how many texts are behind."""
    predictions, report = evaluation.predictions, evaluation.report
    title = f"Reliability of the probabilities on {predictions.dataset} (numbers: texts in the bin)"
    figure, panels = label_grid(title, predictions.labels, panel_height=3.6)
    for column, (label, axes) in enumerate(zip(predictions.labels, panels, strict=True)):
        curve = reliability(predictions.targets[:, column], predictions.proba[:, column], n_bins=_BINS)
        filled = curve.count > 0
        x, y = curve.mean_proba[filled], curve.observed[filled]
        below, above = y - curve.observed_low[filled], curve.observed_high[filled] - y
        axes.plot([0, 1], [0, 1], "--", color=GREY, linewidth=1.2, label="perfectly calibrated")
        axes.errorbar(
            x, y, yerr=(below, above), fmt="o", color=COLOURS[0], elinewidth=1, capsize=3,
            markersize=6, label="observed, 95 % interval",
        )  # fmt: skip
        for at, height, count in zip(x, curve.observed_high[filled], curve.count[filled], strict=True):
            axes.annotate(
                str(count), (at, height), xytext=(0, 5), textcoords="offset points", ha="center", fontsize=9
            )
        style_axes(
            axes,
            x="mean probability",
            y="share of texts with the label",
            title=f"{readable(label)}: calibration error {report[f'{label}/ece'].value:.2f}",
        )
        axes.set_xlim(-0.03, 1.03)
        axes.set_ylim(-0.03, 1.15)
        axes.label_outer()
    handles, names = panels[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=2, fontsize=11, frameon=False)
    return figure
