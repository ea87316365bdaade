"""Texts as users pass them: checked once at the door, normalised once, offsets kept."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from geoclf.errors import TextError
from geoclf.protocols import IntArray

__all__ = ["NormalisedText", "check_texts", "fold", "normalise", "normalise_with_offsets", "printable"]

# Vowels and final consonants of decomposed Hangul: they join the letter before them.
_JOINING = frozenset(map(chr, range(0x1160, 0x1200)))
# A lone surrogate has no UTF-8 form; it becomes the replacement character, one for one.
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)

# Control characters could command a terminal and are not allowed in HTML; tabs and line feeds are harmless.
_UNPRINTABLE = {
    **_SURROGATES,
    **dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160)], 0xFFFD),
    13: 32,
}


def check_texts(texts: Any) -> list[str]:  # noqa: ANN401 - anything may arrive here
    """Return `texts` as a list of strings, or say what is wrong with them.

    Parameters
    ----------
    texts
        A list, tuple, numpy array, pandas column or `datasets.Column` of strings.

    Raises
    ------
    TextError
        If a single string, bytes or something that cannot be iterated came, or if an item is not a string;
        the message gives the item's index.

    Examples
    --------
    >>> check_texts(("Firman un tratado.",))
    ['Firman un tratado.']
    >>> check_texts("Firman un tratado.")
    Traceback (most recent call last):
    geoclf.errors.TextError: expected a list of texts, got one text (str); pass [text]
    >>> check_texts(["Firman un tratado.", None])
    Traceback (most recent call last):
    geoclf.errors.TextError: text 1: expected str, got None; drop or fill missing texts first
    """
    if isinstance(texts, str):
        raise TextError("expected a list of texts, got one text (str); pass [text]")
    if isinstance(texts, bytes | bytearray):
        raise TextError("expected a list of texts, got bytes; decode them and pass [text]")
    if isinstance(texts, np.ndarray) and texts.ndim != 1:
        raise TextError(f"expected a one-dimensional list of texts, got an array of shape {texts.shape}")
    if hasattr(texts, "columns"):
        raise TextError(f"expected one column of texts, got a {type(texts).__name__}; pass frame['text']")
    if not isinstance(texts, Iterable) or isinstance(texts, dict):
        raise TextError(f"expected a list of texts, got {type(texts).__name__}; pass a list of str")
    checked = list(texts)
    if set(map(type, checked)) <= {str}:
        return checked
    for index, text in enumerate(checked):
        if not isinstance(text, str):
            raise TextError(f"text {index}: expected str, got {_describe(text)}")
    return [str(text) for text in checked]


def _describe(value: object) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return f"{value}; drop or fill missing texts first"
    if isinstance(value, bytes):
        return "bytes; decode them first"
    return f"{type(value).__name__} ({str(value)[:40]!r}); convert it to text first"


def normalise(text: str) -> str:
    r"""Return `text` in Unicode NFC, with each lone surrogate replaced by U+FFFD.

    Composed and decomposed accents become the same text, and so get the same labels.

    Examples
    --------
    >>> normalise("sancio\u0301n") == "sanción"
    True
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", _without_surrogates(text))
    return text


def _without_surrogates(text: str) -> str:
    # To try is twenty times as fast as to translate, and hardly any text has one.
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.translate(_SURROGATES)
    return text


def printable(text: str) -> str:
    r"""Return `text` for people to look at: control characters and lone surrogates become U+FFFD.

    Every character becomes one, so that offsets stay; tabs and line feeds are kept.

    Examples
    --------
    >>> printable("Firman\n\x1b[2Jhoy") == "Firman\n\ufffd[2Jhoy"
    True
    """
    return text.translate(_UNPRINTABLE)


class _Folding(dict[int, str]):
    """A table for `str.translate` that fills itself: code point to its one folded character."""

    def __init__(self, *, strip_accents: bool) -> None:
        super().__init__()
        self.strip_accents = strip_accents

    def __missing__(self, code: int) -> str:
        folded = chr(code).lower()
        if self.strip_accents:
            decomposed = unicodedata.normalize("NFKD", folded)
            folded = "".join(character for character in decomposed if not unicodedata.combining(character))
        # A character that folds to none or several stays as it is: positions must not move.
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_LOWER = _Folding(strip_accents=False)
_LOWER_WITHOUT_ACCENTS = _Folding(strip_accents=True)


def fold(text: str, *, strip_accents: bool = True) -> str:
    """Return `text` in lower case and without accents, character by character, so that offsets stay valid.

    Examples
    --------
    >>> fold("SANCIÓN a España")
    'sancion a espana'
    >>> fold("SANCIÓN", strip_accents=False)
    'sanción'
    """
    return text.translate(_LOWER_WITHOUT_ACCENTS if strip_accents else _LOWER)


@dataclass(frozen=True)
class NormalisedText:
    """A normalised text and the way back.

    Attributes
    ----------
    text
        The normalised text.
    starts, ends
        Shape (len(text),), int64: where in the original the stretch begins and ends that character `i` of
        the normalised text came from. Characters that were normalised together share one stretch.
    """

    text: str
    starts: IntArray
    ends: IntArray

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that `text[start:end]` came from; `start` < `end`."""
        return int(self.starts[start]), int(self.ends[end - 1])


def normalise_with_offsets(text: str) -> NormalisedText:
    r"""Normalise `text` and map every character of the result to its place in the original.

    Examples
    --------
    >>> normalised = normalise_with_offsets("la sancio\u0301n cae")
    >>> normalised.original_span(3, 10)
    (3, 11)
    """
    whole = normalise(text)
    if whole == _without_surrogates(text):
        places = np.arange(len(text) + 1)
        return NormalisedText(whole, places[:-1], places[1:])
    for pieces in (_combining_pieces(text), _word_pieces(text), [text]):
        normalised = [normalise(piece) for piece in pieces]
        if "".join(normalised) == whole:
            return NormalisedText(whole, *_places(pieces, normalised))
    raise AssertionError("the last way of cutting is the whole text, which always matches")


def _combining_pieces(text: str) -> list[str]:
    """Cut `text` before every character that does not join the one before it."""
    return _cut(text, lambda character: not unicodedata.combining(character) and character not in _JOINING)


def _word_pieces(text: str) -> list[str]:
    """Cut `text` before every blank: for scripts whose letters join in other ways."""
    return _cut(text, str.isspace)


def _cut(text: str, begins: Callable[[str], bool]) -> list[str]:
    starts = [i for i, character in enumerate(text) if i == 0 or begins(character)]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _places(pieces: list[str], normalised: list[str]) -> tuple[IntArray, IntArray]:
    ends = np.cumsum([len(piece) for piece in pieces], dtype=np.int64)
    starts = ends - [len(piece) for piece in pieces]
    sizes = [len(result) for result in normalised]
    return np.repeat(starts, sizes), np.repeat(ends, sizes)
