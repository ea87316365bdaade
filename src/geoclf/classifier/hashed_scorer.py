"""Fast scores of a linear model on hashed n-grams: no matrix, whole numbers, hundreds of texts at a time.

A text's score is the sum of the weights of its n-grams over what its length says
(`geoclf.features.hashed.features.text_norms`). The weights are whole multiples of a step, so the sum is exact
whatever the order, the batch or the thread, and the same as a matrix product gives up to the rounding of
float64. What depends on a word alone, the sum over its characters above all, is worked out when the word is
first seen and remembered.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from geoclf.features.hashed.facts import LONGEST, Facts, char_ngrams, word_facts
from geoclf.features.hashed.features import FAMILY_WEIGHTS, HashedNgrams, text_norms
from geoclf.features.hashed.hashes import CHARS, WORDS, UInt32Array, word_ids, word_names
from geoclf.features.hashed.pairs import bigrams, find_names, pairs
from geoclf.features.hashed.phrases import find_tokens
from geoclf.features.hashed.words import Words, cut_words
from geoclf.models.linear import LinearModel
from geoclf.protocols import BoolArray, FloatArray

__all__ = ["HashedScorer"]

# Texts scored at a time, and characters: few enough that what belongs to them stays in the processor's cache.
_CHUNK = 1024
_CHUNK_CHARS = 1 << 18
_REMEMBERED = 1 << 17
_SMALLEST_WEIGHT = FAMILY_WEIGHTS[FAMILY_WEIGHTS > 0].min()

# The largest whole weight of each family: 15 bits, times the family's weight over the smallest.
_LARGEST = 2**15 * (FAMILY_WEIGHTS / _SMALLEST_WEIGHT).astype(np.int64)
# What 32 bits hold with a sign; packed sums are added only as far as no sum can leave them.
_ROOM = 2**31 - 1
_MOST_WEIGHTS = _ROOM // _LARGEST.max()

# Packed sums have shape (n, ceil(n_labels / 2)), plain ones (n, n_labels); both int64.
_Sums = npt.NDArray[np.int64]


class HashedScorer:
    """Scores texts as `model.scores(features.transform(texts))` does.

    Parameters
    ----------
    features
        Fitted.
    model
        Fitted on them, with rounded coefficients.
    """

    def __init__(self, features: HashedNgrams, model: LinearModel) -> None:
        self.features = features
        self.model = model
        self._window = features.window
        self._weights = _packed_weights(features, model)
        self._steps = model.steps_ * _SMALLEST_WEIGHT
        # A word adds itself and, for each size, no more n-grams than it has characters and blanks.
        lowest, highest = self._window.chars
        n_chars = (LONGEST + 2) * (highest - lowest + 1)
        self._most_words = _ROOM // (n_chars * _LARGEST[CHARS] + _LARGEST[WORDS])
        self._own = threading.local()

    def __reduce__(self) -> tuple[type["HashedScorer"], tuple[HashedNgrams, LinearModel]]:
        # What a thread remembers stays behind.
        return HashedScorer, (self.features, self.model)

    def scores(self, texts: Sequence[str]) -> tuple[FloatArray, BoolArray]:
        """Return the scores, shape (n_texts, n_labels), and whether each text has a word."""
        scores = np.empty((len(texts), len(self._steps)))
        n_words = np.empty(len(texts), dtype=np.int64)
        for part in _chunks(texts):
            words = cut_words(texts[part])
            n_words[part] = np.diff(words.bounds)
            totals = self._totals(words) * self._steps
            scores[part] = totals / text_norms(n_words[part])[:, None] + self.model.intercept_
        return scores, n_words > 0

    def _totals(self, words: Words) -> _Sums:
        """Return the sum of whole weights of each text."""
        facts, sums = self._memory().look_up(words)
        totals = self._add_up(sums, words.bounds, self._most_words)
        joined = bigrams(word_names(words.keys), words.text_of)
        totals += self._weigh(joined, words.bounds)
        names = find_names(words, find_tokens(words, facts), self._window.pairs)
        for ids, bounds in pairs(names):
            totals += self._weigh(ids, bounds)
        return totals

    def _weigh(self, ids: UInt32Array, bounds: npt.NDArray[np.int64]) -> _Sums:
        """Return the sum of the weights of the n-grams from each of `bounds` to the next."""
        where, rows = self.features.table_.hits(ids)
        return self._add_up(self._weights.take(rows, axis=0), np.searchsorted(where, bounds), _MOST_WEIGHTS)

    def _add_up(self, packed: _Sums, bounds: npt.NDArray[Any], most: np.int64) -> _Sums:
        """Return plain sums of stretches of packed ones, of which up to `most` can be added as they are."""
        n_labels = len(self._steps)
        if np.diff(bounds).max(initial=0) <= most:
            return _unpack(_sum_stretches(packed, bounds), n_labels)
        return _sum_stretches(_unpack(packed, n_labels), bounds)

    def _word_sums(self, words: Words, chosen: npt.NDArray[np.intp]) -> _Sums:
        """Return the packed sums of some words: of themselves and their characters."""
        chars = char_ngrams(words, chosen, *self._window.chars)
        where, rows = self.features.table_.hits(chars.ids.ravel())
        bounds = np.searchsorted(where, chars.bounds * chars.ids.shape[1])
        sums = _sum_stretches(self._weights.take(rows, axis=0), bounds)
        where, rows = self.features.table_.hits(word_ids(words.keys[chosen]))
        sums[where] += self._weights.take(rows, axis=0)
        return sums

    def _memory(self) -> "_Memory":
        if not hasattr(self._own, "memory"):
            self._own.memory = _Memory(self._word_sums, self._weights.shape[1])
        memory: _Memory = self._own.memory
        return memory


class _Memory:
    """Facts and sums of words seen lately, a row each, by the upper bits of the key. For one thread."""

    def __init__(self, word_sums: Callable[[Words, npt.NDArray[np.intp]], _Sums], n_columns: int) -> None:
        self._word_sums = word_sums
        self._rows = np.zeros((_REMEMBERED, 2 + n_columns), dtype=np.int64)  # key, facts, sums
        self._shift = np.uint64(64 - (_REMEMBERED - 1).bit_length())

    def look_up(self, words: Words) -> tuple[Facts, _Sums]:
        """Return facts and packed sums of all words."""
        slots = (words.keys >> self._shift).view(np.intp)
        rows = self._rows.take(slots, axis=0)
        keys = words.keys.view(np.int64)
        missing = (rows[:, 0] != keys).nonzero()[0]
        if len(missing):
            _, first, which = np.unique(keys[missing], return_index=True, return_inverse=True)
            fresh = missing[first]
            learnt = np.empty((len(fresh), rows.shape[1]), dtype=np.int64)
            learnt[:, 0] = keys[fresh]
            learnt[:, 1] = word_facts(words, fresh).packed.view(np.int64)
            learnt[:, 2:] = self._word_sums(words, fresh)
            rows[missing] = learnt[which]
            # Of fresh words that share a slot only one is kept there.
            self._rows[slots[fresh]] = learnt
        return Facts(rows[:, 1].astype(np.uint64)), rows[:, 2:]


def _packed_weights(features: HashedNgrams, model: LinearModel) -> _Sums:
    """Return the coefficients as whole numbers, times the weights of the families over the smallest."""
    factors = (FAMILY_WEIGHTS / _SMALLEST_WEIGHT).astype(np.int64)
    n_features, n_labels = model.coef_.shape
    packed = np.empty((n_features, -(-n_labels // 2)), dtype=np.int64)
    # A few rows at a time: most of the time would go to memory that is used once.
    for start in range(0, n_features, _CHUNK):
        rows = slice(start, start + _CHUNK)
        whole = np.rint(model.coef_[rows] / model.steps_).astype(np.int64)
        whole *= factors.take(features.ids_[rows] & 3)[:, None]
        packed[rows] = _pack(whole)
    return packed


def _chunks(texts: Sequence[str]) -> list[slice]:
    """Return parts of at most `_CHUNK` texts and, but for a single longer text, `_CHUNK_CHARS` characters."""
    ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)))
    parts, start, n_before = [], 0, 0
    while start < len(texts):
        fitting = int(np.searchsorted(ends, n_before + _CHUNK_CHARS, side="right"))
        stop = max(min(fitting, start + _CHUNK), start + 1)
        parts.append(slice(start, stop))
        start, n_before = stop, int(ends[stop - 1])
    return parts


def _sum_stretches(columns: _Sums, bounds: npt.NDArray[Any]) -> _Sums:
    """Return the sums of the rows from each of `bounds` to the next."""
    totals = np.zeros((len(bounds) - 1, columns.shape[1]), dtype=np.int64)
    # A stretch without rows would get its successor's first.
    some = bounds[1:] > bounds[:-1]
    starts = bounds[:-1][some]
    if len(starts):
        totals[some] = np.add.reduceat(columns, starts, axis=0)
    return totals


def _pack(whole: _Sums) -> _Sums:
    """Return the columns two by two as one: the first plus 2^32 times the second.

    Sums of such integers hold the sums of both, as long as neither leaves 32 bits.
    """
    if whole.shape[1] % 2:
        whole = np.column_stack([whole, np.zeros(len(whole), dtype=np.int64)])
    return np.ascontiguousarray(whole[:, 0::2] + (whole[:, 1::2] << 32))


def _unpack(packed: _Sums, n_labels: int) -> _Sums:
    """Return what `_pack` put together."""
    plain = np.empty((len(packed), 2 * packed.shape[1]), dtype=np.int64)
    plain[:, 0::2] = packed.astype(np.int32)
    plain[:, 1::2] = (packed - plain[:, 0::2]) >> 32
    return plain[:, :n_labels]
