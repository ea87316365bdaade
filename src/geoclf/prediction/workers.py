"""Labelling texts in this process or in several, in the order they come."""

import os
import signal
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from geoclf.classifier.labeller import Labeller
from geoclf.errors import ParameterError
from geoclf.prediction.batch import Batch
from geoclf.prediction.labelling import LabelTexts
from geoclf.prediction.levels import LEVELS, Level, Outcome

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

__all__ = ["Recipe", "open_workers"]

# Batches per worker that are read and not yet written: one in work, one waiting.
_IN_FLIGHT = 2

Labelled = tuple[Batch, Outcome]


@dataclass(frozen=True)
class Recipe:
    """What a process needs to make a level of its own; it can be pickled if `load` can.

    Attributes
    ----------
    load
        Returns the classifier.
    level
        One of `geoclf.prediction.levels.LEVELS`.
    explain, abstain
        As for the level.
    """

    load: Callable[[], Labeller]
    level: str
    explain: bool
    abstain: bool

    def make(self, classifier: Labeller) -> Level:
        """Return the level with a classifier that is there already."""
        return LEVELS[self.level](classifier, explain=self.explain, abstain=self.abstain)


@contextmanager
def open_workers(n_workers: int, level: Level, recipe: Recipe) -> Iterator[LabelTexts]:
    """Yield what labels texts: this process for one worker, else so many processes of their own.

    Parameters
    ----------
    n_workers
        At least 1.
    level
        Says what is said of texts in this process.
    recipe
        Makes the same level in another.

    Raises
    ------
    ParameterError
        While labelling, if a process ends before its time.
    """
    if n_workers == 1:
        yield lambda batches: ((batch, level.label(texts)) for batch, texts in batches)
        return
    # Imported here: one process does without.
    import multiprocessing as mp
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    before = set(mp.active_children())
    pool = ProcessPoolExecutor(
        n_workers, mp_context=mp.get_context("spawn"), initializer=_prepare, initargs=(recipe,)
    )
    try:
        yield lambda batches: _ordered(pool, batches, _IN_FLIGHT * n_workers)
    except BaseException as error:
        # Not waited for: a batch of articles in a slow model takes minutes.
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(mp.active_children()) - before:
            process.terminate()
        if isinstance(error, BrokenProcessPool):
            raise ParameterError(
                "--workers: a process ended before its time, perhaps for want of memory; try fewer workers or "
                "a smaller --batch-size"
            ) from error
        raise
    finally:
        pool.shutdown()


def _ordered(
    pool: "ProcessPoolExecutor", batches: Iterator[tuple[Batch, list[str]]], in_flight: int
) -> Iterator[Labelled]:
    """Yield batches in the order they came; at most `in_flight` of them are in memory."""
    waiting: deque[tuple[Batch, Future[Outcome]]] = deque()
    with _interrupts_ignored():
        # Processes start with the first batch, and inherit that an interrupt is not for them.
        for batch, texts in islice(batches, 1):
            waiting.append((batch, pool.submit(_label, texts)))
    for batch, texts in batches:
        waiting.append((batch, pool.submit(_label, texts)))
        if len(waiting) == in_flight:
            done, future = waiting.popleft()
            yield done, future.result()
    while waiting:
        done, future = waiting.popleft()
        yield done, future.result()


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# ------------------------------------------------------------------------------------ in a worker
_level: Level | Exception | None = None


def _prepare(recipe: Recipe) -> None:
    """Load the model, once a process."""
    global _level
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        with warnings.catch_warnings():
            # The first process has given them already.
            warnings.simplefilter("ignore")
            _level = recipe.make(recipe.load())
    except Exception as error:  # noqa: BLE001 - raised where it can be reported
        _level = error


def _label(texts: list[str]) -> Outcome:
    if isinstance(_level, Exception):
        raise _level
    if _level is None:
        raise RuntimeError("_prepare() comes first")
    return _level.label(texts)


def _end_with_parent() -> None:
    """End this process as soon as the one that started it has ended, however that was."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
