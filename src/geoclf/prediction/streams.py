"""Opening inputs and outputs: files, gzip, standard input and output."""

import gzip
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

from geoclf.errors import DataError
from geoclf.files import atomic_writer

__all__ = ["STANDARD", "open_input", "open_output"]

STANDARD = "-"
"""Stands for standard input or standard output where a path is expected."""


@contextmanager
def open_input(path: str, *, compressed: bool, seekable: bool) -> Iterator[IO[bytes]]:
    """Open `path` for reading bytes, uncompressed; "-" is standard input.

    Parameters
    ----------
    path
        The file.
    compressed
        Whether it is gzip.
    seekable
        Whether the stream must be able to seek: standard input and gzip are then copied to a temporary file.

    Raises
    ------
    DataError
        If the file cannot be read or, while it is read, its gzip data turn out to be damaged or cut short.
    """
    with ExitStack() as stack:
        raw = sys.stdin.buffer if path == STANDARD else stack.enter_context(_open(path))
        stream = cast("IO[bytes]", stack.enter_context(gzip.open(raw)) if compressed else raw)
        try:
            if seekable and (compressed or not stream.seekable()):
                copy = stack.enter_context(tempfile.TemporaryFile())
                shutil.copyfileobj(stream, copy)
                copy.seek(0)
                stream = copy
            yield stream
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise DataError(
                f"{path}: not a whole gzip file ({error}); copy it again, or drop .gz from its name"
            ) from error


def _open(path: str) -> IO[bytes]:
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error


@contextmanager
def open_output(path: str, *, compressed: bool, overwrite: bool) -> Iterator[IO[bytes]]:
    """Open `path` for writing bytes; the file appears whole, on success, or not at all.

    "-" is standard output, and an existing device or pipe is written to directly: there is nothing to rename.

    Raises
    ------
    DataError
        If `path` exists and `overwrite` is False, or is a folder.
    """
    with ExitStack() as stack:
        raw = sys.stdout.buffer if path == STANDARD else stack.enter_context(_create(path, overwrite))
        # Without a time stamp, equal content gives equal bytes.
        stream = stack.enter_context(gzip.GzipFile("", "wb", fileobj=raw, mtime=0)) if compressed else raw
        yield cast("IO[bytes]", stream)
        if path == STANDARD and not compressed:
            raw.flush()


@contextmanager
def _create(path: str, overwrite: bool) -> Iterator[IO[bytes]]:
    # A link is followed: the file it points to is replaced, not the link.
    target = Path(path).resolve()
    if target.is_dir():
        raise DataError(f"{path}: is a folder; name a file in it, such as {Path(path) / 'labelled.jsonl'}")
    if target.is_file() and not overwrite:
        raise DataError(f"{path}: already exists; pass --overwrite to replace it, or name another file")
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as device:
                yield device
        else:
            with atomic_writer(target) as file:
                yield file
    except PermissionError as error:
        raise DataError(f"{path}: cannot be written: {error.strerror}") from error
