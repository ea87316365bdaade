import pytest

from geoclf.scheme.blocks import Block, Code, Heading, Items, Paragraph, Quote, Strong, Table
from geoclf.scheme.markdown import to_markdown


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Heading(2, ("Treaty (", Code("treaty"), ")")), "## Treaty (`treaty`)\n"),
        (Items((("a",), ("b",))), "- a\n- b\n"),
        (Items((("a",), ("b",)), (3, 7)), "**3.** a\n\n**7.** b\n"),
        (Table(("x", "y"), ((("a",), ("b|c",)),)), "| x | y |\n| --- | --- |\n| a | b\\|c |\n"),
        (Quote("q", ((Strong("Labels: "), Code("t")), ("n",))), "> q\n>\n> **Labels:** `t`\n>\n> n\n"),
    ],
)
def test_block_is_written_as_markdown(block: Block, expected: str) -> None:
    assert to_markdown([block]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a *b* _c_ `d`", r"a \*b\* \_c\_ \`d\`"),
        ("<script>", r"\<script>"),
        ("snake_case [sic] 2 > 1", "snake_case [sic] 2 > 1"),
        ("[a](b)", r"[a\](b)"),
        ("back\\slash", r"back\\slash"),
        ("# no heading", r"\# no heading"),
        ("- no item", r"\- no item"),
        ("> no quotation", r"\> no quotation"),
        ("1961. no list", r"1961\. no list"),
        ("1961 was a year", "1961 was a year"),
        ("two\nlines", "two lines"),
    ],
)
def test_text_means_itself(text: str, expected: str) -> None:
    assert to_markdown([Paragraph((text,))]) == expected + "\n"


def test_blocks_are_parted_by_a_blank_line() -> None:
    assert to_markdown([Paragraph(("a",)), Paragraph(("b",))]) == "a\n\nb\n"
