from importlib.metadata import version
from pathlib import Path

import mlflow

from geoclf.classifier.persistence import CARD, MANIFEST, WEIGHTS
from geoclf.tracking.connection import connect
from geoclf.tracking.model_download import download_model


def test_requirements_are_few_and_pinned(logged: tuple[str, str]) -> None:
    connection = connect(logged[0])
    (model,) = connection.client.search_logged_models(
        [connection.client.get_run(logged[1]).info.experiment_id]
    )
    path = Path(model.artifact_location.removeprefix("file://")) / "requirements.txt"
    lines = path.read_text().splitlines()
    assert f"geoclf=={version('geoclf')}" in lines
    assert all("==" in line for line in lines)
    assert len(lines) == 7
    assert model.source_run_id == logged[1]


def test_the_saved_model_is_logged_with_its_card(logged: tuple[str, str]) -> None:
    folder = download_model(f"runs:/{logged[1]}", logged[0])
    assert {path.name for path in folder.iterdir()} == {CARD, MANIFEST, WEIGHTS}
    assert (folder / CARD).read_text(encoding="utf-8") == "A card.\n"


def test_mlflow_points_where_it_did_before(logged: tuple[str, str]) -> None:
    assert logged[0] != mlflow.get_tracking_uri()
    assert mlflow.active_run() is None
