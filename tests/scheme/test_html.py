from html.parser import HTMLParser

import pytest

from geoclf.scheme.blocks import Block, Code, Heading, Items, Paragraph, Quote, Strong, Table
from geoclf.scheme.guide import guide
from geoclf.scheme.html import to_html
from geoclf.scheme.parts import LANGUAGES, Language
from geoclf.scheme.schema import Scheme

VOID = {"meta"}


class Page(HTMLParser):
    """Checks nesting; keeps tags, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_well_formed_and_in_its_language(shipped: Scheme, language: Language) -> None:
    page = Page(to_html(guide(shipped, language), language))
    assert page.open == []
    assert ("html", "lang", language) in page.attributes


def test_page_loads_nothing(shipped: Scheme) -> None:
    page = Page(to_html(guide(shipped, "es"), "es"))
    links = [value for _, name, value in page.attributes if name in ("href", "src")]
    assert all(link is not None and link.startswith("#s") for link in links)
    assert not {tag for tag, _, _ in page.attributes} & {"script", "link", "img", "iframe"}


def test_contents_lead_to_the_sections(shipped: Scheme) -> None:
    attributes = Page(to_html(guide(shipped, "es"), "es")).attributes
    targets = [value for tag, name, value in attributes if (tag, name) == ("h2", "id")]
    links = [value for tag, name, value in attributes if (tag, name) == ("a", "href")]
    assert len(targets) == 10
    assert links == [f"#{target}" for target in targets]


HOSTILE = """<script>alert("&amp; 'x'")</script>"""


@pytest.mark.parametrize(
    "block",
    [
        Heading(1, (HOSTILE,)),
        Heading(2, (Strong(HOSTILE),)),
        Paragraph((Code(HOSTILE),)),
        Items(((HOSTILE,),)),
        Items(((HOSTILE,),), (1,)),
        Table((HOSTILE,), ()),
        Table(("x",), (((HOSTILE,),),)),
        Quote(HOSTILE, ()),
        Quote("x", ((HOSTILE,),)),
    ],
)
def test_markup_in_texts_stays_text(block: Block) -> None:
    html = to_html([block], "es")
    assert "<script" not in html
    page = Page(html)
    assert page.open == []
    assert HOSTILE in page.text


def test_numbers_of_a_list_are_kept() -> None:
    html = to_html([Items((("a",), ("b",)), (3, 7))], "es")
    assert '<ol>\n<li value="3">a</li>\n<li value="7">b</li>\n</ol>' in html
