import pytest

from geoclf.scheme.blocks import Block, Code, Heading, Items, Paragraph, Quote, Table
from geoclf.scheme.guide import guide
from geoclf.scheme.schema import Scheme
from geoclf.scheme.terminal import to_terminal


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Heading(1, ("One", Code("two"))), "Onetwo\n======\n"),
        (Heading(3, ("One",)), "One\n"),
        (Heading(2, ("a long heading that wraps",)), "a long heading that\nwraps\n-------------------\n"),
        (Heading(3, ("https://example.org/path",)), "https://example.org/path\n"),
        (Paragraph(("see https://example.org/path",)), "see\nhttps://example.org/path\n"),
        (Paragraph(("one two three four five",)), "one two three four\nfive\n"),
        (Items((("one two three four five",),)), "  - one two three\n    four five\n"),
        (Items((("a",), ("b",)), (3, 10)), "  3. a\n 10. b\n"),
        (Quote("one two three four five", (("n",),)), "  | one two three\n  | four five\n  | n\n"),
        (
            Table(("x", "y"), ((("ab",), ("one two three four",)), (("c",), ()))),
            "x   y\n--  ----------------\nab  one two three\n    four\nc\n",
        ),
    ],
)
def test_block_is_written_within_the_width(block: Block, expected: str) -> None:
    assert to_terminal([block], 20, str) == expected


def test_only_headings_are_stressed() -> None:
    text = to_terminal([Heading(2, ("one",)), Paragraph(("two",))], 20, str.upper)
    assert text == "ONE\n---\n\ntwo\n"


@pytest.mark.parametrize("width", [40, 72, 100])
def test_lines_keep_to_the_width(shipped: Scheme, width: int) -> None:
    lines = to_terminal(guide(shipped, "es"), width, str).splitlines()
    assert [line for line in lines if len(line) > width and "https://" not in line] == []
    assert [line for line in lines if line != line.rstrip()] == []


def test_table_on_a_very_narrow_terminal_still_ends() -> None:
    assert "treaty" in to_terminal([Table(("x", "y"), ((("treaty",), ("y" * 30,)),))], 5, str)
