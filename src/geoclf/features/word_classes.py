"""Classes of words that say alike things, so that a model can learn "weapon" instead of each weapon.

`word_classes.tsv` is a dictionary as in content analysis: one class a line, and its words and phrases. A word
that ends with "*" stands for every word that begins so; where several fit, the longest decides. A form that
ends with "!" is a common word as well ("pan", "PAN!") and counts only when written with a capital. The class
"none" has phrases that hold a word of another class and mean something else ("de acuerdo con").
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from geoclf.features.actors import name_words
from geoclf.hashing import sha256_of_json
from geoclf.texts import fold

__all__ = [
    "NO_CLASS",
    "ClassMention",
    "Dictionary",
    "Form",
    "dictionary",
    "find_word_classes",
    "word_classes_hash",
]

_FILE = Path(__file__).with_name("word_classes.tsv")

NO_CLASS = "none"
"""Class of phrases whose words are not to be taken one by one."""


class ClassMention(NamedTuple):
    """A word or phrase of a class: `words[start:end]`."""

    start: int
    end: int
    word_class: str


class Form(NamedTuple):
    """What a form of the dictionary stands for; `needs_capital` says that it is a common word too."""

    word_class: str
    needs_capital: bool


class Dictionary(NamedTuple):
    """Whole forms by their folded words, beginnings of words, and how long each may be (words, letters)."""

    forms: dict[tuple[str, ...], Form]
    beginnings: dict[str, str]
    longest: int
    longest_beginning: int


def find_word_classes(words: Sequence[str], capitals: Sequence[bool]) -> list[ClassMention]:
    """Return the words and phrases that have a class: the longest phrase at each place.

    Parameters
    ----------
    words
        The words of a text, folded and without punctuation.
    capitals
        Per word whether it is written with a capital.

    Examples
    --------
    >>> words = "de acuerdo con el pacto enviaron cazas".split()
    >>> [mention.word_class for mention in find_word_classes(words, [False] * len(words))]
    ['none', 'treaty', 'supply', 'weapon']
    """
    mentions = []
    letters = dictionary().longest_beginning
    start = 0
    while start < len(words):
        mention = _phrase(words, start, capitals[start])
        if mention is None and (word_class := _class_of_beginning(words[start][:letters])) is not None:
            mention = ClassMention(start, start + 1, word_class)
        if mention is not None:
            mentions.append(mention)
        start = start + 1 if mention is None else mention.end
    return mentions


@lru_cache(maxsize=1)
def word_classes_hash() -> str:
    """Return the hexadecimal SHA-256 of the dictionary: features that rest on it change with it."""
    known = dictionary()
    return sha256_of_json(
        [
            [(words, *form) for words, form in sorted(known.forms.items())],
            sorted(known.beginnings.items()),
        ]
    )


def _phrase(words: Sequence[str], start: int, capital: bool) -> ClassMention | None:
    known = dictionary()
    for length in range(min(known.longest, len(words) - start), 0, -1):
        form = known.forms.get(tuple(words[start : start + length]))
        if form is not None and (capital or not form.needs_capital):
            return ClassMention(start, start + length, form.word_class)
    return None


@lru_cache(maxsize=100_000)
def _class_of_beginning(word: str) -> str | None:
    beginnings = dictionary().beginnings
    return next((beginnings[word[:n]] for n in range(len(word), 1, -1) if word[:n] in beginnings), None)


@lru_cache(maxsize=1)
def dictionary() -> Dictionary:
    """Return the forms and the beginnings of words that have a class."""
    forms, beginnings = {}, {}
    for line in fold(_FILE.read_text(encoding="utf-8"), strip_accents=True).splitlines():
        word_class, _, listed = line.partition("\t")
        for form in listed.split(","):
            folded = form.strip().rstrip("!*")
            if form.endswith("*"):
                beginnings[folded] = word_class
            else:
                forms[name_words(folded)] = Form(word_class, form.endswith("!"))
    return Dictionary(forms, beginnings, max(map(len, forms)), max(map(len, beginnings)))
