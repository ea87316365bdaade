"""Right and wrong decisions, one row per label."""

import numpy as np
from matplotlib.figure import Figure

from geoclf.experiment.result import Evaluation
from geoclf.tracking.figures.canvas import new_figure, readable, style_axes

__all__ = ["draw_confusion"]

_COLUMNS = ("found", "missed", "wrongly predicted", "rightly left out")
_TERMS = ("true positive", "false negative", "false positive", "true negative")


def draw_confusion(evaluation: Evaluation) -> Figure:
    """Draw the four counts of every label; shading is the share of the label's texts with or without it."""
    predictions = evaluation.predictions
    targets, predicted = predictions.targets, predictions.predicted
    counts = np.stack(
        [
            (targets & predicted).sum(axis=0),
            (targets & ~predicted).sum(axis=0),
            (~targets & predicted).sum(axis=0),
            (~targets & ~predicted).sum(axis=0),
        ],
        axis=1,
    )
    halves = counts.reshape(-1, 2, 2).sum(axis=2, keepdims=True)
    shares = (counts.reshape(-1, 2, 2) / np.maximum(halves, 1)).reshape(counts.shape)
    title = f"Decisions on {predictions.dataset} ({len(targets)} texts)"
    figure = new_figure(title, width=9, height=1.8 + 0.6 * len(counts))
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1.25, aspect="auto")
    for (row, column), count in np.ndenumerate(counts):
        dark = shares[row, column] > 0.75
        axes.text(
            column, row, str(count), ha="center", va="center", fontsize=14, color="white" if dark else "black"
        )
    style_axes(axes, x="", y="")
    axes.grid(visible=False)
    axes.set_xticks(range(4), [f"{name}\n({term})" for name, term in zip(_COLUMNS, _TERMS, strict=True)])
    axes.set_yticks(range(len(counts)), [readable(label) for label in predictions.labels])
    axes.axvline(1.5, color="white", linewidth=6)
    return figure
