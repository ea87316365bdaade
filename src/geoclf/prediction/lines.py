"""Decoded lines of a byte stream, with errors that name line and byte."""

import codecs
from collections.abc import Iterator
from typing import IO

from geoclf.errors import DataError, ParameterError

__all__ = ["check_encoding", "iter_lines"]

_CHUNK = 1 << 18


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
        If the bytes are not of that encoding; the message names line and byte.

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
    lines = 0
    while True:
        chunk = stream.read(_CHUNK)
        text = _decode(decoder, chunk, source=source, line=lines + 1)
        *complete, rest = text.split("\n")
        for piece in complete:
            pending.append(piece)
            yield "".join(pending) + "\n"
            pending.clear()
        lines += len(complete)
        pending.append(rest)
        if not chunk:
            break
    last = "".join(pending)
    if last:
        yield last


def _decode(decoder: codecs.IncrementalDecoder, chunk: bytes, *, source: str, line: int) -> str:
    try:
        return decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(error.encoding, errors="ignore")
        name = error.encoding.removesuffix("-sig")
        advice = "cp1252" if name.startswith("utf") else "utf-8"
        raise DataError(
            f"{source}:{line + before.count(chr(10))}: byte 0x{error.object[error.start]:02x} is not {name}; "
            f"name its encoding, such as --encoding {advice}"
        ) from error
