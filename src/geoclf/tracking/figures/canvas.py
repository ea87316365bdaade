"""What all figures share: size, type, colours that colour-blind people can tell apart."""

from collections.abc import Sequence
from math import ceil

from matplotlib.axes import Axes
from matplotlib.figure import Figure

__all__ = ["COLOURS", "GREY", "MARKERS", "label_grid", "new_figure", "readable", "style_axes"]

# Okabe & Ito, Color Universal Design, 2008; yellow left out, too pale on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS = ("o", "s", "^", "D", "v", "P")
GREY = "#6E6E6E"

_DPI = 120
_TEXT = 11
_TITLE = 13
_COLUMNS = 2


def new_figure(title: str, *, width: float, height: float) -> Figure:
    """Return an empty figure with a title, `width` by `height` inches."""
    figure = Figure(figsize=(width, height), dpi=_DPI, layout="constrained")
    figure.suptitle(title, fontsize=_TITLE, fontweight="bold")
    return figure


def label_grid(title: str, labels: Sequence[str], *, panel_height: float = 3.3) -> tuple[Figure, list[Axes]]:
    """Return a figure with one panel per label, two panels a row, all on the same axes."""
    columns = min(_COLUMNS, len(labels))
    rows = ceil(len(labels) / columns)
    figure = new_figure(title, width=5.2 * columns, height=0.6 + panel_height * rows)
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for spare in panels[len(labels) :]:
        spare.set_visible(False)
    return figure, list(panels[: len(labels)])


def style_axes(axes: Axes, *, x: str, y: str, title: str = "") -> None:
    """Name both axes, set sizes, and take away the lines that carry nothing."""
    axes.set_xlabel(x, fontsize=_TEXT)
    axes.set_ylabel(y, fontsize=_TEXT)
    axes.set_title(title, fontsize=_TEXT, loc="left")
    axes.tick_params(labelsize=_TEXT)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, color="#E5E5E5", linewidth=0.8)
    axes.set_axisbelow(True)


def readable(label: str) -> str:
    """Return a label's name as it is read.

    Examples
    --------
    >>> readable("military_cooperation")
    'military cooperation'
    """
    return label.replace("_", " ")
