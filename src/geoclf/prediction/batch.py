"""What readers yield and writers take: rows, and where each of them stands in the input."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from geoclf.prediction.rows import Rows

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["DECIMALS", "Added", "BadRow", "Batch", "Kind", "Layout", "Nested", "Reader", "Writer"]

Kind = type[str] | type[int] | type[float] | tuple["Kind"] | Mapping[str, "Kind"]
"""What a value is: a type, (kind,) for a list of it, or the kinds of a record's fields by name."""

Added = Mapping[str, Sequence[Any]]
"""The columns that labelling adds, by name and in the order of `Layout.added`: one value per row."""

DECIMALS = 9
"""Of probabilities in files: finer than any calibration, and half as long to write as all digits."""


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be labelled.

    Attributes
    ----------
    number
        As in `Batch.numbers`.
    reason
        What is wrong, and what to do.
    content
        The row as it came, or as JSON where that is not known.
    """

    number: int
    reason: str
    content: str


@dataclass(frozen=True)
class Batch:
    """Consecutive rows of an input.

    Attributes
    ----------
    source
        What the input is called in messages, such as "noticias.csv".
    rows
        The rows that can be used.
    numbers
        One entry per row: the line it begins on, or its row number where the format has no lines.
    unit
        What `numbers` count, "line" or "row".
    bad
        What stands between or after these rows and cannot be used.

    Examples
    --------
    >>> from geoclf.prediction.rows import Objects
    >>> Batch("noticias.csv", Objects([{"text": "Llueve."}]), [2]).place(0)
    'noticias.csv:2'
    """

    source: str
    rows: Rows
    numbers: Sequence[int]
    unit: str = "line"
    bad: tuple[BadRow, ...] = ()

    def place(self, index: int) -> str:
        """Return where row `index` of this batch stands in the input."""
        return self.place_of(self.numbers[index])

    def place_of(self, number: int) -> str:
        """Return where the row of that number stands in the input."""
        return f"{self.source}:{number}" if self.unit == "line" else f"{self.source}: row {number}"

    def without(self, bad: Mapping[int, BadRow]) -> "Batch":
        """Return this batch with some rows, by index, moved to the bad ones."""
        kept = [i for i in range(len(self.rows)) if i not in bad]
        return replace(
            self,
            rows=self.rows.select(kept),
            numbers=[self.numbers[i] for i in kept],
            bad=tuple(sorted((*self.bad, *bad.values()), key=lambda row: row.number)),
        )

    def content(self) -> bytes:
        """Return bytes that are equal for equal batches of equal inputs."""
        return self.rows.content() + repr(self.bad).encode("utf-8", errors="surrogatepass")


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
        Name of the added column that holds the labels.
    proba
        Names of the added columns that hold probabilities, in the scheme's order; may be empty.
    schema
        The input's Arrow schema, if it has one.
    nested
        The added columns that hold lists of records.
    review
        Name of the added column that holds the labels a person should decide, or None.
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
        """Names of the added columns that hold tuples of labels, in order."""
        return (self.labels,) if self.review is None else (self.labels, self.review)


class Reader(Protocol):
    """Reads one format."""

    @property
    def source(self) -> str:
        """What the input is called in messages."""

    @property
    def columns(self) -> tuple[str, ...] | None:
        """The columns every row has, or None when each row brings its own."""

    @property
    def schema(self) -> "pa.Schema | None":
        """The Arrow schema of the columns, or None where the format has no types."""

    @property
    def n_rows(self) -> int | None:
        """The number of rows, or None where only reading tells it."""

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all rows in order, at most `size` at a time and less of long ones.

        Equal inputs give equal batches.
        """


class Writer(Protocol):
    """Writes one format: `begin` once, `write` for each batch, `close` at the end."""

    def begin(self, first: Batch, *, header: bool) -> None:
        """Settle the columns by the first batch, and write what stands before all rows if `header`."""

    def write(self, batch: Batch, added: Added) -> None:
        """Write rows with the added columns."""

    def close(self) -> None:
        """Write what the format needs at its end; the stream stays open."""
