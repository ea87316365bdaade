"""Decoded lines of a byte stream, with errors that name line and byte."""

import codecs
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

from geoclf.errors import DataError, ParameterError

__all__ = ["LARGEST", "check_encoding", "iter_blocks", "iter_lines"]

_CHUNK = 1 << 18
# No text is that long; a file without line breaks is, and would fill the memory.
_LONGEST = 1 << 24
# Lines between two looks at how long they are together.
_PIECE = 16
LARGEST = 1 << 21
"""Characters of a batch from which on it ends: bounds memory where rows are whole articles."""


def check_encoding(encoding: str) -> str:
    """Return Python's name for `encoding`; UTF-8 drops a byte order mark.

    Raises
    ------
    ParameterError
        If there is no such text encoding.

    Examples
    --------
    >>> check_encoding("Latin-1")
    'iso8859-1'
    >>> check_encoding("utf8")
    'utf-8-sig'
    """
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)
    except LookupError as error:
        raise ParameterError(
            f"--encoding: expected a text encoding such as utf-8, latin-1 or cp1252, got {encoding!r}"
        ) from error
    return "utf-8-sig" if name == "utf-8" else name


def iter_lines(stream: IO[bytes], *, source: str, encoding: str) -> Iterator[str]:
    r"""Yield the lines of `stream`, each with its line feed; only "\n" ends a line.

    Parameters
    ----------
    stream
        Read in chunks, so that memory is bounded by the longest line.
    source
        What the stream is called in messages.
    encoding
        As `check_encoding` returns it.

    Raises
    ------
    DataError
        If the bytes are not of that encoding, with line and byte, or a line is longer than any text.

    Examples
    --------
    >>> import io
    >>> list(iter_lines(io.BytesIO("uno\ndós".encode()), source="a.txt", encoding="utf-8-sig"))
    ['uno\n', 'dós']
    >>> list(iter_lines(io.BytesIO("uno\ndós".encode("latin-1")), source="a.txt", encoding="utf-8-sig"))
    Traceback (most recent call last):
    geoclf.errors.DataError: a.txt:2: byte 0xf3 is not utf-8; name its encoding, such as --encoding cp1252
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    pending: list[str] = []
    n_pending = n_lines = 0
    while True:
        chunk = stream.read(_CHUNK)
        pieces = _decode(decoder, chunk, source=source, line=n_lines + 1).split("\n")
        n_lines += len(pieces) - 1
        if len(pieces) > 1:
            pieces[0] = "".join([*pending, pieces[0]])
            pending, n_pending = [], 0
        rest = pieces.pop()
        yield from [piece + "\n" for piece in pieces]
        pending.append(rest)
        n_pending += len(rest)
        if n_pending > _LONGEST:
            raise DataError(
                f"{source}:{n_lines + 1}: the line has more than {_LONGEST} characters; "
                "expected a text a line: put line breaks between the texts"
            )
        if not chunk:
            break
    if n_pending:
        yield "".join(pending)


def iter_blocks(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield consecutive lines, at most `size` at a time, and less where they are long.

    Examples
    --------
    >>> list(iter_blocks("abc", 2))
    [['a', 'b'], ['c']]
    """
    source = iter(lines)
    block: list[str] = []
    n_characters = 0
    while piece := list(islice(source, min(_PIECE, size - len(block)))):
        block += piece
        n_characters += sum(map(len, piece))
        if len(block) == size or n_characters > LARGEST:
            yield block
            block, n_characters = [], 0
    if block:
        yield block


def _decode(decoder: codecs.IncrementalDecoder, chunk: bytes, *, source: str, line: int) -> str:
    try:
        return decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(error.encoding, errors="ignore")
        name = error.encoding.removesuffix("-sig")
        advice = "cp1252" if name.startswith("utf") else "utf-8"
        if error.object.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            advice = "utf-16"
        raise DataError(
            f"{source}:{line + before.count(chr(10))}: byte 0x{error.object[error.start]:02x} is not {name}; "
            f"name its encoding, such as --encoding {advice}"
        ) from error
