"""Guides as one HTML page that needs nothing else."""

from collections.abc import Sequence
from html import escape

from geoclf.scheme.blocks import Block, Code, Heading, Items, Line, Paragraph, Quote, Strong, Table

__all__ = ["to_html"]

_STYLE = """
body { font: 16px/1.5 Georgia, "Times New Roman", serif; max-width: 46em; margin: 2em auto; padding: 0 1em;
  color: #1a1a1a; background: #fff; overflow-wrap: anywhere; }
h1, h2, h3, nav, th { font-family: system-ui, sans-serif; line-height: 1.25; }
h2 { border-bottom: 1px solid #999; margin-top: 2em; }
code { font-size: .9em; background: #f0f0f0; padding: 0 .2em; }
blockquote { margin: 1em 0; padding: .2em 1em; border-left: 4px solid #999; }
blockquote p { margin: .3em 0; }
blockquote .remark { font-size: .9em; color: #444; }
table { border-collapse: collapse; width: 100%; margin: 1em 0; }
th, td { border: 1px solid #bbb; padding: .3em .6em; text-align: left; vertical-align: top; }
th { background: #f0f0f0; }
@media print {
  body { font-size: 10.5pt; max-width: none; margin: 0; padding: 0; }
  h2, h3 { break-after: avoid; }
  blockquote, tr { break-inside: avoid; }
}
"""


def to_html(blocks: Sequence[Block], language: str) -> str:
    """Return a guide as an HTML page without scripts, links to other pages or outside files."""
    title = next((_text(block.text) for block in blocks if isinstance(block, Heading)), "")
    sections = {
        number: block.text
        for number, block in enumerate(blocks)
        if isinstance(block, Heading) and block.level == 2
    }
    contents = "\n".join(
        f'<li><a href="#s{number}">{_line(text)}</a></li>' for number, text in sections.items()
    )
    body = [_block(block, f"s{number}") for number, block in enumerate(blocks)]
    # The contents stand below the title and the line that names the version.
    body.insert(2, f"<nav>\n<ul>\n{contents}\n</ul>\n</nav>")
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{escape(language)}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            *body,
            "</body>",
            "</html>",
            "",
        ]
    )


def _block(block: Block, anchor: str) -> str:
    match block:
        case Heading(level, text):
            return f'<h{level} id="{anchor}">{_line(text)}</h{level}>'
        case Paragraph(text):
            return f"<p>{_line(text)}</p>"
        case Items(lines, ()):
            return "\n".join(["<ul>", *(f"<li>{_line(text)}</li>" for text in lines), "</ul>"])
        case Items(lines, numbers):
            items = (f'<li value="{n}">{_line(text)}</li>' for n, text in zip(numbers, lines, strict=True))
            return "\n".join(["<ol>", *items, "</ol>"])
        case Table(header, rows):
            return "\n".join(
                [
                    "<table>",
                    f"<thead><tr>{''.join(f'<th>{escape(cell)}</th>' for cell in header)}</tr></thead>",
                    "<tbody>",
                    *(f"<tr>{''.join(f'<td>{_line(cell)}</td>' for cell in row)}</tr>" for row in rows),
                    "</tbody>",
                    "</table>",
                ]
            )
        case Quote(text, remarks):
            notes = (f'<p class="remark">{_line(remark)}</p>' for remark in remarks)
            return "\n".join(["<blockquote>", f"<p>{escape(text)}</p>", *notes, "</blockquote>"])


def _text(text: Line) -> str:
    return "".join(text)


def _line(text: Line) -> str:
    return "".join(_part(part) for part in text)


def _part(part: str) -> str:
    if isinstance(part, Code):
        return f"<code>{escape(part)}</code>"
    return f"<strong>{escape(part)}</strong>" if isinstance(part, Strong) else escape(part)
