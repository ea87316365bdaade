"""What readers yield and writers take: rows, and where each of them stands in the input."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Batch", "Kind", "Layout", "Nested", "Reader", "Row", "Writer"]

Row = dict[str, Any]
Kind = type[str] | type[int] | type[float] | tuple["Kind"] | Mapping[str, "Kind"]
"""What a value is: a type, (kind,) for a list of it, or the kinds of a record's fields by name."""


@dataclass(frozen=True)
class Batch:
    """Consecutive rows of an input.

    Attributes
    ----------
    source
        What the input is called in messages, such as "noticias.csv".
    rows
        Column name to value.
    numbers
        One entry per row: the line it begins on, or its row number where the format has no lines.
    marker
        What stands between source and number in messages.

    Examples
    --------
    >>> Batch("noticias.csv", [{"text": "Llueve."}], [2]).place(0)
    'noticias.csv:2'
    """

    source: str
    rows: Sequence[Row]
    numbers: Sequence[int]
    marker: str = ":"

    def place(self, index: int) -> str:
        """Return where row `index` of this batch stands in the input."""
        return f"{self.source}{self.marker}{self.numbers[index]}"


@dataclass(frozen=True)
class Nested:
    """An added column that holds a list of records a row; `fields` has the kind of each field by name."""

    name: str
    fields: Mapping[str, Kind]


@dataclass(frozen=True)
class Layout:
    """What a writer knows of its columns before the first row.

    Attributes
    ----------
    columns
        The input's columns in order, or None when each row brings its own.
    labels
        Name of the added column that holds the list of labels.
    proba
        Names of the added columns that hold probabilities, in the scheme's order; may be empty.
    schema
        The input's Arrow schema, if it has one.
    nested
        The added columns that hold lists of records.
    review
        Name of the added column that holds the list of labels a person should decide, or None.
    """

    columns: tuple[str, ...] | None
    labels: str
    proba: tuple[str, ...]
    schema: "pa.Schema | None" = None
    nested: tuple[Nested, ...] = ()
    review: str | None = None

    @property
    def added(self) -> tuple[str, ...]:
        """Names of all added columns, in order."""
        return (*self.lists, *self.proba, *(column.name for column in self.nested))

    @property
    def lists(self) -> tuple[str, ...]:
        """Names of the added columns that hold lists of labels, in order."""
        return (self.labels,) if self.review is None else (self.labels, self.review)


class Reader(Protocol):
    """Reads one format."""

    @property
    def columns(self) -> tuple[str, ...] | None:
        """The columns every row has, or None when each row brings its own."""

    @property
    def schema(self) -> "pa.Schema | None":
        """The Arrow schema of the columns, or None where the format has no types."""

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all rows in order, at most `size` at a time."""


class Writer(Protocol):
    """Writes one format."""

    def write(self, batch: Batch) -> None:
        """Write rows that already hold the added columns."""

    def close(self) -> None:
        """Write what the format needs at its end; the stream stays open."""
