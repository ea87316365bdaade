"""Names of international actors, so that a model can learn "a state" instead of each state's name.

`actors.tsv` has one actor a line: its class, and the forms of its name. A form that ends with "*" is an
adjective or noun in the masculine singular whose other forms are meant too ("ruso*": rusa, rusos, rusas).
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from geoclf.hashing import sha256_of_file
from geoclf.texts import fold

__all__ = ["ACTOR_CLASSES", "Mention", "actors", "actors_hash", "find_actors"]

_FILE = Path(__file__).with_name("actors.tsv")

ACTOR_CLASSES = ("state", "organisation", "relief", "armed_group", "peacekeepers")
"""What an actor can be; "relief" are relief organisations."""


class Mention(NamedTuple):
    """An actor named in a text: `words[start:end]` are the words of the name."""

    start: int
    end: int
    actor_class: str


@lru_cache(maxsize=1)
def actors() -> dict[tuple[str, ...], str]:
    """Return the class of every form of a name, by the form's folded words.

    Examples
    --------
    >>> actors()["rusas",], actors()["cruz", "roja"]
    ('state', 'relief')
    """
    found = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        actor_class, _, forms = line.partition("\t")
        for form in forms.split(","):
            for inflected in _inflected(fold(form.strip(), strip_accents=True)):
                found[_words(inflected)] = actor_class
    return found


def find_actors(words: Sequence[str]) -> list[Mention]:
    """Return the actors named in `words`, folded and without punctuation: the longest name at each place.

    Examples
    --------
    >>> find_actors("la cruz roja rusa pidio ayuda a la union europea".split())
    [Mention(start=1, end=3, actor_class='relief'), Mention(start=3, end=4, actor_class='state'), \
Mention(start=8, end=10, actor_class='organisation')]
    """
    longest = _longest_names()
    mentions = []
    start = 0
    while start < len(words):
        end = _name_end(words, start, longest.get(words[start], 0))
        if end:
            mentions.append(Mention(start, end, actors()[tuple(words[start:end])]))
        start = end or start + 1
    return mentions


def _name_end(words: Sequence[str], start: int, longest: int) -> int:
    """Return where the longest name that begins at `start` ends, 0 when none does."""
    known = actors()
    for length in range(min(longest, len(words) - start), 0, -1):
        if tuple(words[start : start + length]) in known:
            return start + length
    return 0


@lru_cache(maxsize=1)
def actors_hash() -> str:
    """Return the hexadecimal SHA-256 of the list: features that rest on it change with it."""
    return sha256_of_file(_FILE)


@lru_cache(maxsize=1)
def _longest_names() -> dict[str, int]:
    """Return the number of words of the longest name that begins with a word."""
    longest: dict[str, int] = {}
    for name in actors():
        longest[name[0]] = max(longest.get(name[0], 0), len(name))
    return longest


def _words(form: str) -> tuple[str, ...]:
    return tuple("".join(c if c.isalnum() else " " for c in form).split())


def _inflected(form: str) -> Iterator[str]:
    if not form.endswith("*"):
        yield form
        return
    stem = form[:-1]
    if stem.endswith("o"):
        yield from (stem[:-1] + ending for ending in ("o", "a", "os", "as"))
    elif stem[-1] in "aeiu":
        yield from (stem + ending for ending in ("", "s", "es"))
    else:
        yield from (stem + ending for ending in ("", "a", "es", "as"))
