"""JSON Lines: one JSON object a line, in and out."""

import json
from collections.abc import Iterator
from typing import IO

from geoclf.errors import DataError
from geoclf.prediction.batch import Batch, Layout, Row
from geoclf.prediction.cells import to_json
from geoclf.prediction.lines import iter_lines

__all__ = ["JsonlReader", "JsonlWriter"]


class JsonlReader:
    """Reads one JSON object a line; blank lines are skipped.

    Parameters
    ----------
    stream, source, encoding
        As for `geoclf.prediction.lines.iter_lines`.
    """

    columns = None
    schema = None

    def __init__(self, stream: IO[bytes], *, source: str, encoding: str) -> None:
        self._source = source
        self._lines = iter_lines(stream, source=source, encoding=encoding)

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all rows in order, at most `size` at a time."""
        rows: list[Row] = []
        numbers: list[int] = []
        for number, line in enumerate(self._lines, start=1):
            if not line.strip():
                continue
            rows.append(self._parse(number, line))
            numbers.append(number)
            if len(rows) == size:
                yield Batch(self._source, rows, numbers)
                rows, numbers = [], []
        if rows:
            yield Batch(self._source, rows, numbers)

    def _parse(self, number: int, line: str) -> Row:
        place = f"{self._source}:{number}"
        try:
            record = json.loads(line)
        except ValueError as error:
            raise DataError(
                f'{place}: not valid JSON: {error}; expected an object a line, such as {{"text": "..."}}'
            ) from error
        except RecursionError as error:
            raise DataError(f"{place}: JSON nested too deeply") from error
        if not isinstance(record, dict):
            raise DataError(
                f'{place}: expected a JSON object such as {{"text": "..."}}, got {type(record).__name__}'
            )
        return record


class JsonlWriter:
    """Writes one JSON object a line, in UTF-8, keys in the order they came."""

    def __init__(self, stream: IO[bytes], *, layout: Layout) -> None:
        del layout  # each row brings its own columns
        self._stream = stream

    def write(self, batch: Batch) -> None:
        """Write one line per row."""
        lines = [to_json(row, batch.place(i)) + "\n" for i, row in enumerate(batch.rows)]
        self._stream.write("".join(lines).encode("utf-8"))

    def close(self) -> None:
        """Do nothing: a JSONL file has no end mark."""
