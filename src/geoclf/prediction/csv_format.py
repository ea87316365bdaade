"""CSV and TSV: a header line, then one row of strings per text."""

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from geoclf.errors import DataError
from geoclf.prediction.batch import Added, BadRow, Batch, Layout
from geoclf.prediction.cells import to_json, to_text
from geoclf.prediction.lines import LARGEST, iter_lines
from geoclf.prediction.rows import Records

__all__ = ["CsvReader", "CsvWriter"]

_LABEL_SEPARATOR = ";"
_LONGEST_FIELD = 1 << 22
# What the csv module writes as it should be.
_PLAIN = frozenset({str, int, float, type(None)})


class CsvReader:
    """Reads CSV as RFC 4180 has it: fields in double quotes may hold delimiters, quotes and line breaks.

    After a row with a quote that is not closed, reading goes on with the line after the one it begins on.

    Parameters
    ----------
    stream, source, encoding
        As for `geoclf.prediction.lines.iter_lines`.
    delimiter
        One character.

    Raises
    ------
    DataError
        If the header cannot be read or names a column twice.
    """

    schema = None
    n_rows = None

    def __init__(self, stream: IO[bytes], *, source: str, encoding: str, delimiter: str) -> None:
        # The module's limit of 128 KiB a field would refuse long articles; none would let a quote that is
        # not closed fill the memory. There is one for all readers.
        csv.field_size_limit(_LONGEST_FIELD)
        self.source = source
        self._delimiter = delimiter
        self._lines = _Lines(iter_lines(stream, source=source, encoding=encoding))
        self._reader = csv.reader(self._lines, delimiter=delimiter, strict=True)
        self.columns = self._header()

    def _header(self) -> tuple[str, ...]:
        for number, header in self._rows():
            if isinstance(header, BadRow):
                raise DataError(f"{self.source}:{number}: {header.reason}")
            repeated = sorted({name for name in header if header.count(name) > 1})
            if repeated:
                raise DataError(
                    f"{self.source}:1: the header has the column {repeated[0]!r} more than once; rename it"
                )
            return tuple(header)
        return ()

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all rows in order, at most `size` at a time and less of long ones."""
        rows: list[list[str]] = []
        numbers: list[int] = []
        bad: list[BadRow] = []
        end = self._lines.n_characters + LARGEST
        for number, fields in self._rows():
            if isinstance(fields, BadRow):
                bad.append(fields)
            elif len(fields) != len(self.columns):
                bad.append(BadRow(number, self._misfit(len(fields)), "".join(self._lines.taken)))
            else:
                rows.append(fields)
                numbers.append(number)
            if len(rows) + len(bad) == size or self._lines.n_characters > end:
                yield Batch(self.source, Records(self.columns, rows), numbers, bad=tuple(bad))
                rows, numbers, bad = [], [], []
                end = self._lines.n_characters + LARGEST
        if rows or bad:
            yield Batch(self.source, Records(self.columns, rows), numbers, bad=tuple(bad))

    def _misfit(self, found: int) -> str:
        return (
            f"expected {len(self.columns)} fields as in the header, got {found}; "
            f"put fields that hold {self._delimiter!r} in double quotes"
        )

    def _rows(self) -> Iterator[tuple[int, list[str] | BadRow]]:
        """Yield non-blank rows, each with the number of the line it begins on."""
        while True:
            self._lines.taken.clear()
            number = self._lines.number + 1
            try:
                fields = next(self._reader, None)
            except csv.Error as error:
                reason = (
                    f"not valid CSV: {error}; the row begins on this line, "
                    "look for a double quote that is not closed or not doubled"
                )
                yield number, BadRow(number, reason, self._lines.taken[0])
                self._lines.put_back()
                continue
            if fields is None:
                return
            if fields:
                yield number, fields


class _Lines:
    """Lines that can be read again; `number` is that of the last one, `taken` collects them."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0
        self.n_characters = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        self.number += 1
        self.n_characters += len(line)
        return line

    def put_back(self) -> None:
        """Let all lines taken but the first come again."""
        rest = self.taken[1:]
        self._again.extendleft(reversed(rest))
        self.number -= len(rest)


class CsvWriter:
    """Writes CSV in UTF-8 with line feeds; labels are joined by ";", nested values become JSON.

    The columns are the input's, or those of the first batch; a later row with a new column is an error.
    """

    def __init__(self, stream: IO[bytes], *, layout: Layout, delimiter: str) -> None:
        self._stream = stream
        self._layout = layout
        self._delimiter = delimiter
        self._columns: tuple[str, ...] = ()

    def begin(self, first: Batch, *, header: bool) -> None:
        """Settle the columns by the first batch, and write their names if `header`."""
        own = self._layout.columns
        self._columns = (
            tuple(dict.fromkeys(name for row in first.rows for name in row)) if own is None else own
        )
        if header:
            self._write([[*self._columns, *self._layout.added]])

    def write(self, batch: Batch, added: Added) -> None:
        """Write one record per row."""
        rows = batch.rows.values if isinstance(batch.rows, Records) else self._records(batch)
        cells = [self._cells(name, values, batch) for name, values in added.items()]
        self._write([[*row, *own] for row, own in zip(rows, zip(*cells, strict=True), strict=True)])

    def close(self) -> None:
        """Do nothing: a CSV file has no end mark."""

    def _records(self, batch: Batch) -> list[list[Any]]:
        known = frozenset(self._columns)
        records = []
        for i, row in enumerate(batch.rows):
            if not known.issuperset(row):
                extra = sorted(row.keys() - known)
                raise DataError(
                    f"{batch.place(i)}: column {extra[0]!r} is not in the first rows, whose columns the CSV "
                    "has; write .jsonl instead"
                )
            values = map(row.get, self._columns)
            records.append(
                [value if type(value) in _PLAIN else _cell(value, batch.place(i)) for value in values]
            )
        return records

    def _cells(self, name: str, values: Sequence[Any], batch: Batch) -> Sequence[Any]:
        if name in self._layout.proba:
            return values
        if name in self._layout.lists:
            return [_LABEL_SEPARATOR.join(labels) for labels in values]
        return [to_json(value, batch.place(i)) for i, value in enumerate(values)]

    def _write(self, records: list[list[Any]]) -> None:
        text = io.StringIO()
        csv.writer(text, delimiter=self._delimiter, lineterminator="\n").writerows(records)
        # A lone surrogate, which only JSON can hold, has no UTF-8 form.
        self._stream.write(text.getvalue().encode("utf-8", errors="replace"))


def _cell(value: Any, place: str) -> str:  # noqa: ANN401 - any cell
    if isinstance(value, dict | list | tuple | bool):
        return to_json(value, place)
    return str(value) if isinstance(value, str | int | float) else to_text(value, place)
