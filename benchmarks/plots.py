"""The figures of docs/speed.md, as SVG: the same measurements give the same bytes."""

from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from statistics import median

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.measure import Record
from benchmarks.peers import PEERS
from benchmarks.summary import by_step, rate, spread, values_of
from geoclf.files import write_text
from geoclf.tracking.figures.canvas import COLOURS, MARKERS, new_figure, style_axes

__all__ = ["draw_figures"]

_NAMES = {
    "geoclf": "geoclf",
    "sklearn_union": "scikit-learn, tf-idf",
    "sklearn_same_features": "scikit-learn, same features",
    "fasttext_words": "fastText, words",
    "fasttext_chars": "fastText, characters",
    "spacy": "spaCy",
}


def draw_figures(results: Mapping[str, Sequence[Record]], folder: Path) -> list[str]:
    """Draw what there are measurements for; return the names of the files."""
    drawn = {"overview.svg": _overview(results["speed"], results["quality"])}
    growths: dict[str, tuple[str, str, str, Callable[[Record], float]]] = {
        "lengths": ("words", "words in a text", "words per processor second", _words_per_second),
        "labels": ("labels", "labels", "sentences per processor second", _sentences_per_second),
        "corpus": ("n_texts", "training texts", "processor seconds of training", _seconds),
    }
    for name, (x, x_title, y_title, value) in growths.items():
        if results.get(name):
            drawn[f"{name}.svg"] = _growth(results[name], x, x_title, y_title, value)
    for name, figure in drawn.items():
        _save(figure, folder / name)
    return list(drawn)


def _overview(speed: Sequence[Record], quality: Sequence[Record]) -> Figure:
    """Draw quality against speed, one mark per peer; bars are the range over the rounds."""
    figure = new_figure("Quality and speed on one processor", width=7.5, height=4.4)
    axes = figure.subplots()
    for number, record in enumerate(quality):
        peer = record["peer"]
        found = spread(list(values_of(speed, peer, rate).values()))
        reach = [[found.median - found.least], [found.greatest - found.median]]
        axes.errorbar(
            found.median,
            record["macro_average_precision"],
            xerr=reach,
            color=_colour(peer),
            marker=MARKERS[number % len(MARKERS)],
            markersize=8,
            capsize=3,
            label=_NAMES[peer],
        )
    axes.set_xscale("log")
    style_axes(axes, x="sentences per processor second", y="macro average precision")
    axes.legend(fontsize=9, loc="best")
    return figure


def _growth(
    records: Sequence[Record], x: str, x_title: str, y_title: str, value: Callable[[Record], float]
) -> Figure:
    figure = new_figure(f"Growth with {x_title}", width=7.5, height=4.0)
    axes: Axes = figure.subplots()
    for peer in (peer for peer in PEERS if any(record["peer"] == peer for record in records)):
        steps = by_step(records, peer, x)
        axes.plot(
            list(steps),
            [median(map(value, own)) for own in steps.values()],
            color=_colour(peer),
            marker=MARKERS[list(PEERS).index(peer)],
            label=_NAMES[peer],
        )
    axes.set_xscale("log")
    axes.set_yscale("log")
    style_axes(axes, x=x_title, y=y_title)
    axes.legend(fontsize=9, loc="best")
    return figure


def _words_per_second(record: Record) -> float:
    return float(record["words"] * record["n_texts"] / record["cpu_seconds"])


def _sentences_per_second(record: Record) -> float:
    return float(record["sentences_per_second"])


def _seconds(record: Record) -> float:
    return float(record["cpu_seconds"])


def _colour(peer: str) -> str:
    return COLOURS[list(PEERS).index(peer) % len(COLOURS)]


def _save(figure: Figure, file: Path) -> None:
    content = StringIO()
    with mpl.rc_context({"svg.hashsalt": "geoclf", "svg.fonttype": "none"}):
        figure.savefig(content, format="svg", metadata={"Date": None, "Creator": None})
    # matplotlib ends lines of paths in blanks.
    write_text(file, "\n".join(line.rstrip() for line in content.getvalue().splitlines()) + "\n")
