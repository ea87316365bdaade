"""Guides as Markdown."""

import re
from collections.abc import Sequence

from geoclf.scheme.blocks import Block, Code, Heading, Items, Line, Paragraph, Quote, Strong, Table

__all__ = ["to_markdown"]

# Underscores inside words and single brackets mean nothing in Markdown and stay readable as they are.
_SPECIAL = re.compile(r"[\\`*<|]|(?<!\w)_|_(?!\w)|\](?=\()")
_AT_START = re.compile(r"^([#>+-]|\d+(?=[.)]))")


def to_markdown(blocks: Sequence[Block]) -> str:
    """Return a guide as Markdown (GitHub flavour: it has tables)."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {_line(text)}"
        case Paragraph(text):
            return _paragraph(text)
        case Items(lines, ()):
            return "\n".join(f"- {_paragraph(text)}" for text in lines)
        case Items(lines, numbers):
            # Markdown counts the entries of a numbered list itself; these numbers may have gaps.
            pairs = zip(numbers, lines, strict=True)
            return "\n\n".join(f"**{number}.** {_line(text)}" for number, text in pairs)
        case Table(header, rows):
            return "\n".join(
                f"| {' | '.join(cells)} |"
                for cells in (header, ["---"] * len(header), *([_line(cell) for cell in row] for row in rows))
            )
        case Quote(text, remarks):
            return "\n>\n".join(f"> {_paragraph(part)}" for part in ((text,), *remarks))


def _paragraph(text: Line) -> str:
    """Return a line that Markdown cannot take for a heading, a list or a quotation."""
    return _AT_START.sub(lambda found: _escape_start(found.group()), _line(text))


def _escape_start(start: str) -> str:
    # A number is harmless itself; what makes a list of it is the full stop after it.
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def _line(text: Line) -> str:
    return "".join(_part(part) for part in text)


def _part(part: str) -> str:
    plain = " ".join(part.split("\n"))
    if isinstance(part, Code):
        return f"`{plain}`"
    escaped = _SPECIAL.sub(lambda found: f"\\{found.group()}", plain)
    if isinstance(part, Strong):
        # Markdown wants no blank inside the asterisks.
        return f"**{escaped.strip()}**{' ' * (len(escaped) - len(escaped.rstrip()))}"
    return escaped
