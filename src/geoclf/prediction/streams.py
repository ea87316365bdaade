"""Opening inputs and outputs: files, gzip, standard input and output."""

import errno
import gzip
import io
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from geoclf.errors import DataError
from geoclf.files import atomic_writer

__all__ = ["STANDARD", "Input", "Sink", "check_target", "open_input", "open_output", "writing"]

STANDARD = "-"
"""Stands for standard input or standard output where a path is expected."""

# Half the time of gzip's own 6 for texts a tenth larger.
_LEVEL = 4


@dataclass(frozen=True)
class Input:
    """An input that is open.

    Attributes
    ----------
    stream
        Its bytes, uncompressed.
    share
        Says how much of it is read, from 0 to 1, or None where its size is not known.
    """

    stream: IO[bytes]
    share: Callable[[], float | None]


@contextmanager
def open_input(path: str, *, compressed: bool, seekable: bool) -> Iterator[Input]:
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
        size = 0 if path == STANDARD else os.fstat(raw.fileno()).st_size
        try:
            if seekable and (compressed or not stream.seekable()):
                copy = stack.enter_context(tempfile.TemporaryFile())
                shutil.copyfileobj(stream, copy)
                copy.seek(0)
                stream = copy
            yield Input(stream, lambda: min(raw.tell() / size, 1.0) if size else None)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise DataError(
                f"{path}: not a whole gzip file ({error}); copy it again, or drop .gz from its name"
            ) from error


def _open(path: str) -> IO[bytes]:
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error


class Sink(io.RawIOBase):
    """Takes bytes for a file, whole or with an error that names it.

    Parameters
    ----------
    raw
        Where the bytes go.
    path
        What it is called in messages.
    members
        Whether each write becomes a gzip member of its own: the file can then be cut between two writes.
    """

    def __init__(self, raw: IO[bytes], path: str, *, members: bool = False) -> None:
        self._raw = raw
        self._path = path
        self._members = members
        self._position = 0
        self.n_bytes = 0

    def writable(self) -> bool:
        """Return that this is for writing."""
        return True

    def tell(self) -> int:
        """Return how many bytes were taken, before gzip."""
        return self._position

    def write(self, content: Any, /) -> int:  # noqa: ANN401 - any buffer, as in io
        """Write all of `content`.

        Raises
        ------
        DataError
            If the file cannot take it.
        """
        size = memoryview(content).nbytes
        packed = gzip.compress(content, _LEVEL, mtime=0) if self._members else content
        rest = memoryview(packed)
        with writing(self._path):
            while len(rest):
                rest = rest[self._raw.write(rest) :]
        self.n_bytes += memoryview(packed).nbytes
        self._position += size
        return size


@contextmanager
def writing(path: str) -> Iterator[None]:
    """Turn errors of the system into one that says that `path` cannot be written.

    Raises
    ------
    DataError
        For any of them but the end of whoever reads a pipe, which is no fault.
    """
    try:
        yield
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        raise DataError(f"{path}: cannot be written: {error.strerror}") from error


def check_target(path: str, *, overwrite: bool) -> Path:
    """Return the file that `path` means, links followed: the file is replaced, not the link.

    Raises
    ------
    DataError
        If it is a folder, or exists and `overwrite` is False.
    """
    with writing(path):
        target = Path(path).resolve()
        if target.is_dir():
            raise DataError(
                f"{path}: is a folder; name a file in it, such as {Path(path) / 'labelled.jsonl'}"
            )
        if target.is_file() and not overwrite:
            raise DataError(f"{path}: already exists; pass --overwrite to replace it, or name another file")
    return target


@contextmanager
def open_output(path: str, *, compressed: bool, overwrite: bool) -> Iterator[Sink]:
    """Open `path` for writing bytes; the file appears whole, on success, or not at all.

    "-" is standard output, and an existing device or pipe is written to directly: there is nothing to rename.

    Raises
    ------
    DataError
        If `path` exists and `overwrite` is False, is a folder, or cannot be written.
    """
    with ExitStack() as stack:
        raw = sys.stdout.buffer if path == STANDARD else stack.enter_context(_create(path, overwrite))
        path = "standard output" if path == STANDARD else path
        if not compressed:
            yield Sink(raw, path)
        else:
            # Without a time stamp, equal content gives equal bytes.
            packed = gzip.GzipFile("", "wb", _LEVEL, fileobj=raw, mtime=0)
            yield Sink(cast("IO[bytes]", packed), path)
            with writing(path):
                packed.close()
        with writing(path):
            raw.flush()


@contextmanager
def _create(path: str, overwrite: bool) -> Iterator[IO[bytes]]:
    target = check_target(path, overwrite=overwrite)
    # Errors of the body are not about this file: only what opens and closes it is watched.
    with ExitStack() as stack:
        with writing(path):
            is_device = target.exists() and not target.is_file()
            opened = target.open("wb", buffering=0) if is_device else atomic_writer(target)
            file = stack.enter_context(opened)
        yield file
        with writing(path):
            stack.close()
