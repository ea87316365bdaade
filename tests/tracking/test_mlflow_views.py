from typing import Any

import pytest

from geoclf.tracking.connection import connect
from geoclf.tracking.items import SavedView
from geoclf.tracking.mlflow_views import add_view, view_paths

VIEW = SavedView("abc", "Scores on gold", "{}")


@pytest.fixture
def client(store: str) -> Any:
    return connect(store).client


def test_a_view_is_offered_and_linked_once(client: Any) -> None:
    add_view(client, "0", VIEW)
    add_view(client, "0", VIEW)
    add_view(client, "0", SavedView("def", "Scores on press", "{}"))
    experiment = client.get_experiment("0")
    assert view_paths(experiment) == {
        "Scores on gold": "/experiments/0/runs?viewStateShareKey=abc",
        "Scores on press": "/experiments/0/runs?viewStateShareKey=def",
    }
    note = experiment.tags["mlflow.note.content"]
    first, text = note.split("\n\n")
    assert first == (
        "[Scores on press](#/experiments/0/runs?viewStateShareKey=def) · "
        "[Scores on gold](#/experiments/0/runs?viewStateShareKey=abc)"
    )
    assert text.startswith("Each run is one experiment")


def test_what_people_wrote_or_took_away_stays(client: Any) -> None:
    client.set_experiment_tag("0", "mlflow.note.content", "Our notes.")
    add_view(client, "0", VIEW)
    assert client.get_experiment("0").tags["mlflow.note.content"].endswith("=abc)\n\nOur notes.")
    client.set_experiment_tag("0", "mlflow.note.content", "No links, please.")
    add_view(client, "0", VIEW)
    assert client.get_experiment("0").tags["mlflow.note.content"] == "No links, please."
