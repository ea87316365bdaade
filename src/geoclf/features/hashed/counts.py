"""How often each n-gram stands in each of many texts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from geoclf.features.hashed.facts import Facts, char_ngrams, word_facts
from geoclf.features.hashed.hashes import UInt32Array, UInt64Array, word_ids, word_names
from geoclf.features.hashed.pairs import Window, bigrams, find_names, pairs
from geoclf.features.hashed.phrases import find_tokens
from geoclf.features.hashed.words import cut_words
from geoclf.protocols import FloatArray, IntArray

__all__ = ["HashedCounts", "count_ngrams"]

# Texts worked on at a time: what belongs to them fits the processor's cache.
_CHUNK = 1024


@dataclass(frozen=True)
class HashedCounts:
    """Counts of n-grams; those of characters are kept by word, as words come again and again.

    Attributes
    ----------
    words
        Shape (n_texts, n_distinct), CSR: how often each distinct word stands in each text.
    chars
        Shape (n_distinct, n_chars), CSR: how often each character n-gram stands in each distinct word.
    others
        Shape (n_texts, n_others), CSR: how often each other n-gram stands in each text.
    ids
        Shape (n_chars + n_others,), uint32: the n-grams' numbers, distinct, in no certain order.
    n_words
        Shape (n_texts,), int64: words in each text.
    """

    words: csr_matrix
    chars: csr_matrix
    others: csr_matrix
    ids: UInt32Array
    n_words: IntArray

    def __len__(self) -> int:
        return len(self.n_words)

    def select(self, rows: IntArray | Sequence[int]) -> "HashedCounts":
        """Return the counts of some of the texts; n-grams that are in none of them stay."""
        index = np.asarray(rows, dtype=np.int64)
        return replace(self, words=self.words[index], others=self.others[index], n_words=self.n_words[index])

    def n_texts(self) -> IntArray:
        """Return how many of the texts each n-gram is in, in the order of `ids`."""
        parts = (self.words @ self.chars, self.others)
        return np.concatenate([np.bincount(part.indices, minlength=part.shape[1]) for part in parts])

    def rows(self, columns: IntArray, weights: FloatArray, n_columns: int) -> csr_matrix:
        """Return the weighted counts, shape (n_texts, n_columns), CSR float64, column indices sorted.

        `columns` has the column of each n-gram, all different, or -1 to leave it out.
        """
        n_chars = self.chars.shape[1]
        chars = _rearranged(self.chars, columns[:n_chars], weights[:n_chars], n_columns)
        others = _rearranged(self.others, columns[n_chars:], weights[n_chars:], n_columns)
        rows = self.words @ chars
        rows.sort_indices()
        return rows + others


def count_ngrams(texts: Sequence[str], window: Window) -> HashedCounts:
    """Count the n-grams of `texts`.

    Examples
    --------
    >>> counted = count_ngrams(["un pacto", ""], Window(chars=(2, 3), pairs=8))
    >>> counted.words.shape, int(counted.chars.sum()), counted.n_words.tolist()
    ((2, 2), 16, [2, 0])
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
        self._join(bigrams(word_names(words.keys), words.text_of), words.text_of[:-1] + start)
        keys, first, where = np.unique(words.keys, return_index=True, return_inverse=True)
        facts = word_facts(words, first)
        names = find_names(words, find_tokens(words, Facts(facts.packed[where])), self.window.pairs)
        for ids, bounds in pairs(names):
            self._join(ids, _owners(bounds) + start)
        places = np.searchsorted(self.known, keys)
        fresh = (self.known.take(places, mode="clip") != keys).nonzero()[0]
        self.known = np.insert(self.known, places[fresh], keys[fresh])
        chars = char_ngrams(words, first[fresh], *self.window.chars)
        place, size = chars.ids.nonzero()
        self.of_words.append((keys[fresh][_owners(chars.bounds)[place]], chars.ids[place, size]))

    def _join(self, ids: UInt32Array, text_of: npt.NDArray[Any]) -> None:
        here = ids.nonzero()[0]
        self.joined.append((text_of[here], ids[here]))

    def counted(self, n_texts: int) -> HashedCounts:
        """Return all counts."""
        text_of, keys = _joined(self.words)
        known, word = np.unique(keys, return_inverse=True)
        owner, char_ids = _joined(self.of_words)
        chars, char = np.unique(char_ids, return_inverse=True)
        in_text, ids = _joined(self.joined)
        others, other = np.unique(ids, return_inverse=True)
        return HashedCounts(
            words=_matrix(text_of, word, (n_texts, len(known))),
            chars=_matrix(np.searchsorted(known, owner), char, (len(known), len(chars))),
            others=_matrix(in_text, other, (n_texts, len(others))),
            ids=np.concatenate([chars, others]),
            n_words=np.concatenate(self.n_words),
        )


def _owners(bounds: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """Return which stretch each place is in, of those from each of `bounds` to the next."""
    return np.repeat(np.arange(len(bounds) - 1, dtype=np.int32), np.diff(bounds))


def _nothing(second: type, first: type = np.int32) -> tuple[Any, Any]:
    return np.empty(0, dtype=first), np.empty(0, dtype=second)


def _joined(parts: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    first, second = zip(*parts, strict=True)
    return np.concatenate(first), np.concatenate(second)


def _matrix(rows: Any, columns: Any, shape: tuple[int, int]) -> csr_matrix:  # noqa: ANN401 - integers
    """Return how often each (row, column) comes."""
    ones = np.ones(len(rows), dtype=np.float64)
    return csr_matrix((ones, (rows, columns)), shape=shape)


def _rearranged(matrix: csr_matrix, columns: IntArray, weights: FloatArray, n_columns: int) -> csr_matrix:
    """Return the weighted columns in other places, without those whose place is -1."""
    places = columns.take(matrix.indices)
    kept = (places >= 0).nonzero()[0]
    data = matrix.data.take(kept) * weights.take(matrix.indices.take(kept))
    bounds = np.searchsorted(kept, matrix.indptr)
    found = csr_matrix((data, places.take(kept), bounds), shape=(matrix.shape[0], n_columns))
    found.sort_indices()
    return found
