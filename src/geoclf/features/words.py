"""Word n-grams over words made alike: inflected forms by their stem, names of actors by their class."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from geoclf.features.actors import find_actors
from geoclf.features.ngrams import Ngram, join_names, join_words
from geoclf.texts import fold

__all__ = ["STEMMERS", "WordAnalyzer"]

STEMMERS = ("snowball",)

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class WordAnalyzer:
    """Cuts a text into word n-grams, as `geoclf.features.ngrams.Analyzer` does, over words made alike.

    Attributes
    ----------
    lowest, highest
        Smallest and largest number of words in an n-gram.
    strip_accents
        Take "sanción" and "sancion" as the same; of a word that is stemmed, the stem.
    stem
        "snowball": a word goes by its stem (Snowball's Spanish stemmer, as in NLTK); None: by itself.
    mask_actors
        A name of an actor goes by its class and counts as one word, "<state>" (see
        `geoclf.features.actors`).

    Examples
    --------
    >>> analyzer = WordAnalyzer(1, 2, strip_accents=True, stem="snowball", mask_actors=True)
    >>> list(analyzer("Nuevas sanciones a Corea del Norte"))
    ['nuev', 'sancion', 'a', '<state>', 'nuev sancion', 'sancion a', 'a <state>']
    >>> analyzer.ngrams("Nuevas sanciones a Corea del Norte")[-1]
    Ngram(start=17, end=34, name='a <state>')
    """

    lowest: int
    highest: int
    strip_accents: bool
    stem: str | None
    mask_actors: bool
    prefix: str = "w:"

    def ngrams(self, text: str) -> list[Ngram]:
        """Return the n-grams of `text`; their offsets are valid in `text` itself."""
        return list(join_words(self._words(text), self.lowest, self.highest))

    def __call__(self, text: str) -> Iterator[str]:
        """Yield the names of the n-grams of `text`, one at a time."""
        return join_names([word.name for word in self._words(text)], self.lowest, self.highest)

    def _words(self, text: str) -> list[Ngram]:
        """Return what each word or name of an actor goes by, in order."""
        folded = fold(text, strip_accents=self.strip_accents and self.stem is None)
        spans = [match.span() for match in _WORD.finditer(folded)]
        words = []
        position = 0
        for start, end, name in self._actors(text, spans):
            words += [self._plain(folded, *span) for span in spans[position:start]]
            words.append(Ngram(spans[start][0], spans[end - 1][1], name))
            position = end
        return words + [self._plain(folded, *span) for span in spans[position:]]

    def _actors(self, text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        if self.mask_actors:
            plain = fold(text, strip_accents=True)
            capitals = [text[start].isupper() for start, _ in spans]
            for mention in find_actors([plain[start:end] for start, end in spans], capitals):
                yield mention.start, mention.end, f"<{mention.actor_class}>"

    def _plain(self, folded: str, start: int, end: int) -> Ngram:
        word = folded[start:end]
        return Ngram(start, end, word if self.stem is None else _stem(word, self.strip_accents))


# Text repeats its words, and stemming one takes as long as cutting a text.
@lru_cache(maxsize=65536)
def _stem(word: str, strip_accents: bool) -> str:
    stem: str = _stemmer().stem(word)
    return fold(stem, strip_accents=strip_accents)


@lru_cache(maxsize=1)
def _stemmer() -> Any:  # noqa: ANN401 - NLTK is untyped
    # Imported here: only stems need NLTK, which takes seconds to import.
    from nltk.stem.snowball import SpanishStemmer

    return SpanishStemmer()
