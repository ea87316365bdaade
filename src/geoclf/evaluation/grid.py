"""Cells of text in aligned columns."""

from collections.abc import Iterator, Sequence

__all__ = ["MAX_WIDTH", "aligned", "split_columns"]

MAX_WIDTH = 120
"""Tables are cut, and notes wrapped, to this many characters."""

_GAP = "  "


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of cells as lines with aligned columns.

    A row may have fewer cells than others; a row of a single cell is a heading and widens no column.

    Examples
    --------
    >>> print(aligned([["", "mine"], ["a long heading"], ["F1", "0.50"]]))
        mine
    a long heading
    F1  0.50
    """
    widths = _widths(rows)
    lines = (_GAP.join(cell.ljust(widths[i]) for i, cell in enumerate(row)).rstrip() for row in rows)
    return "\n".join(lines)


def split_columns(rows: Sequence[Sequence[str]]) -> Iterator[list[list[str]]]:
    """Yield the table in parts that fit into `MAX_WIDTH` where possible; each repeats the first column."""
    widths = _widths(rows)
    start = 1
    while start < len(widths):
        end, used = start, widths[0]
        while end < len(widths) and (end == start or used + len(_GAP) + widths[end] <= MAX_WIDTH):
            used += len(_GAP) + widths[end]
            end += 1
        yield [[*row[:1], *row[start:end]] for row in rows]
        start = end


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    widths = [0] * max(len(row) for row in rows)
    for row in rows:
        for i, cell in enumerate(row if len(row) > 1 else ()):
            widths[i] = max(widths[i], len(cell))
    return widths
