from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geoclf.errors import TrackingError
from geoclf.evaluation.report import Predictions
from geoclf.experiment.result import ExperimentResult
from geoclf.tracking.mlflow_tracker import MlflowTracker
from geoclf.tracking.read_run import read_predictions


def test_predictions_come_back_to_the_last_bit(logged: tuple[str, str], result: ExperimentResult) -> None:
    found = read_predictions(logged[1], logged[0])
    assert len(found) == 2
    for evaluation, predictions in zip(result.evaluations, found, strict=True):
        for field in fields(Predictions):
            expected: Any = getattr(evaluation.predictions, field.name)
            np.testing.assert_array_equal(getattr(predictions, field.name), expected)


def test_the_begin_of_an_id_or_a_name_will_do(logged: tuple[str, str]) -> None:
    uri, run_id = logged
    for run in (run_id[:6], "logistic model.C=1.0"):
        assert read_predictions(run, uri)[0].system == "logistic"


def test_a_run_without_predictions(store: str) -> None:
    with MlflowTracker(store, "geoclf").run("empty"):
        pass
    with pytest.raises(TrackingError, match=r"no run 'empty' .*there are: none yet"):
        read_predictions("empty", store)


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(TrackingError, match="no such tracking database"):
        read_predictions("x", f"sqlite:///{tmp_path}/none.db")
