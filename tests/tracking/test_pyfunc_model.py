from typing import Any

import mlflow
import numpy as np
import pytest

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
    with pytest.raises(ValueError, match=r"threshold: expected a number in \(0, 1\], or 0 .*, got 1.5"):
        loaded.predict(TEXTS, params={"threshold": 1.5})


def test_no_texts(loaded: Any) -> None:
    assert loaded.predict([]) == []


def test_what_is_no_text_is_refused(loaded: Any) -> None:
    with pytest.raises(mlflow.MlflowException, match="Failed to validate data against type hint"):
        loaded.predict(["Firmaron un tratado.", 3])


def test_it_says_what_it_reads_and_returns(loaded: Any) -> None:
    signature = loaded.metadata.signature
    assert "threshold" in str(signature.params)
    assert "probabilities: Map(str -> DataType.double)" in str(signature.outputs)
    assert "geoclf_model" in loaded.metadata.flavors["python_function"]["artifacts"]
