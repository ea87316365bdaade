"""Names of international actors, so that a model can learn "a state" instead of each state's name.

`actors.tsv` has one actor a line: its class, and the forms of its name. A form that ends with "*" is an
adjective or noun in the masculine singular whose other forms are meant too ("ruso*": rusa, rusos, rusas). One
that ends with "!" is a common word as well ("Quito!", "quitó") and names the actor only when written with
a capital. The class "none" has names that hold an actor's name and are none ("Consejo de Seguridad Nuclear").
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from geoclf.hashing import sha256_of_json
from geoclf.texts import fold

__all__ = ["ACTOR_CLASSES", "Actor", "Mention", "actors", "actors_hash", "find_actors", "name_words"]

_FILE = Path(__file__).with_name("actors.tsv")
_NONE = "none"
_NAME_WORD = re.compile(r"[^\W_]+")

ACTOR_CLASSES = ("state", "organisation", "relief", "armed_group", "peacekeepers")
"""What an actor can be; "relief" are relief organisations."""


class Actor(NamedTuple):
    """What a form of a name stands for.

    `number` is the actor's line in the list, counted from 1; `needs_capital` says that the form is a common
    word too.
    """

    actor_class: str
    number: int
    needs_capital: bool


class Mention(NamedTuple):
    """An actor named in a text: `words[start:end]` are the words of the name, `number` tells actors apart."""

    start: int
    end: int
    actor_class: str
    number: int


@lru_cache(maxsize=1)
def actors() -> dict[tuple[str, ...], Actor]:
    """Return what every form of a name stands for, by the form's folded words.

    Examples
    --------
    >>> actors()["rusas",].actor_class, actors()["cruz", "roja"].actor_class
    ('state', 'relief')
    """
    found = {}
    lines = fold(_FILE.read_text(encoding="utf-8"), strip_accents=True).splitlines()
    for number, line in enumerate(lines, start=1):
        actor_class, _, forms = line.partition("\t")
        for form in forms.split(","):
            actor = Actor(actor_class, number, form.endswith("!"))
            for inflected in _inflected(form.strip().rstrip("!")):
                found[name_words(inflected)] = actor
    return found


@lru_cache(maxsize=1)
def actors_hash() -> str:
    """Return the hexadecimal SHA-256 of the list's content: features that rest on it change with it."""
    return sha256_of_json([(name, *actor) for name, actor in sorted(actors().items())])


def find_actors(words: Sequence[str], capitals: Sequence[bool] | None = None) -> list[Mention]:
    """Return the actors named in `words`: the longest name at each place.

    Parameters
    ----------
    words
        The words of a text, folded and without punctuation.
    capitals
        Per word whether it is written with a capital; None when all are.

    Examples
    --------
    >>> [mention[:3] for mention in find_actors("la cruz roja rusa pidio ayuda a la union europea".split())]
    [(1, 3, 'relief'), (3, 4, 'state'), (8, 10, 'organisation')]
    >>> find_actors(["le", "quito", "el", "puesto"], [True, False, False, False])
    []
    """
    longest = _longest_names()
    mentions = []
    start = 0
    while start < len(words):
        capital = capitals is None or capitals[start]
        end = _name_end(words, start, longest.get(words[start], 0), capital)
        if end:
            actor = actors()[tuple(words[start:end])]
            if actor.actor_class != _NONE:
                mentions.append(Mention(start, end, actor.actor_class, actor.number))
        start = end or start + 1
    return mentions


def _name_end(words: Sequence[str], start: int, longest: int, capital: bool) -> int:
    """Return where the longest name that begins at `start` ends, 0 when none does."""
    known = actors()
    for length in range(min(longest, len(words) - start), 0, -1):
        actor = known.get(tuple(words[start : start + length]))
        if actor is not None and (capital or not actor.needs_capital):
            return start + length
    return 0


@lru_cache(maxsize=1)
def _longest_names() -> dict[str, int]:
    """Return the number of words of the longest name that begins with a word."""
    longest: dict[str, int] = {}
    for name in actors():
        longest[name[0]] = max(longest.get(name[0], 0), len(name))
    return longest


def name_words(form: str) -> tuple[str, ...]:
    """Return the words of a folded form: what parts them is no letter or digit.

    Examples
    --------
    >>> name_words("bosnia-herzegovina")
    ('bosnia', 'herzegovina')
    """
    return tuple(_NAME_WORD.findall(form))


def _inflected(form: str) -> Iterator[str]:
    if not form.endswith("*"):
        yield form
        return
    stem = form[:-1]
    if stem.endswith("o"):
        yield from (stem[:-1] + ending for ending in ("o", "a", "os", "as"))
    elif stem[-1] in "iu":
        yield from (stem + ending for ending in ("", "s", "es"))
    elif stem[-1] in "ae":
        yield from (stem + ending for ending in ("", "s"))
    else:
        yield from (stem + ending for ending in ("", "a", "es", "as"))
