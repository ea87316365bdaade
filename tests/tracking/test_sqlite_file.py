import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from geoclf.errors import TrackingError
from geoclf.tracking import sqlite_file
from geoclf.tracking.sqlite_file import prepare_database


def journal_mode(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def test_a_new_database_lets_readers_and_writer_work_at_once(empty_database: Path) -> None:
    assert journal_mode(empty_database) == "wal"
    assert [path.name for path in empty_database.parent.iterdir()] == ["mlflow.db"]


def test_an_existing_database_is_left_alone(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "import_mlflow", lambda: pytest.fail("made anew"))
    prepare_database(Path(store.removeprefix("sqlite:///")))


def test_an_interrupted_start_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted:
        def MlflowClient(self, uri: str) -> None:  # noqa: N802 - MLflow's name
            Path(uri.removeprefix("sqlite:///")).write_bytes(b"half")
            raise KeyboardInterrupt("by hand")

    monkeypatch.setattr(sqlite_file, "import_mlflow", Interrupted)
    with pytest.raises(KeyboardInterrupt, match="by hand"):
        prepare_database(tmp_path / "mlflow.db")
    assert not [path for path in tmp_path.iterdir() if not path.name.endswith(".lock")]


def test_a_lock_that_is_never_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "_LOCK_SECONDS", 0.1)
    with (
        FileLock(tmp_path / ".mlflow.db.lock"),
        pytest.raises(
            TrackingError, match=r"another process has been creating it .* remove .*\.mlflow\.db\.lock"
        ),
    ):
        prepare_database(tmp_path / "mlflow.db")


def test_a_file_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("these are notes, " * 100)
    with pytest.raises(
        TrackingError, match=r"notes\.db: not a usable tracking database \(file is not a database\)"
    ):
        prepare_database(path)
    assert path.read_text().startswith("these are notes")


def test_a_database_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photos (id)")
    with pytest.raises(TrackingError, match=r"not of MLflow \(tables: photos\)"):
        prepare_database(path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TrackingError, match=r"cannot be created \(.*\); choose a folder you may write to"):
        prepare_database(tmp_path / "file" / "mlflow.db")


def test_a_database_that_another_program_locks(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(store.removeprefix("sqlite:///"))
    monkeypatch.setattr(sqlite_file, "_BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TrackingError, match="database is locked"):
            prepare_database(path)
