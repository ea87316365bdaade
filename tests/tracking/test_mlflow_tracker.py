import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geoclf.errors import TrackingError
from geoclf.experiment.result import ExperimentResult
from geoclf.tracking.connection import connect
from geoclf.tracking.items import Metric, Param, TextFile
from geoclf.tracking.mlflow_tracker import MlflowRun, MlflowTracker
from geoclf.tracking.mlflow_writer import MlflowWriter


def only_run(uri: str) -> Any:
    client = connect(uri).client
    (run,) = client.search_runs([client.get_experiment_by_name("geoclf").experiment_id])
    return run


def artifact(run: Any, name: str) -> str:
    return (Path(run.info.artifact_uri.removeprefix("file://")) / name).read_text(encoding="utf-8")


def test_a_completed_run(logged: tuple[str, str], result: ExperimentResult) -> None:
    uri, run_id = logged
    run = connect(uri).client.get_run(run_id)
    assert (run.info.status, run.data.tags["status"]) == ("FINISHED", "completed")
    assert run.info.run_name == "logistic model.C=1.0"
    assert run.data.params == {
        "model": "LogisticModel",
        "model.C": "1.0",
        "features": "TfidfFeatures",
        "features.word_ngrams": "[1,1]",
        "features.char_ngrams": "null",
        "seed": "0",
    }
    assert run.data.metrics["gold/micro_f1"] == result.evaluations[0].report["micro_f1"].value
    assert run.data.metrics["press/treaty/f1"] == result.evaluations[1].report["treaty/f1"].value
    assert "humanitarian_aid" not in " ".join(key for key in run.data.metrics if key.endswith("/f1"))
    assert artifact(run, "config.yaml") == "model:\n  C: 1.0\n"


def test_its_data_sets_carry_their_whole_hash(logged: tuple[str, str], result: ExperimentResult) -> None:
    run = connect(logged[0]).client.get_run(logged[1])
    inputs = {item.dataset.name: item for item in run.inputs.dataset_inputs}
    assert set(inputs) == {"gold", "press"}
    assert result.data.hash.startswith(inputs["gold"].dataset.digest)
    assert {tag.key: tag.value for tag in inputs["gold"].tags} == {
        "mlflow.data.context": "training",
        "sha256": result.data.hash,
    }


def test_its_files(logged: tuple[str, str]) -> None:
    client = connect(logged[0]).client
    names = {file.path for file in client.list_artifacts(logged[1])}
    assert names == {
        *("config.yaml", "environment.txt", "figures", "metrics.csv", "predictions.json"),
        *("predictions.jsonl", "undefined.csv"),
    }
    figures = [file.path for file in client.list_artifacts(logged[1], "figures/press")]
    assert len(figures) == 6
    table = json.loads(artifact(client.get_run(logged[1]), "predictions.json"))
    assert table["columns"][:2] == ["text", "predicted"]
    assert len(table["data"]) == 35


def test_its_folds_and_baselines_are_nested(logged: tuple[str, str]) -> None:
    client = connect(logged[0]).client
    experiment = client.get_run(logged[1]).info.experiment_id
    nested = client.search_runs([experiment], f"tags.mlflow.parentRunId = '{logged[1]}'")
    assert {run.info.run_name for run in nested} == {
        *("baseline majority", "fold Irán", "fold Rusia", "fold Ucrania"),
    }
    assert {run.info.status for run in nested} == {"FINISHED"}
    fold = next(run for run in nested if run.info.run_name == "fold Irán")
    assert fold.data.metrics["test_positives/treaty"] == 2.0


def test_the_experiment_offers_a_view_per_data_set(logged: tuple[str, str]) -> None:
    client = connect(logged[0]).client
    tags = client.get_experiment(client.get_run(logged[1]).info.experiment_id).tags
    views = [json.loads(value) for key, value in tags.items() if key.startswith("mlflow.sharedViewState.")]
    assert {view["name"] for view in views} == {"Scores on gold", "Scores on press"}
    assert tags["mlflow.note.content"].count("](#/experiments/1/runs?viewStateShareKey=") == 2


def fail(store: str, meanwhile: Callable[[MlflowRun], None]) -> None:
    with MlflowTracker(store, "geoclf").run("trial") as run:
        meanwhile(run)
        raise ValueError("no convergence")


def test_a_failed_run_says_why(store: str) -> None:
    with pytest.raises(ValueError, match="no convergence"):
        fail(store, lambda run: run.log([Param("seed", "0"), Metric("x", 1.0)]))
    found = only_run(store)
    assert (found.info.status, found.data.tags["status"]) == ("FAILED", "failed")
    assert found.data.tags["error"] == "ValueError: no convergence"
    assert 'raise ValueError("no convergence")' in artifact(found, "error.txt")
    assert (found.data.params, found.data.metrics) == ({"seed": "0"}, {"x": 1.0})


def test_an_interrupted_run_was_killed(store: str) -> None:
    with pytest.raises(KeyboardInterrupt, match="by hand"), MlflowTracker(store, "geoclf").run("trial"):
        raise KeyboardInterrupt("by hand")
    found = only_run(store)
    assert (found.info.status, found.data.tags["status"]) == ("KILLED", "killed")
    assert found.info.end_time is not None


def test_a_store_that_breaks_does_not_hide_the_error(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise TrackingError("the store is gone")

    with pytest.raises(ValueError, match="no convergence"):
        fail(store, lambda run: monkeypatch.setattr(MlflowWriter, "write", broken))
    # What could still be said was said.
    assert only_run(store).info.status == "FAILED"


def test_a_run_whose_last_words_fail_is_not_completed(store: str) -> None:
    with (
        pytest.raises(TrackingError, match="refused to write"),
        MlflowTracker(store, "geoclf").run("trial") as run,
    ):
        run.log([Param("seed", "0"), TextFile("x.txt", ""), Param("seed", "1")])
    assert only_run(store).info.status == "FAILED"


def test_an_account_without_a_name(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError("no username")

    monkeypatch.setattr("getpass.getuser", nobody)
    with MlflowTracker(store, "geoclf").run("trial"):
        pass
    assert only_run(store).data.tags["mlflow.user"] == "unknown"
