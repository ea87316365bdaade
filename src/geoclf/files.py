"""Writing files so that a reader sees the old content or the new one, never half of it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

__all__ = ["atomic_writer", "make_folder", "write_bytes", "write_text"]


@contextmanager
def atomic_writer(path: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file beside `path` for writing bytes, and rename it to `path` on success.

    On any exception the temporary file is removed and `path` is left as it was.

    Parameters
    ----------
    path
        The file to write. Missing parent folders are created.

    Raises
    ------
    OSError
        If the file cannot be written; the error names `path`, not the temporary file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _about(path):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes the file private; a result file gets the permissions any new file would get.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        with _about(path):
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def make_folder(path: Path) -> None:
    """Make a folder unless it is there, and try to write to it.

    Raises
    ------
    OSError
        If it cannot be made or written; the error names the folder, or what stands in its way.
    """
    path.mkdir(parents=True, exist_ok=True)
    with _about(path), tempfile.TemporaryFile(dir=path):
        pass


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to `path` atomically."""
    with atomic_writer(path) as file:
        file.write(content)


def write_text(path: Path, content: str) -> None:
    """Write `content` to `path` atomically, in UTF-8 with line feeds on every platform."""
    write_bytes(path, content.encode("utf-8"))


@contextmanager
def _about(path: Path) -> Iterator[None]:
    """Have errors of the system name `path`, which people know, and not a temporary file."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
