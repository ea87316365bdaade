from pathlib import Path
from typing import Any

import pytest

from geoclf.errors import TrackingError
from geoclf.tracking.connection import connect
from geoclf.tracking.experiments import open_experiment


def test_an_experiment_is_made_once_and_keeps_its_files_beside_the_database(
    store: str, tmp_path: Path
) -> None:
    connection = connect(store)
    first = open_experiment(connection, "ayuda y tratados")
    assert open_experiment(connection, "ayuda y tratados") == first
    location = connection.client.get_experiment(first).artifact_location
    assert location == f"file://{tmp_path}/mlartifacts/ayuda%20y%20tratados"


def test_another_process_that_is_quicker(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = connect(store)
    expected = open_experiment(connection, "shared")
    real = connection.client.get_experiment_by_name
    looks = []

    def look(name: str) -> Any:
        looks.append(name)
        return None if len(looks) == 1 else real(name)

    monkeypatch.setattr(connection.client, "get_experiment_by_name", look)
    assert open_experiment(connection, "shared") == expected


def test_a_deleted_experiment(store: str) -> None:
    connection = connect(store)
    connection.client.delete_experiment(open_experiment(connection, "old"))
    with pytest.raises(
        TrackingError, match=r"'old' was deleted; choose another name, or .*mlflow experiments restore"
    ):
        open_experiment(connection, "old")


def test_a_name_that_mlflow_refuses(store: str) -> None:
    with pytest.raises(TrackingError, match=r"experiment '': .*choose another name"):
        open_experiment(connect(store), "")
