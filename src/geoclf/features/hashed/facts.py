"""What is known of a word by itself: its stem, its classes, its character n-grams."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from geoclf.features.hashed.alphabet import is_digit
from geoclf.features.hashed.hashes import (
    UInt32Array,
    UInt64Array,
    char_ids,
    code_values,
    word_keys,
    word_names,
)
from geoclf.features.hashed.lists import lists
from geoclf.features.hashed.words import RunningSums, Words
from geoclf.features.pairs import SHORTEST, STEM
from geoclf.protocols import BoolArray

__all__ = ["LONGEST", "CharNgrams", "Facts", "char_ngrams", "word_facts"]

LONGEST = 64
"""Longer words are addresses and noise, and give no character n-grams."""

_BLANK = code_values(np.array([ord(" ")]))[0]

_Integers = npt.NDArray[np.int32]

# Where each fact begins, and the largest number that its bits hold.
_STEM_SHIFT = np.uint64(32)
_ACTOR = (np.uint64(18), 2**14 - 1)
_FORM = (np.uint64(6), 2**12 - 1)
_BEGINNING = (np.uint64(0), 2**6 - 1)


class Facts:
    """Attributes of words, one entry each, packed in 64 bits so that they are remembered and found together.

    Attributes
    ----------
    packed
        Shape (n_words,), uint64.
    """

    def __init__(self, packed: UInt64Array) -> None:
        self.packed = packed

    @classmethod
    def pack(cls, stem: UInt32Array, actor: _Integers, form: _Integers, beginning: _Integers) -> "Facts":
        """Put facts together; see the properties of the same names."""
        packed = stem.astype(np.uint64) << _STEM_SHIFT
        for numbers, (shift, most) in ((actor, _ACTOR), (form, _FORM), (beginning, _BEGINNING)):
            packed |= (numbers + 1).astype(np.uint64) << shift
            if numbers.max(initial=0) >= most:
                raise ValueError(f"word lists: expected fewer than {most} entries, got {numbers.max() + 1}")
        return cls(packed)

    @property
    def stem(self) -> UInt32Array:
        """What the stem goes by in pairs, uint32; 0 for words that do not count."""
        return (self.packed >> _STEM_SHIFT).astype(np.uint32)

    @property
    def actor(self) -> _Integers:
        """The number of the entry in the list of actors, int32, -1 for none."""
        return self._number(*_ACTOR)

    @property
    def form(self) -> _Integers:
        """The number of the entry among the dictionary's forms, int32, -1 for none."""
        return self._number(*_FORM)

    @property
    def beginning(self) -> _Integers:
        """The number of the class of words that begin so, int32: 0 for "none", -1 for no class."""
        return self._number(*_BEGINNING)

    def _number(self, shift: np.uint64, most: int) -> _Integers:
        numbers = (self.packed >> shift).astype(np.int32)
        numbers &= most
        numbers -= 1
        return numbers


class CharNgrams(NamedTuple):
    """Character n-grams of words.

    `ids` has shape (n_places, n_sizes): the numbers of those that begin at each place, shortest first, 0 for
    those that would leave the word. The places of word i are those from bounds[i] to bounds[i + 1].
    """

    ids: UInt32Array
    bounds: npt.NDArray[np.int64]


def word_facts(words: Words, chosen: npt.NDArray[np.intp]) -> Facts:
    """Return what is known of some of the words."""
    begins, ends, keys = words.begins[chosen], words.ends[chosen], words.keys[chosen]
    stems = word_names(word_keys(words.sums.between(begins, np.minimum(ends, begins + STEM))))
    return Facts.pack(
        stem=np.where(_counts(words, begins, ends), stems, np.uint32(0)),
        actor=lists().actors.words.find(keys),
        form=lists().dictionary.words.find(keys),
        beginning=_beginning_classes(words, begins, ends),
    )


def _counts(words: Words, begins: npt.NDArray[Any], ends: npt.NDArray[Any]) -> BoolArray:
    """Say which words are long enough and without a digit."""
    owner, place = _spread(begins, ends)
    with_digit = np.zeros(len(begins), dtype=np.bool_)
    with_digit[owner[is_digit(words.codes.take(place))]] = True
    counting: BoolArray = ~with_digit
    counting[ends - begins < SHORTEST] = False
    return counting


def _beginning_classes(words: Words, begins: npt.NDArray[Any], ends: npt.NDArray[Any]) -> _Integers:
    """Return the class of the longest beginning in the dictionary that each word has."""
    known = lists()
    owner, last = _spread(begins, np.minimum(ends, begins + known.longest_beginning))
    found = known.beginnings.find(word_keys(words.sums.between(begins[owner], last + 1)))
    classes = np.full(len(begins), -1, dtype=np.int32)
    hits = (found >= 0).nonzero()[0]
    classes[owner[hits]] = found[hits]  # of several for one word the last one stays: the longest
    return classes


def char_ngrams(words: Words, chosen: npt.NDArray[np.intp], lowest: int, highest: int) -> CharNgrams:
    """Return the n-grams of `lowest` to `highest` characters of some words, with a blank at either end."""
    begins = words.begins[chosen]
    lengths = words.ends[chosen] - begins + 2
    lengths[lengths > LONGEST + 2] = 0
    bounds = np.concatenate([[0], np.cumsum(lengths)])
    place = np.arange(bounds[-1])
    left = np.repeat(bounds[1:], lengths) - place
    place += np.repeat(begins - 1 - bounds[:-1], lengths)
    padded = words.values.take(place)
    # Every word has what is between it and its neighbours at both ends; in place of that come blanks.
    some = lengths > 0
    padded[bounds[:-1][some]] = padded[bounds[1:][some] - 1] = _BLANK
    sums = RunningSums(padded)
    sizes = np.arange(lowest, highest + 1)
    ids = np.zeros((len(padded), len(sizes)), dtype=np.uint32)
    for column, size in enumerate(sizes.tolist()):
        begun = char_ids(sums.windows(size))
        ids[: len(begun), column] = begun
    ids *= left[:, None] >= sizes
    return CharNgrams(ids, bounds)


def _spread(begins: npt.NDArray[Any], ends: npt.NDArray[Any]) -> tuple[Any, Any]:
    """Return each place from each of `begins` to its end, and the number of the stretch it is in."""
    lengths = ends - begins
    stops = np.cumsum(lengths)
    owner = np.repeat(np.arange(len(begins)), lengths)
    return owner, np.arange(len(owner)) + (begins - stops + lengths)[owner]
