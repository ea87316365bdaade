"""Dictionaries with hashes for keys that answer for many keys at a time."""

from typing import Any

import numpy as np
import numpy.typing as npt

from geoclf.features.hashed.hashes import UInt32Array, UInt64Array

__all__ = ["FILTER_SHIFT", "KeyTable", "SlotTable", "one_per_slot"]

_SLOT_BITS = 20
_SLOT_SHIFT = np.uint32(32 - _SLOT_BITS)
_REST = np.uint32((1 << (32 - _SLOT_BITS)) - 1)
_FILTER_BITS = 16
FILTER_SHIFT = np.uint64(64 - _FILTER_BITS)

_Places = npt.NDArray[np.intp]
_Numbers = npt.NDArray[np.int32]
_Rows = npt.NDArray[np.intp]


def one_per_slot(ids: UInt32Array, weights: npt.NDArray[Any]) -> UInt32Array:
    """Return the n-grams that a `SlotTable` can hold, ascending: of each slot the one that weighs most.

    Examples
    --------
    >>> one_per_slot(np.array([5, 6, 1 << 12], dtype=np.uint32), np.array([2, 3, 1])).tolist()
    [6, 4096]
    """
    order = np.lexsort((ids, -weights, ids >> _SLOT_SHIFT))
    slots = ids[order] >> _SLOT_SHIFT
    first = np.ones(len(slots), dtype=np.bool_)
    first[1:] = slots[1:] != slots[:-1]
    return np.sort(ids[order[first]])


class SlotTable:
    """Finds n-grams by their numbers: the upper 20 bits are the place where to look, once.

    Parameters
    ----------
    ids
        Shape (n_ngrams,), uint32, ascending, each of a family (its last two bits are not 0); no two may share
        their upper 20 bits.

    Examples
    --------
    >>> table = SlotTable(np.array([(7 << 12) + 1, (8 << 12) + 1], dtype=np.uint32))
    >>> where, rows = table.hits(np.array([1, (8 << 12) + 1, 0], dtype=np.uint32))
    >>> where.tolist(), rows.tolist()
    ([1], [1])
    """

    def __init__(self, ids: UInt32Array) -> None:
        # In each slot the row of its n-gram, and below it the bits of its number that the slot does not tell;
        # an n-gram has some, its family, an empty slot none. Small, as fetching takes most of the time.
        self._entries = np.zeros(1 << _SLOT_BITS, dtype=np.uint32)
        self._entries[0] = 4  # 0 stands for no n-gram and is not to be found there; 4 is of no family
        rows = np.arange(len(ids), dtype=np.uint32)
        self._entries[ids >> _SLOT_SHIFT] = (rows << _SLOT_SHIFT) | (ids & _REST)

    def hits(self, ids: UInt32Array) -> tuple[_Places, _Rows]:
        """Return which of the n-grams are known, ascending, and the row of each, counted from 0."""
        # Indices of numpy's own type: others are cast in little pieces, which takes twice as long.
        slots = (ids >> _SLOT_SHIFT).astype(np.intp)
        entries = self._entries.take(slots, mode="clip")
        where = (((entries ^ ids) & _REST) == 0).nonzero()[0]
        return where, (entries.take(where) >> _SLOT_SHIFT).astype(np.intp)


class KeyTable:
    """Finds numbers by keys of 64 bits, most of which it does not have.

    Parameters
    ----------
    keys
        Shape (n_keys,), uint64, distinct.
    values
        Shape (n_keys,), integers of at least 0.

    Attributes
    ----------
    filter
        Shape (2^16,), bool: which upper 16 bits a key has.

    Examples
    --------
    >>> table = KeyTable(np.array([7 << 60, 8 << 60], dtype=np.uint64), np.array([10, 20]))
    >>> table.find(np.array([8 << 60, 1], dtype=np.uint64)).tolist()
    [20, -1]
    """

    def __init__(self, keys: UInt64Array, values: npt.NDArray[Any]) -> None:
        order = np.argsort(keys)
        self._keys = keys[order]
        self._values = values[order].astype(np.int32)
        self.filter = np.zeros(1 << _FILTER_BITS, dtype=np.bool_)
        self.filter[keys >> FILTER_SHIFT] = True

    def find(self, keys: UInt64Array) -> _Numbers:
        """Return the number of each key, -1 for unknown ones; int32."""
        found = np.full(len(keys), -1, dtype=np.int32)
        likely = self.filter.take((keys >> FILTER_SHIFT).view(np.intp)).nonzero()[0]
        chosen = keys[likely]
        places = np.minimum(np.searchsorted(self._keys, chosen), len(self._keys) - 1)
        same = self._keys[places] == chosen
        found[likely[same]] = self._values[places[same]]
        return found
