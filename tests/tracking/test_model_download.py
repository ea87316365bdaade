import sqlite3
from contextlib import closing

import mlflow
import numpy as np
import pytest

from geoclf.classifier.persistence import load
from geoclf.errors import TrackingError
from geoclf.experiment.result import ExperimentResult
from geoclf.tracking.connection import connect
from geoclf.tracking.current_store import current_store
from geoclf.tracking.experiments import open_experiment
from geoclf.tracking.model_download import download_model


@pytest.fixture(scope="module")
def registry(logged: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A copy of the store, its model registered under a name and an alias."""
    path = tmp_path_factory.mktemp("registry") / "mlflow.db"
    # Not a copy of the file: what was written last may still be in the log beside it.
    with (
        closing(sqlite3.connect(logged[0].removeprefix("sqlite:///"))) as source,
        closing(sqlite3.connect(path)) as target,
    ):
        source.backup(target)
    uri = f"sqlite:///{path}"
    with current_store(uri):
        mlflow.register_model(f"runs:/{logged[1]}/model", "labels")
    connect(uri).client.set_registered_model_alias("labels", "best", "1")
    return uri


@pytest.mark.parametrize(
    "address", ["runs:/{}", "runs:/{}/", "runs:/{}/model", "runs:/{:.8}", "runs:/logistic model.C=1.0"]
)
def test_a_runs_model(logged: tuple[str, str], result: ExperimentResult, address: str) -> None:
    uri, run_id = logged
    model = load(download_model(address.format(run_id), uri))
    texts = ["Firmaron un tratado con Chile."]
    np.testing.assert_array_equal(model.predict_proba(texts), result.model.predict_proba(texts))


@pytest.mark.parametrize("address", ["models:/labels/1", "models:/labels@best"])
def test_a_registered_model(registry: str, address: str) -> None:
    assert load(download_model(address, registry)).labels[0] == "military_cooperation"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("runs:/ffff", r"no run 'ffff' in sqlite:.*; there are: \w{8} logistic model.C=1.0 \(finished, "),
        (
            "runs:/{}/other",
            r"no such model in sqlite:.*; runs there: \w{8} logistic.*registered models: labels",
        ),
        ("models:/labels/7", r"models:/labels/7: no such model .*; registered models: labels"),
        ("models:/nobody@best", r"models:/nobody@best: no such model .*; registered models: labels"),
        ("runs:", r"'runs:': expected runs:/RUN_ID"),
        ("https://example.org", "expected runs:/RUN_ID"),
    ],
)
def test_what_is_not_there(registry: str, logged: tuple[str, str], address: str, message: str) -> None:
    with pytest.raises(TrackingError, match=message):
        download_model(address.format(logged[1]), registry)


def test_a_model_of_something_else(store: str) -> None:
    connection = connect(store)
    client = connection.client
    run = client.create_run(open_experiment(connection, "foreign"), tags={"kind": "experiment"})
    client.log_text(run.info.run_id, "flavors: {}", "model/MLmodel")
    with pytest.raises(TrackingError, match="not a geoclf model; pass a run of geoclf train"):
        download_model(f"runs:/{run.info.run_id}", store)
