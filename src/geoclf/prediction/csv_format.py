"""CSV and TSV: a header line, then one row of strings per text."""

import csv
import io
import sys
from collections.abc import Iterator
from typing import IO, Any

from geoclf.errors import DataError
from geoclf.prediction.batch import Batch, Layout, Row
from geoclf.prediction.cells import to_json, to_text
from geoclf.prediction.lines import iter_lines

__all__ = ["CsvReader", "CsvWriter"]

_LABEL_SEPARATOR = ";"


class CsvReader:
    """Reads CSV as RFC 4180 has it: fields in double quotes may hold delimiters, quotes and line breaks.

    Parameters
    ----------
    stream, source, encoding
        As for `geoclf.prediction.lines.iter_lines`.
    delimiter
        One character.

    Raises
    ------
    DataError
        If the header names a column twice; while reading, if a row is not as long as the header or a quote
        is not closed.
    """

    schema = None

    def __init__(self, stream: IO[bytes], *, source: str, encoding: str, delimiter: str) -> None:
        # The module's limit of 128 KiB a field would refuse long articles; there is one for all readers.
        csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
        self._source = source
        self._delimiter = delimiter
        lines = iter_lines(stream, source=source, encoding=encoding)
        self._reader = csv.reader(lines, delimiter=delimiter, strict=True)
        self.columns = self._header()

    def _header(self) -> tuple[str, ...]:
        for _, header in self._rows():
            repeated = sorted({name for name in header if header.count(name) > 1})
            if repeated:
                raise DataError(
                    f"{self._source}:1: the header has the column {repeated[0]!r} more than once; rename it"
                )
            return tuple(header)
        return ()

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all rows in order, at most `size` at a time."""
        rows: list[Row] = []
        numbers: list[int] = []
        for number, fields in self._rows():
            if len(fields) != len(self.columns):
                raise DataError(
                    f"{self._source}:{number}: expected {len(self.columns)} fields as in the header, "
                    f"got {len(fields)}; put fields that hold {self._delimiter!r} in double quotes"
                )
            rows.append(dict(zip(self.columns, fields, strict=True)))
            numbers.append(number)
            if len(rows) == size:
                yield Batch(self._source, rows, numbers)
                rows, numbers = [], []
        if rows:
            yield Batch(self._source, rows, numbers)

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield non-blank rows, each with the number of the line it begins on."""
        while True:
            number = self._reader.line_num + 1
            try:
                fields = next(self._reader, None)
            except csv.Error as error:
                raise DataError(
                    f"{self._source}:{number}: not valid CSV: {error}; the row begins on this line, "
                    "look for a double quote that is not closed or not doubled"
                ) from error
            if fields is None:
                return
            if fields:
                yield number, fields


class CsvWriter:
    """Writes CSV in UTF-8 with line feeds; labels are joined by ";", nested values become JSON.

    The columns are the input's, or those of the first batch; a later row with a new column is an error.
    """

    def __init__(self, stream: IO[bytes], *, layout: Layout, delimiter: str) -> None:
        self._stream = stream
        self._layout = layout
        self._delimiter = delimiter
        self._columns: tuple[str, ...] | None = None

    def write(self, batch: Batch) -> None:
        """Write one record per row."""
        columns = self._columns or self._begin(batch.rows)
        known = set(columns)
        records = []
        for i, row in enumerate(batch.rows):
            if extra := sorted(row.keys() - known):
                raise DataError(
                    f"{batch.place(i)}: column {extra[0]!r} is not in the first rows, whose columns the CSV "
                    "has; write .jsonl instead"
                )
            records.append([self._cell(name, row.get(name), batch.place(i)) for name in columns])
        self._write(records)

    def close(self) -> None:
        """Write the header if no row has come."""
        if self._columns is None:
            self._begin([])

    def _begin(self, rows: Any) -> tuple[str, ...]:  # noqa: ANN401 - a sequence of rows
        own = self._layout.columns
        if own is None:
            own = tuple(dict.fromkeys(name for row in rows for name in row if name not in self._layout.added))
        self._columns = (*own, *self._layout.added)
        self._write([list(self._columns)])
        return self._columns

    def _cell(self, name: str, value: Any, place: str) -> str:  # noqa: ANN401 - any cell
        if name in self._layout.lists:
            return _LABEL_SEPARATOR.join(value)
        if value is None:
            return ""
        if isinstance(value, dict | list | tuple | bool):
            return to_json(value, place)
        return str(value) if isinstance(value, str | int | float) else to_text(value, place)

    def _write(self, records: list[list[str]]) -> None:
        text = io.StringIO()
        csv.writer(text, delimiter=self._delimiter, lineterminator="\n").writerows(records)
        # A lone surrogate, which only JSON can hold, has no UTF-8 form.
        self._stream.write(text.getvalue().encode("utf-8", errors="replace"))
