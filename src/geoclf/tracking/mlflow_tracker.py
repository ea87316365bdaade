"""Runs in MLflow: opened, filled with items, closed with a status that tells how they ended."""

import getpass
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from geoclf.tracking.connection import Connection, connect
from geoclf.tracking.experiments import open_experiment
from geoclf.tracking.items import Item, Tag, TextFile
from geoclf.tracking.mlflow_writer import MlflowWriter

__all__ = ["MlflowRun", "MlflowTracker"]

_STATUS = "status"
_LONGEST_ERROR = 1000


class MlflowRun:
    """A run that is under way.

    Attributes
    ----------
    id
        The run's id.
    """

    def __init__(self, writer: MlflowWriter) -> None:
        self._writer = writer
        self.id: str | None = writer.run_id

    def log(self, items: Iterable[Item]) -> None:
        """Write items, in order.

        Raises
        ------
        TrackingError
            If the store refuses one of them.
        """
        self._writer.write(items)


class MlflowTracker:
    """Keeps runs in an MLflow store, which is opened at once so that a wrong address is found early.

    Parameters
    ----------
    tracking_uri
        Address of the store, see `geoclf.tracking.location.locate_store`.
    experiment
        Name of the MLflow experiment; made if it is missing.

    Raises
    ------
    TrackingError
        If the store cannot be opened, or the experiment was deleted.
    """

    def __init__(self, tracking_uri: str | None, experiment: str) -> None:
        self._connection: Connection = connect(tracking_uri)
        self._experiment_id = open_experiment(self._connection, experiment)

    @contextmanager
    def run(self, name: str) -> Iterator[MlflowRun]:
        """Open a run called `name`; its status becomes FINISHED, FAILED or, after Ctrl-C, KILLED."""
        tags = {"mlflow.user": _user(), "mlflow.source.name": "geoclf", "mlflow.source.type": "LOCAL"}
        writer = MlflowWriter.open(self._connection, self._experiment_id, name, tags)
        try:
            writer.write([Tag(_STATUS, "started")])
            yield MlflowRun(writer)
            writer.write([Tag(_STATUS, "completed")])
        except BaseException as error:
            # The error itself must reach the caller, also when the store no longer answers.
            with suppress(Exception):
                _record_failure(writer, error)
            raise
        writer.close("FINISHED")


def _record_failure(writer: MlflowWriter, error: BaseException) -> None:
    killed = isinstance(error, KeyboardInterrupt)
    try:
        text = f"{type(error).__name__}: {error}"[:_LONGEST_ERROR]
        writer.write([Tag(_STATUS, "killed" if killed else "failed"), Tag("error", text)])
        writer.write([TextFile("error.txt", "".join(traceback.format_exception(error)))])
    finally:
        writer.close("KILLED" if killed else "FAILED")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in some containers
        return "unknown"
