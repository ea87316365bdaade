"""Words that sentences share: templates within a set, and runs of words in common with another text."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from geoclf.corpus.duplicates import fold

__all__ = ["OPENING", "PHRASE", "Repetition", "Run", "distinct_ngrams", "repetitions", "shared_runs"]

OPENING = 4
"""Length in words of the openings that are counted."""
PHRASE = 5
"""Length in words of the phrases that are counted."""


class Repetition(NamedTuple):
    """Words that many texts share.

    `place` is "opening" when the texts begin with `words`, "phrase" when the words stand anywhere in them;
    `texts` are the indices of the texts, ascending.
    """

    place: str
    words: str
    texts: tuple[int, ...]


class Run(NamedTuple):
    """Words in a row that a text shares with another: index of the text, index of the other, the words."""

    text: int
    other: int
    words: str


def distinct_ngrams(texts: Sequence[str], length: int) -> float:
    """Return how many different word n-grams there are for each one that stands in the texts, in [0, 1].

    That is the number of different n-grams of `length` words over the number of all ("distinct-n" of Li et
    al. 2016, https://doi.org/10.18653/v1/N16-1014), case, accents and punctuation dropped; 1.0 when there is
    no n-gram. It falls with the size of a set: compare sets of one size.

    Examples
    --------
    >>> distinct_ngrams(["uno dos tres", "Uno, dos."], 2)
    0.6666666666666666
    """
    ngrams = Counter(ngram for text in texts for ngram in _ngrams(fold(text).split(), length))
    return len(ngrams) / ngrams.total() if ngrams else 1.0


def repetitions(texts: Sequence[str], *, limit: float) -> list[Repetition]:
    """Return the openings of 4 words and phrases of 5 words that stand in more than `limit` texts.

    Case, accents and punctuation are dropped. The most frequent come first.

    Examples
    --------
    >>> texts = ["El portavoz dijo ayer que sí.", "El portavoz dijo ayer que no.", "Nada de eso."]
    >>> for found in repetitions(texts, limit=1):
    ...     print(found)
    Repetition(place='opening', words='el portavoz dijo ayer', texts=(0, 1))
    Repetition(place='phrase', words='el portavoz dijo ayer que', texts=(0, 1))
    """
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        words = fold(text).split()
        if len(words) >= OPENING:
            places["opening", " ".join(words[:OPENING])].append(index)
        for phrase in dict.fromkeys(_ngrams(words, PHRASE)):
            places["phrase", phrase].append(index)
    found = (Repetition(*key, tuple(indices)) for key, indices in places.items() if len(indices) > limit)
    return sorted(found, key=lambda one: (-len(one.texts), one))


def shared_runs(texts: Sequence[str], others: Sequence[str], *, length: int) -> list[Run]:
    """Return for each text that shares `length` words in a row with one of `others` the first such run.

    Case, accents and punctuation are dropped.

    Examples
    --------
    >>> shared_runs(["Dijo que firmarán mañana el tratado."], ["¿Firmarán mañana el tratado?"], length=4)
    [Run(text=0, other=0, words='firmaran manana el tratado')]
    """
    known: dict[str, int] = {}
    for index, other in enumerate(others):
        for ngram in _ngrams(fold(other).split(), length):
            known.setdefault(ngram, index)
    runs = []
    for index, text in enumerate(texts):
        words = next((ngram for ngram in _ngrams(fold(text).split(), length) if ngram in known), None)
        if words is not None:
            runs.append(Run(index, known[words], words))
    return runs


def _ngrams(words: Sequence[str], length: int) -> Iterator[str]:
    return (" ".join(words[start : start + length]) for start in range(len(words) - length + 1))
