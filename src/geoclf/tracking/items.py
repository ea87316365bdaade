"""What an experiment leaves behind, as plain values: pure functions yield items, a tracker writes them."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geoclf.errors import ParameterError

if TYPE_CHECKING:
    from matplotlib.figure import Figure as MatplotlibFigure

__all__ = [
    "Dataset",
    "Figure",
    "Item",
    "Metric",
    "Model",
    "NestedRun",
    "Param",
    "SavedView",
    "Table",
    "Tag",
    "TextFile",
]


@dataclass(frozen=True, slots=True)
class Param:
    """One setting of the run."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Tag:
    """One fact about the run that is neither a setting nor a number."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class SavedView:
    """A way of looking at all runs of an experiment; one that is already there stays as it is.

    Attributes
    ----------
    id
        Tells this view from others.
    name
        What it is called in menus.
    state
        The page's settings, as JSON.
    """

    id: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Metric:
    """One finite number.

    Raises
    ------
    ParameterError
        If `value` is not finite: an undefined metric is listed as undefined, never logged as a number.

    Examples
    --------
    >>> Metric("gold/macro_f1", 0.5)
    Metric(key='gold/macro_f1', value=0.5, step=0)
    >>> Metric("gold/macro_f1", float("nan"))
    Traceback (most recent call last):
    geoclf.errors.ParameterError: metric gold/macro_f1: expected a finite number, got nan
    """

    key: str
    value: float
    step: int = 0

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise ParameterError(f"metric {self.key}: expected a finite number, got {self.value}")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A set of labelled texts that the run read.

    Attributes
    ----------
    name
        Such as "gold".
    hash
        Hexadecimal SHA-256 of its content.
    context
        What it was used for, such as "training".
    columns
        Its columns by name, all of one length.
    """

    name: str
    hash: str
    context: str
    columns: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people to read; `columns` by name, all of one length."""

    path: str
    columns: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, drawn only when a tracker wants it."""

    path: str
    draw: "Callable[[], MatplotlibFigure]"


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file, written in UTF-8."""

    path: str
    content: str


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted classifier.

    Attributes
    ----------
    name
        Name of the folder it is kept under.
    folder
        The folder it is saved in.
    example
        Texts that show what the model reads.
    """

    name: str
    folder: Path
    example: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NestedRun:
    """A part of the run with items of its own, such as one fold."""

    name: str
    items: "tuple[Item, ...]"


Item = Param | Tag | Metric | Dataset | Table | Figure | TextFile | Model | NestedRun | SavedView
