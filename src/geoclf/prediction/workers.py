"""Labelling texts in this process or in several, in the order they come."""

import signal
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoclf.classifier.labeller import Labeller
from geoclf.errors import ParameterError
from geoclf.prediction.batch import Batch
from geoclf.prediction.labelling import LabelTexts
from geoclf.prediction.levels import LEVELS, Level, Outcome

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnContext
    from queue import SimpleQueue

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
    from concurrent.futures import ThreadPoolExecutor
    from multiprocessing import get_context
    from queue import SimpleQueue

    idle: SimpleQueue[_Worker] = SimpleQueue()
    with ExitStack() as stack:
        # Entered first, so that its threads are waited for when the processes have ended.
        pool = stack.enter_context(ThreadPoolExecutor(n_workers))
        with _interrupts_ignored():
            # Processes inherit that an interrupt, which a terminal sends to all, is not for them.
            for _ in range(n_workers):
                idle.put(stack.enter_context(_started(get_context("spawn"), recipe)))
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        yield lambda batches: _ordered(pool, idle, batches, _IN_FLIGHT * n_workers)


def _ordered(
    pool: "ThreadPoolExecutor",
    idle: "SimpleQueue[_Worker]",
    batches: Iterator[tuple[Batch, list[str]]],
    in_flight: int,
) -> Iterator[tuple[Batch, Outcome]]:
    """Yield batches in the order they came; at most `in_flight` of them are in memory."""

    def label(texts: list[str]) -> Outcome:
        worker = idle.get()
        try:
            return worker.label(texts)
        finally:
            idle.put(worker)

    waiting: deque[tuple[Batch, Future[Outcome]]] = deque()
    for batch, texts in batches:
        waiting.append((batch, pool.submit(label, texts)))
        if len(waiting) == in_flight:
            done, future = waiting.popleft()
            yield done, future.result()
    for done, future in waiting:
        yield done, future.result()


class _Worker:
    """A process that labels; one thread at a time talks to it."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection

    def label(self, texts: list[str]) -> Outcome:
        """Have `texts` labelled; an error of the process is raised here."""
        try:
            self._connection.send(texts)
            answer: Outcome | Exception = self._connection.recv()
        except (EOFError, OSError) as error:
            raise ParameterError(
                "--workers: a process ended before its time, perhaps for want of memory; "
                "try fewer workers or a smaller --batch-size"
            ) from error
        if isinstance(answer, Exception):
            raise answer
        return answer


@contextmanager
def _started(context: "SpawnContext", recipe: Recipe) -> Iterator[_Worker]:
    """Start a process; it ends with this context, or with the process that started it."""
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, recipe), daemon=True)
    process.start()
    theirs.close()
    try:
        yield _Worker(ours)
    finally:
        process.terminate()
        process.join()
        ours.close()


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


def _serve(connection: "Connection", recipe: Recipe) -> None:
    """Label what comes, in a process of its own, until the other side is gone."""
    answer: Callable[[list[str]], Outcome]
    try:
        with warnings.catch_warnings():
            # The first process has given them already.
            warnings.simplefilter("ignore")
            answer = recipe.make(recipe.load()).label
    except Exception as error:  # noqa: BLE001 - sent to where it can be reported
        answer = _raising(error)
    while True:
        try:
            texts = connection.recv()
            try:
                connection.send(answer(texts))
            except Exception as error:  # noqa: BLE001 - as above
                connection.send(error)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return


def _raising(error: Exception) -> Callable[[list[str]], Outcome]:
    def answer(texts: list[str]) -> Outcome:
        raise error

    return answer
