import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest

from geoclf.scheme.parts import LANGUAGES, Language
from geoclf.scheme.render import render_html, render_markdown, render_terminal
from geoclf.scheme.schema import Scheme


def plain(text: str) -> str:
    """Return what a reader sees: no tags, no marks of emphasis, one blank between words."""
    seen = unescape(re.sub(r"<[^>]*>", "", text))
    return " ".join(re.sub(r"^ *[|>]", "", seen, flags=re.MULTILINE).replace("`", "").split())


def contents(scheme: Scheme, language: Language) -> Iterator[str]:
    """Yield every text that a guide must show."""
    yield from (paragraph[language] for paragraph in scheme.rule)
    for label in scheme.definitions:
        for text in (label.title, label.definition, *label.includes, *label.excludes):
            yield text[language]
        for example in label.examples:
            assert example.note is not None
            yield from (example.quote, example.note[language])
        yield from (note[language] for note in label.crosswalk.notes)
        yield from (code.code for code in label.crosswalk.cameo)
    yield from (decision.text[language] for decision in scheme.decisions)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("render", [render_markdown, render_html, render_terminal])
def test_guide_shows_all_there_is(
    shipped: Scheme, render: Callable[[Scheme, Language], str], language: Language
) -> None:
    seen = plain(render(shipped, language))
    expected = list(contents(shipped, language))
    assert len(expected) > 150
    assert [text for text in expected if plain(text) not in seen] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("render", [render_markdown, render_html])
def test_guide_shows_all_cases_and_titles(
    shipped: Scheme, render: Callable[[Scheme, Language], str], language: Language
) -> None:
    # Cells are wrapped on a terminal, so whole ones are found only here.
    seen = plain(render(shipped, language))
    cases = [case.text[language] for case in shipped.boundary_cases]
    titles = [code.title for label in shipped.definitions for code in label.crosswalk.cameo]
    assert [text for text in cases + titles if plain(text) not in seen] == []


@pytest.mark.parametrize("render", [render_markdown, render_html, render_terminal])
def test_guide_of_a_minimal_scheme_is_spanish_by_default(
    toy: Scheme, render: Callable[[Scheme], str]
) -> None:
    text = plain(render(toy))
    assert "guía de anotación" in text
    assert "Una protesta." in text
    assert "CAMEO" not in text


@pytest.mark.parametrize("render", [render_markdown, render_html, render_terminal])
def test_guide_can_be_limited_to_a_label(toy: Scheme, render: Callable[[Scheme, Language, str], str]) -> None:
    text = render(toy, "en", "protesta")
    assert "A protest." in text
    assert "jefes de Estado" not in text


def test_terminal_width_and_stress_are_the_callers(toy: Scheme) -> None:
    text = render_terminal(toy, width=30, stress=str.upper)
    assert "ETIQUETAS" in text
    assert max(map(len, text.splitlines())) <= 30
