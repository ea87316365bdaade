"""Output in the making that outlives the process: what is safe of it, and where labelling goes on.

Beside OUTPUT lie OUTPUT.partial, and OUTPUT.partial.json, which says how many of its bytes are safe and what
they were made of. Both are gone when OUTPUT is complete.
"""

import json
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from geoclf.errors import DataError
from geoclf.prediction.counts import Counts
from geoclf.prediction.streams import Sink, check_target, writing

__all__ = ["PartialOutput", "Reached", "open_partial"]

_SUFFIX = ".partial"
_SIDECAR = ".partial.json"
_FRESH = ".partial.json.tmp"

Settings = Mapping[str, Any]
"""What the output depends on, by the names that users know, JSON values."""


@dataclass(frozen=True)
class Reached:
    """How far labelling has come, always at the end of a batch.

    Attributes
    ----------
    n_batches
        Batches that are done.
    checksum
        CRC-32 of what they were made of: against a wrong file, not against malice.
    counts
        What is in them.
    """

    n_batches: int
    checksum: int
    counts: Counts


@dataclass(frozen=True)
class _Saved:
    """A sidecar: what is safe, in bytes by file, and whether that is everything."""

    settings: Settings
    reached: Reached
    sizes: tuple[int, ...]
    complete: bool


class PartialOutput:
    """What has been written so far; use `open_partial`.

    Attributes
    ----------
    reached
        Where an earlier run had come, None where there was none.
    complete
        Whether that was the end.
    sinks
        One per file, in the order of the paths; none where the output is complete.
    """

    def __init__(
        self,
        targets: Mapping[str, Path],
        settings: Callable[[], Settings],
        seconds: float,
        saved: _Saved | None,
    ) -> None:
        self._targets = targets
        self._settings = settings
        self._seconds = seconds
        self._state = None if saved is None else (saved.reached, saved.sizes)
        self._is_saved = saved is not None
        self._next = time.monotonic() + seconds
        self._files: list[IO[bytes]] = []
        self.sinks: list[Sink] = []
        self.reached = None if saved is None else saved.reached
        self.complete = saved is not None and saved.complete

    def advance(self, reached: Reached) -> None:
        """Take note that all is written up to `reached`, and make it safe from time to time."""
        self._state = (reached, tuple(sink.n_bytes for sink in self.sinks))
        if time.monotonic() >= self._next:
            self.save(complete=False)
            self._next = time.monotonic() + self._seconds

    def save(self, *, complete: bool) -> None:
        """Make what was last noted safe from a sudden end of the process or the machine."""
        if self._state is None:
            return
        reached, sizes = self._state
        self._sync()
        content = _Saved(self._settings(), reached, sizes, complete)
        with writing(next(iter(self._targets))):
            self._replace_sidecar(json.dumps(asdict(content)) + "\n")
        self._is_saved = True

    def open(self, stack: ExitStack, *, members: bool) -> None:
        """Open the files, cut back to what is safe of them."""
        # A file that an earlier run did not write, as it had no bad rows to tell, begins empty.
        before = () if self._state is None else self._state[1]
        sizes = (*before, *(0 for _ in self._targets))[: len(self._targets)]
        for (path, target), size in zip(self._targets.items(), sizes, strict=True):
            with writing(path):
                target.parent.mkdir(parents=True, exist_ok=True)
                partial = _beside(target, _SUFFIX)
                handle = os.open(partial, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
                file = stack.enter_context(os.fdopen(handle, "r+b", buffering=0))
                _lock(handle, path)
                if os.fstat(handle).st_size < size:
                    raise DataError(
                        f"{partial}: expected {size} bytes or more, found {os.fstat(handle).st_size}; pass "
                        "--overwrite and not --resume to start again"
                    )
                if self._state is None:
                    self._remove_sidecar()
                file.truncate(size)
                file.seek(size)
            self._files.append(file)
            # Only the first file is the output; the list of bad rows is never compressed.
            sink = Sink(file, path, members=members and not self.sinks)
            sink.n_bytes = size
            self.sinks.append(sink)

    def finish(self) -> None:
        """Give the files their names; what an end in between leaves is finished by `--resume`."""
        if self._is_saved or len(self._targets) > 1:
            if not self.complete:
                self.save(complete=True)
        else:
            # One file appears at once, whole; nothing has to say so.
            self._sync()
        for file in self._files:
            file.close()
        for path, target in self._targets.items():
            partial = _beside(target, _SUFFIX)
            with writing(path):
                if partial.exists():
                    partial.replace(target)
        self._remove_sidecar()

    def leave(self, *, keep: bool) -> None:
        """Keep what is done, if that is asked for or was promised by an earlier save; else remove it."""
        is_open = len(self._files) == len(self._targets)
        [(path, target), *_] = self._targets.items()
        if is_open and self._state is not None and (keep or self._is_saved):
            # On a full disk, what was saved before still holds.
            with suppress(DataError):
                self.save(complete=False)
        if self._is_saved:
            if not is_open:
                return
            warnings.warn(
                f"{path}: what is done is kept in {_beside(target, _SUFFIX).name}; the same command with "
                "--resume goes on there, with --overwrite it starts again",
                stacklevel=2,
            )
            return
        # Only what this run has opened: another may be writing the rest.
        for file, own in zip(self._files, self._targets.values(), strict=False):
            file.close()
            _beside(own, _SUFFIX).unlink(missing_ok=True)
        if is_open:
            self._remove_sidecar()

    def _sync(self) -> None:
        for path, file in zip(self._targets, self._files, strict=True):
            with writing(path):
                os.fsync(file.fileno())

    def _sidecar(self, suffix: str) -> Path:
        return _beside(next(iter(self._targets.values())), suffix)

    def _replace_sidecar(self, text: str) -> None:
        # Not by `geoclf.files`: a kill in between may leave this file, so it has one name for all runs.
        fresh = self._sidecar(_FRESH)
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._sidecar(_SIDECAR))

    def _remove_sidecar(self) -> None:
        for suffix in (_SIDECAR, _FRESH):
            self._sidecar(suffix).unlink(missing_ok=True)


@contextmanager
def open_partial(
    path: str,
    others: tuple[str, ...],
    *,
    compressed: bool,
    overwrite: bool,
    resume: bool,
    settings: Callable[[], Settings],
    seconds: float,
) -> Iterator[PartialOutput]:
    """Open an output that a later run can go on with.

    Parameters
    ----------
    path
        The output.
    others
        Further files that grow with it.
    compressed
        Whether the output is gzip.
    overwrite
        Whether files that exist are replaced.
    resume
        Whether to go on where an earlier run had come; without one, labelling starts at the beginning.
    settings
        What the output depends on; asked for when it is needed.
    seconds
        How often to make safe what is done.

    Raises
    ------
    DataError
        If a file exists and is not to be replaced, cannot be written, or is being written by another run; if
        an earlier run is not to be resumed, or had other settings.
    """
    targets = {name: check_target(name, overwrite=True) for name in (path, *others)}
    saved = _read(_beside(targets[path], _SIDECAR))
    if saved is not None:
        saved = _checked(
            saved, path, targets[path], settings, n_files=len(targets), overwrite=overwrite, resume=resume
        )
    if saved is None or not saved.complete:
        for name in targets:
            check_target(name, overwrite=overwrite)
    output = PartialOutput(targets, settings, seconds, saved)
    with ExitStack() as stack:
        try:
            if not output.complete:
                output.open(stack, members=compressed)
            yield output
        except BaseException as error:
            output.leave(keep=isinstance(error, KeyboardInterrupt))
            raise
        output.finish()


def _checked(
    saved: _Saved,
    path: str,
    target: Path,
    settings: Callable[[], Settings],
    *,
    n_files: int,
    overwrite: bool,
    resume: bool,
) -> _Saved | None:
    """Return what to go on with, None to start again."""
    n_rows = saved.reached.counts.n_rows
    if not resume and not overwrite:
        raise DataError(
            f"{_beside(target, _SUFFIX)}: an earlier run has left {n_rows} rows here; pass --resume to go on "
            "after them, or --overwrite to start again"
        )
    if not resume:
        return None
    if saved.reached.counts.n_bad and len(saved.sizes) > n_files:
        raise DataError(
            f"{path}: cannot be resumed without --bad-rows, which the earlier run had; give it again"
        )
    now = settings()
    for name, value in now.items():
        before = saved.settings.get(name)
        if before != value:
            raise DataError(
                f"{path}: cannot be resumed: {name} was {json.dumps(before, ensure_ascii=False)} and is "
                f"{json.dumps(value, ensure_ascii=False)} now; give the same, or pass --overwrite and not "
                "--resume to start again"
            )
    return saved


def _read(sidecar: Path) -> _Saved | None:
    try:
        content = json.loads(sidecar.read_bytes())
        reached = content["reached"]
        return _Saved(
            content["settings"],
            Reached(reached["n_batches"], reached["checksum"], Counts(**reached["counts"])),
            tuple(content["sizes"]),
            content["complete"],
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{sidecar}: cannot be read ({error}); remove it to start again") from error


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(target.name + suffix)


def _lock(handle: int, path: str) -> None:
    """Refuse a file that another run is writing; the lock ends with the process."""
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise DataError(f"{path}: another run is writing it; wait for it, or name another file") from error
    except OSError:
        # A file system without locks: there the user has to take care.
        return
