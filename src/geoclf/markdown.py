"""Markdown for the cards of data and models."""

from collections.abc import Iterable

__all__ = ["markdown_table"]


def markdown_table(header: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """Return a table; each cell is what `str` makes of it.

    Examples
    --------
    >>> print(markdown_table(["label", "texts"], [["treaty", 3]]))
    | label | texts |
    | --- | --- |
    | treaty | 3 |
    """
    head = [str(cell) for cell in header]
    lines = [head, ["---"] * len(head), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
