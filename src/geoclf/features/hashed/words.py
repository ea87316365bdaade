"""Texts cut into words: one array entry per word of many texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from geoclf.features.hashed.alphabet import changing, is_upper, read_codes, values_of
from geoclf.features.hashed.hashes import UInt32Array, UInt64Array, powers, word_keys
from geoclf.protocols import BoolArray
from geoclf.texts import normalise

__all__ = ["RunningSums", "Words", "cut_words"]

_FEW = 8


class RunningSums:
    """Gives `geoclf.features.hashed.hashes.string_sum` of any stretch of a row of characters.

    Parameters
    ----------
    values
        Shape (n_characters,), uint64: see `geoclf.features.hashed.hashes.code_values`.
    """

    def __init__(self, values: UInt64Array) -> None:
        up, self._down = _powers(1 << max(len(values).bit_length(), 12))
        self._running = np.empty(len(values) + 1, dtype=np.uint64)
        self._running[0] = 0
        np.cumsum(values * up[: len(values)], out=self._running[1:])

    def between(self, begins: npt.NDArray[Any], ends: npt.NDArray[Any]) -> UInt64Array:
        """Return the sum of each stretch; `begins` and `ends` may be of any shapes that go together."""
        sums = self._running.take(ends) - self._running.take(begins)
        sums *= self._down.take(begins)
        return sums

    def windows(self, size: int) -> UInt64Array:
        """Return the sum of each stretch of `size` characters, of which there may be none."""
        sums = self._running[size:] - self._running[:-size]
        sums *= self._down[: len(sums)]
        return sums


@dataclass(frozen=True)
class Words:
    """The words of some texts, one after another.

    Attributes
    ----------
    keys
        Shape (n_words,), uint64: see `geoclf.features.hashed.hashes.word_keys`.
    capital
        Shape (n_words,): whether the word begins with a capital.
    bounds
        Shape (n_texts + 1,), int64: text i has the words from bounds[i] to bounds[i + 1].
    text_of
        Shape (n_words,), int32: the text that each word is in.
    begins, ends
        Shape (n_words,): where the word stands among the characters of all texts.
    codes, values
        Shape (n_characters,): see `geoclf.features.hashed.alphabet`.
    sums
        Of the characters.
    """

    keys: UInt64Array
    capital: BoolArray
    bounds: npt.NDArray[np.int64]
    text_of: npt.NDArray[np.int32]
    begins: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    codes: UInt32Array
    values: UInt64Array
    sums: RunningSums


def cut_words(texts: Sequence[str]) -> Words:
    r"""Return the words of `texts`: runs of letters, digits and underscores, folded, as `\w+` finds them.

    Examples
    --------
    >>> words = cut_words(["Más sanciones.", "", "mas"])
    >>> words.bounds.tolist(), words.capital.tolist(), bool(words.keys[0] == words.keys[2])
    ([0, 2, 2, 3], [True, False, False], True)
    """
    codes = read_codes(texts)
    suspects = changing(codes)
    if suspects:
        # Of a few, most texts have none; to look for many in each would take longer than to normalise it.
        many = len(suspects) > _FEW
        texts = [normalise(text) if many or any(map(text.__contains__, suspects)) else text for text in texts]
        codes = read_codes(texts)
    values = values_of(codes)
    inside = values != 0
    edges = (inside[1:] != inside[:-1]).nonzero()[0]
    edges += 1
    begins, ends = edges[0::2].copy(), edges[1::2].copy()
    # Each text is preceded by a line feed.
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1, out=starts[1:])
    bounds = np.searchsorted(begins, starts)
    sums = RunningSums(values)
    return Words(
        keys=word_keys(sums.between(begins, ends)),
        capital=is_upper(codes.take(begins)),
        bounds=bounds,
        text_of=np.repeat(np.arange(len(texts), dtype=np.int32), np.diff(bounds)),
        begins=begins,
        ends=ends,
        codes=codes,
        values=values,
        sums=sums,
    )


# Sizes are powers of two: a process needs a few of them.
@lru_cache(maxsize=8)
def _powers(n: int) -> tuple[UInt64Array, UInt64Array]:
    return powers(n)
