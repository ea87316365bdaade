"""What an experiment needs of a tracker."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from geoclf.tracking.items import Item

__all__ = ["ActiveRun", "Tracker"]


class ActiveRun(Protocol):
    """A run that is under way."""

    @property
    def id(self) -> str | None:
        """The run's id, or None where nothing is tracked."""

    def log(self, items: Iterable[Item]) -> None:
        """Write items, in order."""


class Tracker(Protocol):
    """Opens runs.

    A run that is left normally is completed, one left by an exception has failed and says why, one left by
    Ctrl-C was killed.
    """

    def run(self, name: str) -> AbstractContextManager[ActiveRun]:
        """Open a run called `name`."""
