"""Guides as plain text with wrapped lines."""

from collections.abc import Callable, Sequence
from itertools import zip_longest
from textwrap import wrap

from geoclf.scheme.blocks import Block, Heading, Items, Line, Paragraph, Quote, Table

__all__ = ["to_terminal"]

_UNDERLINES = {1: "=", 2: "-"}
_GAP = 2
_NARROWEST = 8


def to_terminal(blocks: Sequence[Block], width: int, stress: Callable[[str], str]) -> str:
    """Return a guide as plain text.

    Parameters
    ----------
    blocks
        The guide.
    width
        The longest line, in characters; a word longer than that keeps its line to itself.
    stress
        What to do with headings, such as printing them bold.
    """
    return "\n\n".join(_block(block, width, stress) for block in blocks) + "\n"


def _block(block: Block, width: int, stress: Callable[[str], str]) -> str:
    match block:
        case Heading(level, text):
            lines = wrap(_text(text), width, break_long_words=False, break_on_hyphens=False)
            rule = [_UNDERLINES[level] * max(map(len, lines))] if level in _UNDERLINES else []
            return "\n".join([*(stress(each) for each in lines), *rule])
        case Paragraph(text):
            return _wrapped(_text(text), width)
        case Items(lines, numbers):
            bullets = [f"{number:>3}. " for number in numbers] or ["  - "] * len(lines)
            pairs = zip(bullets, lines, strict=True)
            return "\n".join(_wrapped(_text(text), width, bullet) for bullet, text in pairs)
        case Table(header, rows):
            return _table(header, [[_text(cell) for cell in row] for row in rows], width)
        case Quote(text, remarks):
            return "\n".join(_wrapped(part, width, "  | ", "  | ") for part in (text, *map(_text, remarks)))


def _text(text: Line) -> str:
    return "".join(text)


def _wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> str:
    indent = " " * len(first) if rest is None else rest
    lines = wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    widths = _widths(header, rows, width)
    rule = [["-" * column for column in widths]]
    lines = (line for row in (header, *rule, *rows) for line in _row(row, widths))
    return "\n".join(lines)


def _widths(header: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Give every column what it needs, then take from the widest until the table fits."""
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    while sum(widths) + _GAP * (len(widths) - 1) > width and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    columns = [wrap(cell, size, break_on_hyphens=False) for cell, size in zip(cells, widths, strict=True)]
    return [
        (" " * _GAP).join(part.ljust(size) for part, size in zip(parts, widths, strict=True)).rstrip()
        for parts in zip_longest(*columns, fillvalue="")
    ]
