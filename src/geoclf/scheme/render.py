"""Annotation guides that people read: in Markdown, as a web page, on a terminal."""

from collections.abc import Callable

from geoclf.scheme.guide import guide
from geoclf.scheme.html import to_html
from geoclf.scheme.markdown import to_markdown
from geoclf.scheme.parts import Language
from geoclf.scheme.schema import Scheme
from geoclf.scheme.terminal import to_terminal

__all__ = ["render_html", "render_markdown", "render_terminal"]


def render_markdown(scheme: Scheme, language: Language = "es", label: str | None = None) -> str:
    """Return the annotation guide of `scheme` as Markdown.

    Parameters
    ----------
    scheme
        Any scheme; what it lacks is left out.
    language
        "es" or "en".
    label
        A label to limit the guide to, with the boundary cases and decisions that concern it; None for all.

    Raises
    ------
    SchemeError
        If the language is another, or the scheme has no such label.

    Examples
    --------
    >>> from geoclf.scheme.loading import load_scheme
    >>> print(render_markdown(load_scheme(), "en", "treaty").splitlines()[4])
    ## Treaty (`treaty`)
    """
    return to_markdown(guide(scheme, language, label))


def render_html(scheme: Scheme, language: Language = "es", label: str | None = None) -> str:
    """Return the annotation guide of `scheme` as one HTML page that loads nothing and prints well.

    The parameters and errors are those of `render_markdown`.
    """
    return to_html(guide(scheme, language, label), language)


def render_terminal(
    scheme: Scheme,
    language: Language = "es",
    label: str | None = None,
    *,
    width: int = 88,
    stress: Callable[[str], str] = str,
) -> str:
    """Return the annotation guide of `scheme` as plain text.

    Parameters
    ----------
    scheme, language, label
        As in `render_markdown`.
    width
        The longest line, in characters.
    stress
        What to do with headings, such as printing them bold; nothing by default.

    Raises
    ------
    SchemeError
        As in `render_markdown`.
    """
    return to_terminal(guide(scheme, language, label), width, stress)
