"""A client of a tracking store that is known to answer."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from geoclf.errors import TrackingError
from geoclf.tracking.location import StoreLocation, locate_store
from geoclf.tracking.mlflow_import import import_mlflow
from geoclf.tracking.sqlite_file import prepare_database

__all__ = ["Connection", "connect"]

# MLflow's own defaults try an absent server for minutes; a first contact has to fail in seconds.
_FIRST_CONTACT = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
}


class Connection:
    """A store and the client that speaks to it.

    Attributes
    ----------
    location
        Where the store is.
    client
        An `mlflow.MlflowClient`.
    """

    def __init__(self, location: StoreLocation, client: Any) -> None:  # noqa: ANN401 - mlflow is untyped
        self.location = location
        self.client = client


def connect(tracking_uri: str | None, *, create: bool = True) -> Connection:
    """Open a store.

    Parameters
    ----------
    tracking_uri
        Its address, see `locate_store`.
    create
        Make a missing SQLite file, rather than say that there is none.

    Raises
    ------
    TrackingError
        If the address is of no known kind, nothing is or answers there, or the store is of another version.
    """
    location = locate_store(tracking_uri, Path.cwd())
    if location.database is not None:
        if not create and not location.database.exists():
            raise TrackingError(
                f"{location.database}: no such tracking database; go to the folder where geoclf train was "
                "started, or say where it is with MLFLOW_TRACKING_URI=sqlite:///PATH"
            )
        prepare_database(location.database)
    mlflow = import_mlflow()
    with _first_contact(), _explained(location):
        if location.database is None and location.artifacts is not None:
            _reach_database(location.uri)
        client = mlflow.MlflowClient(location.uri, location.uri)
        client.search_experiments(max_results=1)
    return Connection(location, client)


def _reach_database(uri: str) -> None:
    # MLflow would repeat a failing connection ten times, over a minute and a half.
    import sqlalchemy

    sqlalchemy.create_engine(uri).connect().close()


@contextmanager
def _first_contact() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _FIRST_CONTACT}
    os.environ.update({name: value for name, value in _FIRST_CONTACT.items() if before[name] is None})
    try:
        yield
    finally:
        for name in (name for name, value in before.items() if value is None):
            os.environ.pop(name, None)


@contextmanager
def _explained(location: StoreLocation) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # the store may be of any kind, and so may its drivers' errors
        reason = str(error).strip().split("\n")[0][:300]
        if "database schema" in reason:
            raise TrackingError(
                f"{location.uri}: its schema is not that of this MLflow ({reason}); if an older MLflow wrote "
                f"it, copy the file and run `mlflow db upgrade {location.uri}`; else install the newer MLflow"
            ) from error
        raise TrackingError(
            f"{location.uri}: the tracking store does not answer ({type(error).__name__}: {reason}); "
            "check the address and that the server runs, or use a local file with sqlite:///mlflow.db"
        ) from error
