"""Cutting a text into word n-grams and character n-grams, each with its place in the text."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from geoclf.texts import fold

__all__ = ["CHARS", "WORDS", "Analyzer", "Family", "Ngram", "join_names", "join_words"]

_WORD = re.compile(r"\w+")
_NON_BLANK = re.compile(r"\S+")
# Longer "words" are addresses and noise: they do not come again, and would fill the memory.
_LONGEST_REMEMBERED = 40


class Ngram(NamedTuple):
    """An n-gram of a folded text, which covers `text[start:end]`."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Family:
    """One kind of n-gram.

    `prefix` marks its features; `cut` yields them from a folded text with their places, `name` yields the
    same names in the same order without, several times faster.
    """

    prefix: str
    cut: Callable[[str, int, int], Iterator[Ngram]]
    name: Callable[[str, int, int], Iterator[str]]


def _cut_words(text: str, lowest: int, highest: int) -> Iterator[Ngram]:
    """Yield runs of word characters, single letters too ("y", "a"), alone and joined by one blank."""
    return join_words(
        [Ngram(*match.span(), match.group()) for match in _WORD.finditer(text)], lowest, highest
    )


def _name_words(text: str, lowest: int, highest: int) -> Iterator[str]:
    return join_names(_WORD.findall(text), lowest, highest)


def join_words(words: Sequence[Ngram], lowest: int, highest: int) -> Iterator[Ngram]:
    """Yield each run of `lowest` to `highest` neighbouring words, their names joined by one blank."""
    for n in range(lowest, highest + 1):
        for i in range(len(words) - n + 1):
            run = words[i : i + n]
            yield Ngram(run[0].start, run[-1].end, " ".join(word.name for word in run))


def join_names(names: Sequence[str], lowest: int, highest: int) -> Iterator[str]:
    """Yield the names of what `join_words` yields, in the same order, in less time."""
    for n in range(lowest, highest + 1):
        for i in range(len(names) - n + 1):
            yield " ".join(names[i : i + n])


def _cut_chars(text: str, lowest: int, highest: int) -> Iterator[Ngram]:
    """Yield what scikit-learn's `char_wb` yields: n-grams inside blank-separated words padded by blanks.

    A padded word no longer than n gives one n-gram, itself, and none for larger n.
    """
    for match in _NON_BLANK.finditer(text):
        start, end = match.span()
        padded = f" {match.group()} "
        for n in range(lowest, highest + 1):
            for i in range(max(len(padded) - n, 0) + 1):
                # The padding is not in the text: an n-gram of padding alone points to the letter beside it.
                begin = min(max(start + i - 1, start), end - 1)
                yield Ngram(begin, max(min(start + i - 1 + n, end), begin + 1), padded[i : i + n])
            if n >= len(padded):
                break


def _name_chars(text: str, lowest: int, highest: int) -> Iterator[str]:
    for word in _NON_BLANK.findall(text):
        make = _word_chars if len(word) <= _LONGEST_REMEMBERED else _word_chars.__wrapped__
        yield from make(word, lowest, highest)


# Text repeats its words: remembering the common ones cuts the time for a text by a third.
@lru_cache(maxsize=8192)
def _word_chars(word: str, lowest: int, highest: int) -> tuple[str, ...]:
    padded = f" {word} "
    size = len(padded)
    names = []
    for n in range(lowest, min(highest, size - 1) + 1):
        names += [padded[i : i + n] for i in range(size - n + 1)]
    if size <= highest:
        names.append(padded)
    return tuple(names)


CHARS = Family("c:", _cut_chars, _name_chars)
WORDS = Family("w:", _cut_words, _name_words)


@dataclass(frozen=True)
class Analyzer:
    """Cuts a text into the n-grams of one family; called, it gives their names alone, as scikit-learn asks.

    Examples
    --------
    >>> analyzer = Analyzer(WORDS, lowest=1, highest=2, strip_accents=True)
    >>> list(analyzer("Más sanciones"))
    ['mas', 'sanciones', 'mas sanciones']
    >>> analyzer.ngrams("Más sanciones")[-1]
    Ngram(start=0, end=13, name='mas sanciones')
    >>> list(Analyzer(CHARS, lowest=3, highest=3, strip_accents=True)("La ONU"))
    [' la', 'la ', ' on', 'onu', 'nu ']
    """

    family: Family
    lowest: int
    highest: int
    strip_accents: bool

    @property
    def prefix(self) -> str:
        """What the names of its features begin with."""
        return self.family.prefix

    def ngrams(self, text: str) -> list[Ngram]:
        """Return the n-grams of `text`; their offsets are valid in `text` itself."""
        folded = fold(text, strip_accents=self.strip_accents)
        return list(self.family.cut(folded, self.lowest, self.highest))

    def __call__(self, text: str) -> Iterator[str]:
        """Yield the names of the n-grams of `text`, one at a time: a long text has millions of them."""
        folded = fold(text, strip_accents=self.strip_accents)
        return self.family.name(folded, self.lowest, self.highest)
