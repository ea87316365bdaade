"""Plain text: in, one text a line; out, one line of labels per text."""

from collections.abc import Iterator
from typing import IO

from geoclf.prediction.batch import Added, Batch, Layout
from geoclf.prediction.lines import iter_blocks, iter_lines
from geoclf.prediction.rows import Records

__all__ = ["TxtReader", "TxtWriter"]


class TxtReader:
    """Reads one text a line; a blank line is a blank text, so that lines and rows stay aligned.

    Parameters
    ----------
    stream, source, encoding
        As for `geoclf.prediction.lines.iter_lines`.
    column
        What the only column is called.
    """

    schema = None
    n_rows = None

    def __init__(self, stream: IO[bytes], *, source: str, encoding: str, column: str) -> None:
        self.columns = (column,)
        self.source = source
        self._lines = iter_lines(stream, source=source, encoding=encoding)

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all rows in order, at most `size` at a time and less of long ones."""
        first = 1
        for block in iter_blocks(self._lines, size):
            rows = Records(self.columns, [[line.removesuffix("\n").removesuffix("\r")] for line in block])
            yield Batch(self.source, rows, range(first, first + len(block)))
            first += len(block)


class TxtWriter:
    """Writes the labels of each text on a line of their own, joined by ";", an empty line for none."""

    def __init__(self, stream: IO[bytes], *, layout: Layout) -> None:
        self._stream = stream
        self._labels = layout.labels

    def begin(self, first: Batch, *, header: bool) -> None:
        """Do nothing: a text file has no header."""

    def write(self, batch: Batch, added: Added) -> None:
        """Write one line per row."""
        lines = "".join([";".join(labels) + "\n" for labels in added[self._labels]])
        self._stream.write(lines.encode("utf-8"))

    def close(self) -> None:
        """Do nothing: a text file has no end mark."""
