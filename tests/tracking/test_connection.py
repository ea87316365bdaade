import os
import shutil
import socket
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from geoclf.errors import TrackingError
from geoclf.tracking.connection import connect
from geoclf.tracking.mlflow_import import import_mlflow


def test_a_store_that_answers(store: str) -> None:
    connection = connect(store)
    assert connection.location.uri == store
    assert [experiment.name for experiment in connection.client.search_experiments()] == ["Default"]


def test_a_missing_store_is_not_made_for_reading(tmp_path: Path) -> None:
    with pytest.raises(TrackingError, match=r"mlflow\.db: no such tracking database; go to the folder"):
        connect(f"sqlite:///{tmp_path}/mlflow.db", create=False)
    assert not list(tmp_path.iterdir())


def test_a_server_that_is_not_there_is_reported_in_seconds() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        uri = f"http://127.0.0.1:{free.getsockname()[1]}"
    import_mlflow()
    before = dict(os.environ)
    started = time.monotonic()
    with pytest.raises(TrackingError, match=r"http://127.0.0.1:\d+: the tracking store does not answer"):
        connect(uri)
    assert time.monotonic() - started < 20
    assert dict(os.environ) == before


def test_a_database_without_its_driver() -> None:
    with pytest.raises(TrackingError, match=r"does not answer .*No module named"):
        connect("postgresql+psycopg2://127.0.0.1:1/base")


def test_a_database_of_another_mlflow(tmp_path: Path, empty_database: Path) -> None:
    path = tmp_path / "newer.db"
    shutil.copy(empty_database, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'fffffffffff'")
        connection.commit()
    with pytest.raises(
        TrackingError, match=r"schema is not that of this MLflow .*fffffffffff.*mlflow db upgrade"
    ):
        connect(f"sqlite:///{path}")
