import json
from typing import Any

import mlflow
import numpy as np
import pytest

from geoclf.classifier.labeller import Labeller
from geoclf.experiment.result import ExperimentResult
from geoclf.tracking.current_store import current_store
from geoclf.tracking.mlflow_import import import_pyfunc

TEXTS = ["Firmaron un tratado con Chile.", "", "Nuevas sanciones; \U0001f30d ñandú.", "?!"]


@pytest.fixture(scope="module")
def loaded(logged: tuple[str, str]) -> Any:
    uri, run_id = logged
    with current_store(uri):
        return import_pyfunc().load_model(f"runs:/{run_id}/model")


def test_it_predicts_as_the_classifier_itself(loaded: Any, result: ExperimentResult) -> None:
    found = loaded.predict(TEXTS)
    assert [tuple(one.labels) for one in found] == result.model.predict_labels(TEXTS)
    proba = [[one.probabilities[label] for label in result.model.labels] for one in found]
    np.testing.assert_array_equal(proba, result.model.predict_proba(TEXTS))


def test_another_threshold(loaded: Any, result: ExperimentResult) -> None:
    proba = result.model.predict_proba(TEXTS)
    found = loaded.predict(TEXTS, params={"threshold": 0.2})
    assert [len(one.labels) for one in found] == (proba >= 0.2).sum(axis=1).tolist()
    assert loaded.predict(TEXTS, params={"threshold": 0.0}) == loaded.predict(TEXTS)


def test_a_threshold_that_is_none(loaded: Any) -> None:
    with pytest.raises(
        mlflow.MlflowException, match=r"threshold: expected a number in \(0, 1\], or 0 .*, got 1.5"
    ):
        loaded.predict(TEXTS, params={"threshold": 1.5})


def test_what_fails_inside_is_logged_and_told_without_its_trace(
    loaded: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(Labeller, "predict_proba", fail)
    with pytest.raises(
        mlflow.MlflowException, match=r"could not be labelled \(RuntimeError\); the log"
    ) as raised:
        loaded.predict(TEXTS)
    assert "secret" not in raised.value.message
    assert raised.value.error_code == "INTERNAL_ERROR"
    assert "RuntimeError: secret" in caplog.text


def test_no_texts(loaded: Any) -> None:
    assert loaded.predict([]) == []


def test_what_is_no_text_is_refused(loaded: Any) -> None:
    with pytest.raises(mlflow.MlflowException, match="Failed to validate data against type hint"):
        loaded.predict(["Firmaron un tratado.", 3])


def test_it_says_what_it_reads_and_returns(loaded: Any) -> None:
    signature = loaded.metadata.signature.to_dict()
    assert json.loads(signature["inputs"]) == [{"type": "string", "required": True}]
    assert json.loads(signature["outputs"])[0]["properties"] == {
        "labels": {"type": "array", "items": {"type": "string"}, "required": True},
        "probabilities": {"type": "map", "values": {"type": "double"}, "required": True},
    }
    assert json.loads(signature["params"]) == [
        {"name": "threshold", "type": "double", "default": 0.0, "shape": None}
    ]
    assert "geoclf_model" in loaded.metadata.flavors["python_function"]["artifacts"]


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
def test_on_spark(spark: Any, logged: tuple[str, str], result: ExperimentResult) -> None:
    uri, run_id = logged
    frame = spark.createDataFrame([(n, TEXTS[n % len(TEXTS)]) for n in range(20)], "id int, text string")
    with current_store(uri):
        label = import_pyfunc().spark_udf(spark, f"runs:/{run_id}/model", env_manager="local")
    found = frame.repartition(4).select("id", label("text").alias("found")).sort("id")
    assert found.schema["found"].simpleString() == (
        "found:struct<labels:array<string>,probabilities:map<string,double>>"
    )
    rows = [row.found for row in found.collect()]
    assert [tuple(row.labels) for row in rows] == result.model.predict_labels(TEXTS * 5)
    proba = [[row.probabilities[label] for label in result.model.labels] for row in rows]
    np.testing.assert_array_equal(proba, result.model.predict_proba(TEXTS * 5))
