"""How often each n-gram stands in each of many texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack

from geoclf.features.hashed.facts import Facts, char_ngrams, word_facts
from geoclf.features.hashed.hashes import UInt32Array, UInt64Array, word_ids, word_names
from geoclf.features.hashed.pairs import Window, bigrams, find_names, pairs
from geoclf.features.hashed.phrases import find_tokens
from geoclf.features.hashed.words import cut_words
from geoclf.protocols import IntArray

__all__ = ["HashedCounts", "count_ngrams"]

# Texts worked on at a time: what belongs to them fits the processor's cache.
_CHUNK = 256


@dataclass(frozen=True)
class HashedCounts:
    """Counts of n-grams.

    Attributes
    ----------
    ids
        Shape (n_ngrams,), uint32: the columns' numbers, distinct, in no certain order.
    counts
        Shape (n_texts, n_ngrams), CSR.
    n_words
        Shape (n_texts,), int64.
    """

    ids: UInt32Array
    counts: csr_matrix
    n_words: IntArray

    def __len__(self) -> int:
        return len(self.n_words)

    def select(self, rows: IntArray | Sequence[int]) -> "HashedCounts":
        """Return the counts of some of the texts; n-grams that are in none of them keep their columns."""
        index = np.asarray(rows, dtype=np.int64)
        return HashedCounts(self.ids, self.counts[index], self.n_words[index])


def count_ngrams(texts: Sequence[str], window: Window) -> HashedCounts:
    """Count the n-grams of `texts`.

    Examples
    --------
    >>> counted = count_ngrams(["un pacto", ""], Window(chars=(2, 3), pairs=8))
    >>> int(counted.counts[0].sum()), counted.n_words.tolist()
    (21, [2, 0])
    """
    seen = _Seen(window)
    for start in range(0, len(texts), _CHUNK):
        seen.add(texts[start : start + _CHUNK], start)
    return seen.counted(len(texts))


class _Seen:
    """What has been counted so far: words by their keys, other n-grams by their numbers."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.n_words: list[IntArray] = [np.empty(0, dtype=np.int64)]
        self.words: list[tuple[Any, UInt64Array]] = [_nothing(np.uint64)]
        self.joined: list[tuple[Any, UInt32Array]] = [_nothing(np.uint32)]
        self.of_words: list[tuple[Any, UInt32Array]] = [_nothing(np.uint32, np.uint64)]
        self.known = np.full(1, 2**64 - 1, dtype=np.uint64)  # ascending; the largest, so as not to be empty

    def add(self, texts: Sequence[str], start: int) -> None:
        """Count the n-grams of a few texts; the first of them is text number `start`."""
        words = cut_words(texts)
        self.n_words.append(np.diff(words.bounds))
        self.words.append((words.text_of + start, words.keys))
        self.joined.append((words.text_of + start, word_ids(words.keys)))
        ids = bigrams(word_names(words.keys), words.text_of)
        here = np.flatnonzero(ids)
        self.joined.append((words.text_of[here] + start, ids[here]))
        keys, first, where = np.unique(words.keys, return_index=True, return_inverse=True)
        facts = word_facts(words, first)
        names = find_names(words, find_tokens(words, Facts(facts.packed[where])), self.window.pairs)
        for ids, text_of in pairs(names, self.window.pairs):
            self.joined.append((text_of + start, ids))
        places = np.searchsorted(self.known, keys)
        fresh = (self.known.take(places, mode="clip") != keys).nonzero()[0]
        self.known = np.insert(self.known, places[fresh], keys[fresh])
        chars = char_ngrams(words, first[fresh], *self.window.chars)
        self.of_words.append((keys[fresh][chars.word], chars.ids))

    def counted(self, n_texts: int) -> HashedCounts:
        """Return all counts."""
        text_of, keys = _joined(self.words)
        known, word = np.unique(keys, return_inverse=True)
        by_word = _matrix(text_of, word, (n_texts, len(known)))
        owner, ids = _joined(self.of_words)
        char, column = np.unique(ids, return_inverse=True)
        chars = by_word @ _matrix(np.searchsorted(known, owner), column, (len(known), len(char)))
        text_of, ids = _joined(self.joined)
        other, column = np.unique(ids, return_inverse=True)
        others = _matrix(text_of, column, (n_texts, len(other)))
        return HashedCounts(
            np.concatenate([char, other]),
            hstack([chars, others], format="csr"),
            np.concatenate(self.n_words),
        )


def _nothing(second: type, first: type = np.int32) -> tuple[Any, Any]:
    return np.empty(0, dtype=first), np.empty(0, dtype=second)


def _joined(parts: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    first, second = zip(*parts, strict=True)
    return np.concatenate(first), np.concatenate(second)


def _matrix(rows: Any, columns: Any, shape: tuple[int, int]) -> csr_matrix:  # noqa: ANN401 - integers
    """Return how often each (row, column) comes."""
    ones = np.ones(len(rows), dtype=np.float64)
    return csr_matrix((ones, (rows, columns)), shape=shape)
