"""The pieces a guide is made of, whatever format it is written in."""

import re
from dataclasses import dataclass

__all__ = ["Block", "Code", "Heading", "Items", "Line", "Paragraph", "Quote", "Strong", "Table", "line"]


class Code(str):
    """Part of a line that is a name to be typed as it stands, such as a label."""

    __slots__ = ()


class Strong(str):
    """Part of a line that is stressed."""

    __slots__ = ()


# Parts of one line; a plain str is plain text.
Line = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title of the whole."""

    level: int
    text: Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: Line


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `numbers`, one per line, makes it a numbered one."""

    lines: tuple[Line, ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted sentence with remarks below it."""

    text: str
    remarks: tuple[Line, ...]


Block = Heading | Paragraph | Items | Table | Quote


def line(text: str) -> Line:
    """Return `text` cut into parts: what stands between backticks is code.

    Examples
    --------
    >>> [type(part).__name__ for part in line("See `treaty`.")]
    ['str', 'Code', 'str']
    """
    parts = re.split(r"`([^`]+)`", text)
    return tuple(Code(part) if i % 2 else part for i, part in enumerate(parts) if part)
