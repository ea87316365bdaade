"""The SQLite file of a tracking store: made whole or not at all, by one process of however many."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from filelock import FileLock, Timeout

from geoclf.errors import TrackingError
from geoclf.tracking.mlflow_import import import_mlflow

__all__ = ["prepare_database"]

_LOCK_SECONDS = 120
_BUSY_SECONDS = 20
_TABLE = "experiments"


def prepare_database(path: Path) -> None:
    """Make sure that `path` is a writable MLflow database.

    MLflow creates its tables step by step; processes that do so at once break the file for good, and so does
    one that is interrupted. Here the file is built elsewhere in the same folder and renamed into place.

    Raises
    ------
    TrackingError
        If the folder or file cannot be written, or the file is something other than an MLflow database.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if _is_missing(path):
            _create_once(path)
    except OSError as error:
        raise TrackingError(
            f"{path}: the tracking database cannot be created ({error.strerror or error}); "
            "choose a folder you may write to with sqlite:///PATH"
        ) from error
    _check(path)


def _is_missing(path: Path) -> bool:
    return not path.exists() or path.stat().st_size == 0


def _create_once(path: Path) -> None:
    lock = path.with_name(f".{path.name}.lock")
    try:
        with FileLock(lock, timeout=_LOCK_SECONDS):
            if _is_missing(path):
                _create(path)
            # Whoever still waits, or takes a new lock, finds the database there and has nothing to do.
            lock.unlink(missing_ok=True)
    except Timeout as error:
        raise TrackingError(
            f"{path}: another process has been creating it for {_LOCK_SECONDS} s; "
            f"if none is running, remove {lock}"
        ) from error


def _create(path: Path) -> None:
    mlflow = import_mlflow()
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        migrated, whole = Path(folder) / "migrated.db", Path(folder) / "whole.db"
        mlflow.MlflowClient(f"sqlite:///{migrated}").search_experiments(max_results=1)
        # MLflow keeps its connection open: a file that is renamed must be one it never saw.
        with closing(sqlite3.connect(migrated)) as source, closing(sqlite3.connect(whole)) as target:
            source.backup(target)
            # Readers and a writer no longer wait for each other: twice as fast with parallel runs.
            target.execute("PRAGMA journal_mode=WAL")
        whole.replace(path)


def _check(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as connection:
            tables = {
                row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            }
            connection.execute("BEGIN IMMEDIATE")
            connection.rollback()
    except sqlite3.DatabaseError as error:
        raise TrackingError(
            f"{path}: not a usable tracking database ({error}); "
            "check its permissions, or choose another file with sqlite:///PATH"
        ) from error
    if tables and _TABLE not in tables:
        raise TrackingError(
            f"{path}: an SQLite file, but not of MLflow (tables: {', '.join(sorted(tables)[:5])}); "
            "choose another file with sqlite:///PATH"
        )
