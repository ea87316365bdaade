"""Rows as readers hand them on: each format keeps its own form, which a writer of that format can copy."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from geoclf.prediction.cells import to_shown_json

__all__ = ["MISSING", "Objects", "Records", "Row", "Rows"]

Row = dict[str, Any]


class _Missing:
    """The type of `MISSING`."""


MISSING = _Missing()
"""Stands for the value of a column that a row does not have."""


class Rows(Protocol):
    """Some rows."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Row: ...

    def __iter__(self) -> Iterator[Row]: ...

    def column(self, name: str) -> list[Any]:
        """Return one value per row, `MISSING` where the row has no such column."""

    def select(self, indices: Sequence[int]) -> "Rows":
        """Return some of the rows, in the order of `indices`."""

    def content(self) -> bytes:
        """Return bytes that are equal for equal rows."""

    def original(self, index: int) -> str:
        """Return one row as it came, or as JSON where that is not known."""


class Objects:
    """Rows of which each brings its own columns.

    Examples
    --------
    >>> rows = Objects([{"text": "Llueve."}, {"titular": "Nieva."}])
    >>> rows.column("text")[0], rows.column("text")[1] is MISSING, len(rows.select([1]))
    ('Llueve.', True, 1)
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int, /) -> Row:
        return self._rows[index]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def column(self, name: str) -> list[Any]:
        """Return one value per row, `MISSING` where the row has no such column."""
        return [row.get(name, MISSING) for row in self._rows]

    def select(self, indices: Sequence[int]) -> "Objects":
        """Return some of the rows, in the order of `indices`."""
        return Objects([self._rows[i] for i in indices])

    def content(self) -> bytes:
        """Return bytes that are equal for equal rows."""
        return repr(self._rows).encode("utf-8", errors="surrogatepass")

    def original(self, index: int) -> str:
        """Return one row as JSON."""
        return to_shown_json(self[index])


class Records:
    """Rows of strings that all have the same columns.

    Parameters
    ----------
    columns
        Their names.
    values
        One list per row, as long as `columns`.

    Examples
    --------
    >>> Records(("id", "text"), [["1", "Llueve."]])[0]
    {'id': '1', 'text': 'Llueve.'}
    """

    def __init__(self, columns: tuple[str, ...], values: Sequence[list[str]]) -> None:
        self.columns = columns
        self.values = values

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, index: int, /) -> Row:
        return dict(zip(self.columns, self.values[index], strict=True))

    def __iter__(self) -> Iterator[Row]:
        return (dict(zip(self.columns, values, strict=True)) for values in self.values)

    def column(self, name: str) -> list[Any]:
        """Return one value per row, `MISSING` where there is no such column."""
        if name not in self.columns:
            return [MISSING] * len(self.values)
        index = self.columns.index(name)
        return [values[index] for values in self.values]

    def select(self, indices: Sequence[int]) -> "Records":
        """Return some of the rows, in the order of `indices`."""
        return Records(self.columns, [self.values[i] for i in indices])

    def content(self) -> bytes:
        """Return bytes that are equal for equal rows."""
        text = "\x1e".join(["\x1f".join(values) for values in self.values])
        return text.encode("utf-8", errors="surrogatepass")

    def original(self, index: int) -> str:
        """Return one row as JSON."""
        return to_shown_json(self[index])
