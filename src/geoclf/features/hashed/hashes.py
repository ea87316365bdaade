"""The numbers that characters, words, n-grams and pairs go by: the definition, one string at a time.

A string's hash is the sum of value(c_i) * BASE^i over its characters, modulo 2^64, so that the hash of every
part of a text follows from running sums. An n-gram goes by a number of 32 bits, whose last two bits tell its
family: characters, words or pairs.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "BASE",
    "CHARS",
    "PAIRS",
    "WORDS",
    "UInt32Array",
    "UInt64Array",
    "bigram_ids",
    "char_ids",
    "code_values",
    "pair_ids",
    "powers",
    "string_sum",
    "word_ids",
    "word_keys",
    "word_names",
]

UInt32Array = npt.NDArray[np.uint32]
UInt64Array = npt.NDArray[np.uint64]

# Odd constants with well spread bits: 2^64 over the golden ratio, and those of splitmix64 and xxHash.
BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(int(BASE), -1, 2**64))
_SPREAD = np.uint64(0xBF58476D1CE4E5B9)
_SPREAD_AGAIN = np.uint64(0x94D049BB133111EB)
_CHARS = np.uint64(0xC2B2AE3D27D4EB4F)
_FIRST = np.uint32(0x85EBCA77)
_SECOND = np.uint32(0xC2B2AE3D)
_32 = np.uint64(32)
_UNTAGGED = np.uint32(0xFFFFFFFC)

CHARS, WORDS, PAIRS = 1, 2, 3
"""The families, as the last two bits of an n-gram's number."""


def code_values(codes: npt.NDArray[Any]) -> UInt64Array:
    """Return the value of each code point: splitmix64, odd, never 0.

    Examples
    --------
    >>> code_values(np.array([97, 98])).tolist() == [string_sum("a"), string_sum("b")]
    True
    """
    x = (codes.astype(np.uint64) + np.uint64(1)) * BASE
    x = (x ^ (x >> np.uint64(30))) * _SPREAD
    x = (x ^ (x >> np.uint64(27))) * _SPREAD_AGAIN
    return (x ^ (x >> np.uint64(31))) | np.uint64(1)


def powers(n: int) -> tuple[UInt64Array, UInt64Array]:
    """Return BASE^i and BASE^-i for i from 0 to n - 1, modulo 2^64."""
    both = []
    for factor in (BASE, _INVERSE):
        row = np.full(n, factor, dtype=np.uint64)
        row[:1] = 1
        both.append(np.multiply.accumulate(row))
    return both[0], both[1]


def string_sum(text: str) -> int:
    """Return the sum of a string, an integer below 2^64; see the module."""
    values = code_values(np.array([ord(character) for character in text], dtype=np.uint64))
    return int((values * powers(len(text))[0]).sum(dtype=np.uint64))


def word_keys(sums: UInt64Array) -> UInt64Array:
    """Return the 64 bits by which words are told apart."""
    x = (sums ^ (sums >> _32)) * _SPREAD
    return x ^ (x >> np.uint64(29))


def word_ids(keys: UInt64Array) -> UInt32Array:
    """Return the numbers of the n-grams that are a word alone."""
    return ((keys >> _32).astype(np.uint32) & _UNTAGGED) | np.uint32(WORDS)


def word_names(keys: UInt64Array) -> UInt32Array:
    """Return what a word or class goes by in pairs and bigrams: odd, so never 0."""
    return (keys >> _32).astype(np.uint32) | np.uint32(1)


def char_ids(sums: UInt64Array) -> UInt32Array:
    """Return the numbers of character n-grams."""
    x = sums * _CHARS
    x = (x ^ (x >> _32)) * _SPREAD >> _32
    return (x.astype(np.uint32) & _UNTAGGED) | np.uint32(CHARS)


def bigram_ids(names: UInt32Array) -> UInt32Array:
    """Return the numbers of words joined with the next: one fewer than there are names."""
    ids = names[:-1] * _FIRST
    ids += names[1:] * _SECOND
    ids &= _UNTAGGED
    ids |= np.uint32(WORDS)
    return ids


def pair_ids(names: UInt32Array, others: UInt32Array) -> UInt32Array:
    """Return the numbers of pairs, whatever their order."""
    ids = names * others
    ids |= np.uint32(PAIRS)
    return ids
