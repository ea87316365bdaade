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

    `name` (uint32) is it; the tokens after it that are near have the names from begins[i] to ends[i];
    `with_count` is the number of the pair with how many actors there are, 0 for actors. Text i has the names
    from bounds[i] to bounds[i + 1].
    """

    name: UInt32Array
    begins: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    with_count: UInt32Array
    bounds: npt.NDArray[np.int64]


def find_names(words: Words, tokens: Tokens, window: int) -> Names:
    """Return the names of all tokens; `window` is how many tokens are near."""
    both = np.empty(2 * len(words.keys), dtype=np.uint32)
    both[0::2] = tokens.stem
    both[1::2] = tokens.word_class
    chosen = both.nonzero()[0]
    name = both.take(chosen)
    word = chosen >> 1
    text_of = words.text_of.take(word)
    with_count = pair_ids(name, _count_names().take(tokens.n_actors.take(text_of)))
    with_count *= ~tokens.is_actor.take(word)
    n_tokens = np.zeros(len(words.keys) + 1, dtype=np.int64)  # before each word, and in all
    np.cumsum((tokens.stem | tokens.word_class) != 0, out=n_tokens[1:])
    following = n_tokens[1:].take(word)
    stop = np.minimum(following + window, n_tokens.take(words.bounds[1:]).take(text_of))
    first_name = np.append(np.diff(word, prepend=-1).nonzero()[0], len(name))
    return Names(
        name,
        first_name.take(following),
        first_name.take(stop),
        with_count,
        np.searchsorted(chosen, 2 * words.bounds),
    )


def pairs(names: Names) -> list[tuple[UInt32Array, npt.NDArray[np.int64]]]:
    """Return the numbers of all pairs, twice: of words that stand near each other, of words and `COUNTS`.

    Text i has the numbers from bounds[i] to bounds[i + 1] of the array beside them, 0 for no pair.
    """
    count = names.ends - names.begins
    stops = np.zeros(len(count) + 1, dtype=np.int64)
    np.cumsum(count, out=stops[1:])
    other = np.arange(stops[-1])
    other += np.repeat(names.begins - stops[:-1], count)
    near = pair_ids(np.repeat(names.name, count), names.name.take(other))
    return [(near, stops.take(names.bounds)), (names.with_count, names.bounds)]


@lru_cache(maxsize=1)
def _count_names() -> UInt32Array:
    return word_names(text_keys(COUNTS))
