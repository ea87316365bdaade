"""Which actors a text names, its regions, and the same text with another state in the place of one."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import geoclf.features.actors as actor_list
from geoclf.features.actors import find_actors
from geoclf.texts import fold

_WORD = re.compile(r"\w+")
_LINES = Path(actor_list.__file__).with_name("actors.tsv").read_text(encoding="utf-8").splitlines()
_REGIONS = Path(__file__).with_name("regions.tsv").read_text(encoding="utf-8").splitlines()
_OTHER_NAMES = {"EEUU", "EE UU", "EE.UU", "Gran Bretaña", "Holanda", "Iraq", "Qatar"}
# Plural, with an article, or with an adjective that means a part of the state or inflects irregularly.
_NEVER_PUT_IN = {
    *("Bahamas", "Comoras", "Filipinas", "Maldivas", "Seychelles", "Bosnia", "Kosovo", "Nagorno Karabaj"),
    *("Congo", "Líbano", "Vaticano", "República Centroafricana", "República Dominicana"),
}
_UNKNOWN = "ruritania"
_MASCULINE = {"Burkina Faso"}
_ARTICLES = {"el", "la", "los", "las", "del", "al", "e", "un", "una"}
_SLOTS = ("ms", "fs", "mp", "fp")


class Span(NamedTuple):
    """A name of an actor: `text[start:end]`, the actor's class, and its line in the list."""

    start: int
    end: int
    actor_class: str
    number: int


def title(number: int) -> str:
    """Return the first form of an actor's name."""
    return _forms(number)[0].rstrip("!")


def spans(text: str) -> list[Span]:
    """Return the names of actors in a text."""
    folded = fold(text, strip_accents=True)
    words = [match.span() for match in _WORD.finditer(folded)]
    found = find_actors([folded[a:b] for a, b in words], [text[a].isupper() for a, _ in words])
    return [Span(words[m.start][0], words[m.end - 1][1], m.actor_class, m.number) for m in found]


def masked(text: str) -> str:
    """Return a text with "<state>" and the like for its names of actors."""
    for span in reversed(spans(text)):
        text = f"{text[: span.start]}<{span.actor_class}>{text[span.end :]}"
    return text


def unknown(text: str, numbers: frozenset[int]) -> str:
    """Return a text with a name that nobody knows for each name of these actors."""
    for span in reversed(spans(text)):
        if span.number in numbers:
            text = (
                f"{text[: span.start]}{_written_as(_UNKNOWN, text[span.start : span.end])}{text[span.end :]}"
            )
    return text


@lru_cache(maxsize=1)
def states() -> tuple[int, ...]:
    """Return the numbers of all states."""
    return tuple(n for n, line in enumerate(_LINES, start=1) if line.startswith("state\t"))


def regions() -> Mapping[str, frozenset[int]]:
    """Return the states of each region."""
    number = {title(n): n for n in states()}
    rows = [line.split("\t") for line in _REGIONS]
    return {region: frozenset(number[name] for name in names.split(", ")) for region, names in rows}


def swaps(text: str, old: int) -> Iterator[tuple[int, str]]:
    """Yield each state that can take the place of the state `old`, and the text with it there.

    Names give way to names of the same gender, adjectives to adjectives of the same gender and number. None
    can when the text names `old` in another way, such as by its capital, or its name has an article.
    """
    found = spans(text)
    places = [span for span in found if span.number == old]
    slots = [_slot(text, span) for span in places]
    named = {span.number for span in found}
    for new in states() if places and None not in slots else ():
        own = _put_in(new)
        forms = [own[slot] for slot in slots if slot is not None and slot in own]
        fits = len(forms) == len(places) and new not in named
        if fits and not any(map(_needs_e, (text[: span.start] for span in places), forms)):
            changed = text
            for span, form in zip(reversed(places), reversed(forms), strict=True):
                written = _written_as(form, text[span.start : span.end])
                changed = f"{changed[: span.start]}{written}{changed[span.end :]}"
            yield new, changed


def _written_as(form: str, pattern: str) -> str:
    """Return a form with the capitals of another."""
    if pattern.isupper() and pattern not in _OTHER_NAMES:
        return form.upper()
    return form[0].upper() + form[1:] if pattern[0].isupper() else form


def _needs_e(before: str, form: str) -> bool:
    """Whether a "y" before the form would have to become "e"."""
    words = _WORD.findall(before)
    return bool(words) and words[-1].lower() == "y" and form[0].lower() == "i"


def _forms(number: int) -> list[str]:
    return [form.strip() for form in _LINES[number - 1].split("\t")[1].split(",")]


def _slot(text: str, span: Span) -> str | None:
    """Return what a form is: "nf" or "nm" for a name, "ms" to "fp", "s" or "p" for adjectives; or None."""
    form = text[span.start : span.end]
    if form in _names(span.number):
        before = _WORD.findall(text[: span.start])
        return None if before and before[-1].lower() in _ARTICLES else _gender(title(span.number))
    return _adjective_slots(span.number).get(fold(form, strip_accents=True))


def _names(number: int) -> set[str]:
    return {title(number)} | (_OTHER_NAMES & set(_forms(number)))


def _gender(name: str) -> str:
    return "nf" if name.split()[0].endswith("a") and name not in _MASCULINE else "nm"


@lru_cache(maxsize=512)
def _adjective_slots(number: int) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for form in _forms(number):
        if form.endswith("*"):
            for slot, inflected in _inflected(form[:-1]).items():
                found.setdefault(fold(inflected, strip_accents=True), slot)
    return found


@lru_cache(maxsize=512)
def _put_in(number: int) -> Mapping[str, str]:
    """Return the forms by which a state can take another's place, by slot."""
    name = title(number)
    if name in _NEVER_PUT_IN:
        return {}
    forms = {_gender(name): name}
    adjective = next((form[:-1] for form in _forms(number) if form.endswith("*")), None)
    if adjective is not None:
        own = _inflected(adjective)
        forms |= own
        if "s" in own:
            forms |= {"ms": own["s"], "fs": own["s"], "mp": own["p"], "fp": own["p"]}
    return forms


def _inflected(adjective: str) -> dict[str, str]:
    """Return the forms of an adjective given in the masculine singular, by slot."""
    last = adjective[-1]
    if last == "o":
        return dict(zip(_SLOTS, (adjective[:-1] + end for end in ("o", "a", "os", "as")), strict=True))
    if last in "íú":
        return {"s": adjective, "p": f"{adjective}es"}
    if last in "ae":
        return {"s": adjective, "p": f"{adjective}s"}
    if last == "r":
        return {"s": adjective, "p": f"{adjective}es"}
    # The accent of "francés" and "alemán" falls away when a syllable follows.
    stem = adjective[:-2] + fold(adjective[-2:], strip_accents=True)
    return dict(zip(_SLOTS, (adjective, f"{stem}a", f"{stem}es", f"{stem}as"), strict=True))
