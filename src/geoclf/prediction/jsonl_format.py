"""JSON Lines: one JSON object a line, in and out."""

import json
from collections.abc import Iterator, Sequence
from typing import IO, Any

from geoclf.prediction.batch import DECIMALS, Added, BadRow, Batch, Layout
from geoclf.prediction.cells import to_json
from geoclf.prediction.lines import iter_blocks, iter_lines
from geoclf.prediction.rows import Objects, Row

__all__ = ["JsonLines", "JsonlReader", "JsonlWriter"]


class JsonLines(Objects):
    """Objects with the lines they were read from, which are quicker to copy than to write anew.

    Parameters
    ----------
    rows
        The objects.
    lines
        Valid JSON, without white space at either end.
    """

    def __init__(self, rows: Sequence[Row], lines: Sequence[str]) -> None:
        super().__init__(rows)
        self.lines = lines

    def select(self, indices: Sequence[int]) -> "JsonLines":
        """Return some of the rows, in the order of `indices`."""
        return JsonLines([self[i] for i in indices], [self.lines[i] for i in indices])

    def content(self) -> bytes:
        """Return bytes that are equal for equal rows."""
        return "\n".join(self.lines).encode("utf-8", errors="surrogatepass")

    def original(self, index: int) -> str:
        """Return the line of one row."""
        return self.lines[index]


class JsonlReader:
    """Reads one JSON object a line; blank lines are skipped.

    Parameters
    ----------
    stream, source, encoding
        As for `geoclf.prediction.lines.iter_lines`.
    """

    columns = None
    schema = None
    n_rows = None

    def __init__(self, stream: IO[bytes], *, source: str, encoding: str) -> None:
        self.source = source
        self._lines = iter_lines(stream, source=source, encoding=encoding)
        self._decoder = json.JSONDecoder(parse_constant=self._foreign)
        self._has_foreign = False

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all rows in order, at most `size` at a time and less of long ones."""
        first = 1
        for block in iter_blocks(self._lines, size):
            batch = self._parse(block, first)
            if batch.bad or len(batch.rows):
                yield batch
            first += len(block)

    def _parse(self, block: list[str], first: int) -> Batch:
        numbers: Sequence[int] = range(first, first + len(block))
        lines = [line.strip() for line in block]
        if not all(lines):
            numbers = [number for number, line in zip(numbers, lines, strict=True) if line]
            lines = [line for line in lines if line]
        decode = self._decoder.raw_decode
        try:
            found = [decode(line) for line in lines]
        except (ValueError, RecursionError):
            return self._parse_each(lines, numbers)
        rows = [row for row, _ in found]
        is_whole = [end for _, end in found] == list(map(len, lines)) and set(map(type, rows)) <= {dict}
        if self._has_foreign or not is_whole:
            return self._parse_each(lines, numbers)
        return Batch(self.source, JsonLines(rows, lines), numbers)

    def _parse_each(self, lines: Sequence[str], numbers: Sequence[int]) -> Batch:
        """Do the same line by line, where there is something the matter with one of them."""
        rows: list[Row] = []
        kept: list[str] = []
        good: list[int] = []
        bad: list[BadRow] = []
        for number, line in zip(numbers, lines, strict=True):
            self._has_foreign = False
            try:
                row = self._decoder.decode(line)
            except ValueError as error:
                reason = f'not valid JSON: {error}; expected an object a line, such as {{"text": "..."}}'
                bad.append(BadRow(number, reason, line))
                continue
            except RecursionError:
                bad.append(BadRow(number, "JSON nested too deeply", line))
                continue
            if not isinstance(row, dict):
                reason = f'expected a JSON object such as {{"text": "..."}}, got {type(row).__name__}'
                bad.append(BadRow(number, reason, line))
                continue
            rows.append(row)
            kept.append(to_json(row, f"{self.source}:{number}") if self._has_foreign else line)
            good.append(number)
        self._has_foreign = False
        return Batch(self.source, JsonLines(rows, kept), good, bad=tuple(bad))

    def _foreign(self, name: str) -> float:
        """Take NaN and infinities, which JSON does not know and Python writes."""
        self._has_foreign = True
        return float(name)


class JsonlWriter:
    """Writes one JSON object a line, in UTF-8; what was read as JSON Lines is copied as it came."""

    def __init__(self, stream: IO[bytes], *, layout: Layout) -> None:
        self._stream = stream
        self._proba = frozenset(layout.proba)
        self._lists: dict[tuple[str, ...], str] = {}
        self._names = frozenset(layout.lists)

    def begin(self, first: Batch, *, header: bool) -> None:
        """Do nothing: each row brings its own columns."""

    def write(self, batch: Batch, added: Added) -> None:
        """Write one line per row."""
        lines = batch.rows.lines if isinstance(batch.rows, JsonLines) else self._encoded(batch)
        cells = [self._cells(name, values, batch) for name, values in added.items()]
        fields = [f", {_key(name)}: {f'%.{DECIMALS}f' if name in self._proba else '%s'}" for name in added]
        tail = "".join(fields) + "}\n"
        text = "".join(
            [line[:-1] + tail % row for line, row in zip(lines, zip(*cells, strict=True), strict=True)]
        )
        self._stream.write(text.encode("utf-8"))

    def close(self) -> None:
        """Do nothing: a JSONL file has no end mark."""

    def _encoded(self, batch: Batch) -> list[str]:
        return [to_json(row, batch.place(i)) for i, row in enumerate(batch.rows)]

    def _cells(self, name: str, values: Sequence[Any], batch: Batch) -> Sequence[object]:
        """Return what the template takes: numbers as they are, all else as JSON."""
        if name in self._proba:
            return values
        if name not in self._names:
            return [to_json(value, batch.place(i)) for i, value in enumerate(values)]
        for labels in set(values) - self._lists.keys():
            self._lists[labels] = to_json(labels, batch.source)
        return [self._lists[labels] for labels in values]


def _key(name: str) -> str:
    """Return a name as JSON within a template."""
    return to_json(name, "--prefix").replace("%", "%%")
