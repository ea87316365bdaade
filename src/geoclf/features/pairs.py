"""Pairs of words that stand near each other, whatever their order, with the names of actors made alike.

A word alone seldom tells a treaty from a labour pact: its company does. "acuerdo" with a union is one thing,
with two states another. A linear model can only add up; pairs give it the company of words to add.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from geoclf.features.actors import find_actors
from geoclf.features.ngrams import Ngram
from geoclf.texts import fold

__all__ = ["PairAnalyzer"]

_WORD = re.compile(r"\w+")
_SHORTEST = 4  # shorter words are articles, prepositions and the like
_STEM = 6
_COUNTS = ("<no actor>", "<one actor>", "<several actors>")


class _Token(NamedTuple):
    """A word that counts: where it stands, and what it goes by."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class PairAnalyzer:
    """Cuts a text into pairs of tokens; each name is "first&second" in alphabetical order.

    A token is a name of an actor, which goes by its class ("<state>", see `geoclf.features.actors`), or
    another word of at least four letters and no digit, which goes by its first six letters. Each token is
    paired with the next `window` ones, and once more with the number of different actors that the text names.
    Accents are dropped always.

    Examples
    --------
    >>> analyzer = PairAnalyzer(window=2)
    >>> list(analyzer("Rusia y Corea del Norte firmaron el pacto."))
    ['<state>&<state>', '<state>&firmar', '<state>&firmar', '<state>&pacto', 'firmar&pacto', \
'<several actors>&firmar', '<several actors>&pacto']
    >>> analyzer.ngrams("Firman un pacto")[:2]
    [Ngram(start=0, end=6, name='firman&pacto'), Ngram(start=10, end=15, name='firman&pacto')]
    """

    window: int
    prefix: str = "p:"

    def ngrams(self, text: str) -> list[Ngram]:
        """Return each pair twice, once for each of its words; pairs with the number of actors once."""
        return [Ngram(token.start, token.end, name) for name, tokens in self._pairs(text) for token in tokens]

    def __call__(self, text: str) -> Iterator[str]:
        """Yield the name of each pair."""
        return (name for name, _ in self._pairs(text))

    def _pairs(self, text: str) -> Iterator[tuple[str, tuple[_Token, ...]]]:
        tokens, n_actors = _tokens(text)
        for i, first in enumerate(tokens):
            for second in tokens[i + 1 : i + 1 + self.window]:
                yield "&".join(sorted((first.name, second.name))), (first, second)
        count = _COUNTS[min(n_actors, len(_COUNTS) - 1)]
        for token in tokens:
            if not token.name.startswith("<"):
                yield f"{count}&{token.name}", (token,)


def _tokens(text: str) -> tuple[list[_Token], int]:
    """Return the tokens of a text in order, and the number of different actors named in it."""
    folded = fold(text, strip_accents=True)
    spans = [match.span() for match in _WORD.finditer(folded)]
    words = [folded[start:end] for start, end in spans]
    tokens: list[_Token] = []
    named = set()
    position = 0
    for mention in find_actors(words, [text[start].isupper() for start, _ in spans]):
        tokens += _plain_tokens(words, spans, position, mention.start)
        start, end = spans[mention.start][0], spans[mention.end - 1][1]
        tokens.append(_Token(start, end, f"<{mention.actor_class}>"))
        named.add(mention.number)
        position = mention.end
    tokens += _plain_tokens(words, spans, position, len(words))
    return tokens, len(named)


def _plain_tokens(words: list[str], spans: list[tuple[int, int]], begin: int, stop: int) -> Iterator[_Token]:
    for word, (start, end) in zip(words[begin:stop], spans[begin:stop], strict=True):
        if len(word) >= _SHORTEST and not any(character.isdigit() for character in word):
            yield _Token(start, end, word[:_STEM])
