"""Pairs of words that stand near each other, whatever their order, with names and kindred words made alike.

A word alone seldom tells a treaty from a labour pact: its company does. "acuerdo" with a union is one thing,
with two states another. A linear model can only add up; pairs give it the company of words to add.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from geoclf.errors import ParameterError
from geoclf.features.actors import actors_hash, find_actors
from geoclf.features.ngrams import Ngram
from geoclf.features.word_classes import NO_CLASS, find_word_classes, word_classes_hash
from geoclf.hashing import sha256_of_json
from geoclf.texts import fold

__all__ = ["COUNTS", "SHORTEST", "STEM", "PairAnalyzer", "check_word_lists", "word_lists_hash"]

_WORD = re.compile(r"\w+")
SHORTEST = 4  # shorter words are articles, prepositions and the like
STEM = 6
COUNTS = ("<no actor>", "<one actor>", "<several actors>")


class _Token(NamedTuple):
    """A word or phrase that counts: where it stands, and what it goes by."""

    start: int
    end: int
    names: tuple[str, ...]
    is_actor: bool


@dataclass(frozen=True)
class PairAnalyzer:
    """Cuts a text into pairs of tokens; each name is "first&second" in alphabetical order.

    A token is a name of an actor, which goes by its class ("<state>", see `geoclf.features.actors`), or
    another word of at least four letters and no digit, which goes by its first six letters. A word or phrase
    of a class goes by the class as well ("<weapon>", see `geoclf.features.word_classes`). Each token is
    paired with the next `window` ones, each of its names with each of theirs, and once more with the number
    of different actors that the text names. Accents are dropped always.

    Examples
    --------
    >>> analyzer = PairAnalyzer(window=1)
    >>> list(analyzer("Rusia y Corea del Norte celebran ese aniversario."))
    ['<state>&<state>', '<state>&celebr', 'aniver&celebr', '<several actors>&celebr', \
'<several actors>&aniver']
    >>> list(analyzer("Celebran un pacto"))
    ['celebr&pacto', '<treaty>&celebr', '<no actor>&celebr', '<no actor>&pacto', '<no actor>&<treaty>']
    >>> analyzer.ngrams("Celebran un pacto")[:2]
    [Ngram(start=0, end=8, name='celebr&pacto'), Ngram(start=12, end=17, name='celebr&pacto')]
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
                for one in first.names:
                    for other in second.names:
                        yield f"{one}&{other}" if one <= other else f"{other}&{one}", (first, second)
        count = COUNTS[min(n_actors, len(COUNTS) - 1)]
        for token in tokens:
            if not token.is_actor:
                for name in token.names:
                    yield f"{count}&{name}", (token,)


def word_lists_hash() -> str:
    """Return the hexadecimal SHA-256 of the lists of actors and word classes that the pairs rest on."""
    return sha256_of_json([actors_hash(), word_classes_hash()])


def check_word_lists(trained_with: object) -> None:
    """Raise `ParameterError` unless `trained_with` is what `word_lists_hash` returns."""
    if trained_with != word_lists_hash():
        raise ParameterError(
            "the model was trained with other lists of actors and word classes than those of this version of "
            "geoclf; train it anew, or use the version it was trained with"
        )


def _tokens(text: str) -> tuple[list[_Token], int]:
    """Return the tokens of a text in order, and the number of different actors named in it."""
    folded = fold(text, strip_accents=True)
    spans = [match.span() for match in _WORD.finditer(folded)]
    words = [folded[start:end] for start, end in spans]
    capitals = [text[start].isupper() for start, _ in spans]
    tokens: list[_Token] = []
    named = set()
    position = 0
    for mention in find_actors(words, capitals):
        tokens += _plain_tokens(words, capitals, spans, position, mention.start)
        start, end = spans[mention.start][0], spans[mention.end - 1][1]
        tokens.append(_Token(start, end, (f"<{mention.actor_class}>",), is_actor=True))
        named.add(mention.number)
        position = mention.end
    tokens += _plain_tokens(words, capitals, spans, position, len(words))
    return tokens, len(named)


def _plain_tokens(
    words: list[str], capitals: list[bool], spans: list[tuple[int, int]], begin: int, stop: int
) -> Iterator[_Token]:
    """Yield the tokens of `words[begin:stop]`, which name no actor."""
    position = begin
    for mention in find_word_classes(words[begin:stop], capitals[begin:stop]):
        first, last = begin + mention.start, begin + mention.end - 1
        yield from _unclassed(words, spans, position, first)
        if mention.word_class != NO_CLASS:
            name = (_stem(words[first]),) if first == last and _counts(words[first]) else ()
            names = (*name, f"<{mention.word_class}>")
            yield _Token(spans[first][0], spans[last][1], names, is_actor=False)
        position = last + 1
    yield from _unclassed(words, spans, position, stop)


def _unclassed(words: list[str], spans: list[tuple[int, int]], begin: int, stop: int) -> Iterator[_Token]:
    for word, (start, end) in zip(words[begin:stop], spans[begin:stop], strict=True):
        if _counts(word):
            yield _Token(start, end, (_stem(word),), is_actor=False)


def _counts(word: str) -> bool:
    return len(word) >= SHORTEST and not any(character.isdigit() for character in word)


def _stem(word: str) -> str:
    return word[:STEM]
