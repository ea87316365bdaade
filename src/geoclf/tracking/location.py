"""Where runs are kept: the address of the store, made absolute, and the folder of its files."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from geoclf.errors import TrackingError
from geoclf.tracking.keys import safe_part

__all__ = ["StoreLocation", "locate_store"]

_SQLITE = "sqlite:///"
_SERVERS = ("http", "https", "databricks")
_DATABASES = ("postgresql", "mysql", "mssql")
_DATABASE_FILE = "mlflow.db"
_ARTIFACT_FOLDER = "mlartifacts"
_VARIABLE = "MLFLOW_TRACKING_URI"


@dataclass(frozen=True, slots=True)
class StoreLocation:
    """The address of a tracking store.

    Attributes
    ----------
    uri
        As MLflow takes it; the path of an SQLite file is absolute.
    database
        The SQLite file, or None for a server.
    artifacts
        Folder for files, None where the server decides.
    """

    uri: str
    database: Path | None
    artifacts: Path | None

    def artifact_uri(self, experiment: str) -> str | None:
        """Return where the files of one experiment go, as a URI."""
        return None if self.artifacts is None else (self.artifacts / safe_part(experiment)).as_uri()


def locate_store(uri: str | None, folder: Path) -> StoreLocation:
    """Return the location that `uri` stands for.

    Parameters
    ----------
    uri
        "sqlite:///runs/mlflow.db", "https://...", "postgresql://...". None takes the environment variable
        MLFLOW_TRACKING_URI or, without it, `mlflow.db` in `folder`.
    folder
        What relative paths are relative to.

    Raises
    ------
    TrackingError
        If the address is of no known kind.

    Examples
    --------
    >>> locate_store("sqlite:///runs/mlflow.db", Path("/home/ana")).uri
    'sqlite:////home/ana/runs/mlflow.db'
    >>> locate_store("mlruns", Path("/home/ana"))
    Traceback (most recent call last):
    geoclf.errors.TrackingError: 'mlruns': expected sqlite:///PATH, such as sqlite:///mlflow.db, or https://HOST
    """
    uri = uri or os.environ.get(_VARIABLE) or f"{_SQLITE}{_DATABASE_FILE}"
    scheme = urlsplit(uri).scheme.partition("+")[0]
    if uri.startswith(_SQLITE) and uri != _SQLITE:
        database = (folder / uri.removeprefix(_SQLITE)).resolve()
        return StoreLocation(f"{_SQLITE}{database}", database, database.parent / _ARTIFACT_FOLDER)
    if scheme in _SERVERS or uri in _SERVERS:
        return StoreLocation(uri, None, None)
    if scheme in _DATABASES:
        return StoreLocation(uri, None, folder.resolve() / _ARTIFACT_FOLDER)
    raise TrackingError(
        f"{uri!r}: expected {_SQLITE}PATH, such as {_SQLITE}{_DATABASE_FILE}, or https://HOST"
    )
