from pathlib import Path

import pytest

from geoclf.errors import TrackingError
from geoclf.tracking.location import locate_store


@pytest.fixture(autouse=True)
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)


def test_default_is_in_the_folder(tmp_path: Path) -> None:
    location = locate_store(None, tmp_path)
    assert location.uri == f"sqlite:///{tmp_path}/mlflow.db"
    assert location.database == tmp_path / "mlflow.db"
    assert location.artifacts == tmp_path / "mlartifacts"


def test_the_environment_comes_before_the_default_and_after_the_argument(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "sqlite:///theirs.db")
    assert locate_store(None, tmp_path).database == tmp_path / "theirs.db"
    assert locate_store("sqlite:///mine.db", tmp_path).database == tmp_path / "mine.db"


def test_artifacts_lie_beside_the_database_and_are_a_uri(tmp_path: Path) -> None:
    location = locate_store("sqlite:///mis datos/ñ.db", tmp_path)
    assert location.artifacts == tmp_path / "mis datos" / "mlartifacts"
    uri = location.artifact_uri("a/b: c")
    assert uri == f"file://{tmp_path}/mis%20datos/mlartifacts/a_b_%20c"


@pytest.mark.parametrize("uri", ["http://127.0.0.1:5000", "https://user:secret@example.org/x", "databricks"])
def test_servers_decide_about_files(uri: str, tmp_path: Path) -> None:
    location = locate_store(uri, tmp_path)
    assert (location.uri, location.database, location.artifacts) == (uri, None, None)
    assert location.artifact_uri("x") is None


def test_database_servers_keep_files_here(tmp_path: Path) -> None:
    location = locate_store("postgresql+psycopg2://host/base", tmp_path)
    assert (location.database, location.artifacts) == (None, tmp_path / "mlartifacts")


@pytest.mark.parametrize(
    "uri", ["mlruns", "./mlflow.db", "file:///tmp/mlruns", "sqlite:///", "sqlit:///x", "C:\\x"]
)
def test_other_addresses(uri: str, tmp_path: Path) -> None:
    with pytest.raises(TrackingError, match=r"expected sqlite:///PATH, such as sqlite:///mlflow\.db"):
        locate_store(uri, tmp_path)
