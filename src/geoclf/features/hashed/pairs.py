"""The numbers of words joined with the next, and of pairs of words that stand near each other."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geoclf.features.hashed.hashes import UInt32Array, bigram_ids, pair_ids, word_names
from geoclf.features.hashed.lists import text_keys
from geoclf.features.hashed.phrases import Tokens
from geoclf.features.hashed.words import Words
from geoclf.features.pairs import COUNTS

__all__ = ["Names", "Window", "bigrams", "find_names", "pairs"]


class Window(NamedTuple):
    """What is counted: n-grams of `chars` characters (smallest and largest n), pairs of `pairs` words."""

    chars: tuple[int, int]
    pairs: int


def bigrams(names: UInt32Array, text_of: npt.NDArray[np.int32]) -> UInt32Array:
    """Return the number of each word with the next one of the same text, 0 for a text's last word."""
    ids = bigram_ids(names)
    ids *= text_of[1:] == text_of[:-1]
    return ids


class Names(NamedTuple):
    """What the tokens of some texts go by, in order, a word's stem before its class.

    `name` (uint32) is it; `place` (int32) tells whether tokens are near, as tokens of different texts are
    set apart by the window; `text_of` is the text; `with_count` the number of the pair with how many actors
    there are, 0 for actors.
    """

    name: UInt32Array
    place: npt.NDArray[np.int32]
    text_of: npt.NDArray[np.int32]
    with_count: UInt32Array


def find_names(words: Words, tokens: Tokens, window: int) -> Names:
    """Return the names of all tokens."""
    both = np.empty(2 * len(words.keys), dtype=np.uint32)
    both[0::2] = tokens.stem
    both[1::2] = tokens.word_class
    chosen = both.nonzero()[0]
    name = both.take(chosen)
    word = chosen >> 1
    n_before = np.cumsum((tokens.stem | tokens.word_class) != 0, dtype=np.int32)
    text_of = words.text_of.take(word)
    with_count = pair_ids(name, _count_names().take(tokens.n_actors.take(text_of)))
    with_count *= ~tokens.is_actor.take(word)
    return Names(name, n_before.take(word) + text_of * np.int32(window), text_of, with_count)


def pairs(names: Names, window: int) -> list[tuple[UInt32Array, npt.NDArray[np.int32]]]:
    """Return the numbers of all pairs, and the text that each is in, ascending.

    First come words that stand near each other, then words with the number of actors.
    """
    # A name's own token may have one more name, which is no pair with it.
    first = np.searchsorted(names.place, names.place, side="right")
    count = np.searchsorted(names.place, names.place + np.int32(window), side="right")
    count -= first
    one = np.repeat(np.arange(len(count)), count)
    other = np.arange(len(one))
    other += np.repeat(first - np.cumsum(count) + count, count)
    counted = names.with_count.nonzero()[0]
    return [
        (pair_ids(names.name.take(one), names.name.take(other)), names.text_of.take(one)),
        (names.with_count.take(counted), names.text_of.take(counted)),
    ]


@lru_cache(maxsize=1)
def _count_names() -> UInt32Array:
    return word_names(text_keys(COUNTS))
