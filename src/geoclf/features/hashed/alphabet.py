"""What must be known of each character, looked up for whole texts at a time."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from geoclf.features.hashed.hashes import UInt32Array, UInt64Array, code_values
from geoclf.protocols import BoolArray
from geoclf.texts import fold

__all__ = ["changing", "is_digit", "is_upper", "read_codes", "values_of"]

# Latin with its accents is looked up in a table; other characters are rare enough to be asked for one by one.
_COMMON = 0x250
_FIRST_COMBINING = 0x300


class _Attributes(NamedTuple):
    """Value of the folded character, 0 in no word; whether it was a capital, and is a digit once folded."""

    values: UInt64Array
    upper: BoolArray
    digit: BoolArray


def read_codes(texts: Sequence[str]) -> UInt32Array:
    r"""Return the code points of all texts, a line feed before each and one at the end.

    Examples
    --------
    >>> read_codes(["a", "bc"]).tolist()
    [10, 97, 10, 98, 99, 10]
    """
    joined = "\n" + "\n".join(texts) + "\n"
    return np.frombuffer(joined.encode("utf-32-le", errors="surrogatepass"), dtype=np.uint32)


def changing(codes: UInt32Array) -> list[str]:
    r"""Return the characters for which a text may change when `geoclf.texts.normalise` is applied.

    Examples
    --------
    >>> [changing(read_codes([text])) for text in ("sanción", "€", "sancio\u0301n")]
    [[], [], ['\u0301']]
    """
    rare = codes[codes >= _FIRST_COMBINING]
    return [chr(code) for code in set(rare.tolist()) if _may_change(code)]


def values_of(codes: UInt32Array) -> UInt64Array:
    """Return the value of each folded character, 0 where it belongs to no word; uint64."""
    values: UInt64Array = _look_up(codes, "values")
    return values


def is_upper(codes: UInt32Array) -> BoolArray:
    """Say which characters are capitals."""
    upper: BoolArray = _look_up(codes, "upper")
    return upper


def is_digit(codes: UInt32Array) -> BoolArray:
    """Say which characters are digits once folded."""
    digit: BoolArray = _look_up(codes, "digit")
    return digit


def _look_up(codes: UInt32Array, attribute: str) -> Any:  # noqa: ANN401 - an array
    found = getattr(_common(), attribute).take(codes.astype(np.intp), mode="clip")
    rare = (codes >= _COMMON).nonzero()[0]
    if len(rare):
        distinct, which = np.unique(codes[rare], return_inverse=True)
        found[rare] = getattr(_describe(distinct), attribute)[which]
    return found


@lru_cache(maxsize=65536)
def _may_change(code: int) -> bool:
    character = chr(code)
    return (
        0xD800 <= code < 0xE000
        or 0x1100 <= code < 0x1200  # letters of Hangul that join
        or unicodedata.category(character)[0] == "M"
        or not unicodedata.is_normalized("NFC", character)
    )


@lru_cache(maxsize=1)
def _common() -> _Attributes:
    return _describe(np.arange(_COMMON, dtype=np.uint32))


def _describe(codes: npt.NDArray[Any]) -> _Attributes:
    plain = [chr(code) for code in codes.tolist()]
    folded = [fold(character, strip_accents=True) for character in plain]
    values = code_values(np.array([ord(character) for character in folded], dtype=np.uint64))
    values[[not (character.isalnum() or character == "_") for character in folded]] = 0
    return _Attributes(
        values,
        upper=np.array([character.isupper() for character in plain], dtype=np.bool_),
        digit=np.array([character.isdigit() for character in folded], dtype=np.bool_),
    )
