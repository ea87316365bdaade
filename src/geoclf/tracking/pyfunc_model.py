"""A geoclf model as MLflow loads and serves it.

MLflow copies this file into every logged model and runs the copy when the model is loaded ("models from
code"); nothing in geoclf imports it.
"""

import logging
from pathlib import Path
from typing import Any

import numpy as np
import pydantic

from geoclf.classifier.persistence import load
from geoclf.tracking.mlflow_import import import_pyfunc

import_pyfunc()  # before the next three, which would import it with its warnings

from mlflow.exceptions import MlflowException  # noqa: E402
from mlflow.models import set_model  # noqa: E402
from mlflow.pyfunc.model import PythonModel  # noqa: E402

__all__ = ["GeoclfModel", "Prediction"]

_logger = logging.getLogger(__name__)


class Prediction(pydantic.BaseModel):
    """What the model says of one text.

    Attributes
    ----------
    labels
        Names of the labels that apply.
    probabilities
        Calibrated probability of every label, by name.
    """

    labels: list[str]
    probabilities: dict[str, float]


class GeoclfModel(PythonModel):
    """Reads texts, returns one `Prediction` per text.

    The parameter `threshold` takes the place of the model's own thresholds, one for all labels; 0, the
    default, leaves them (MLflow allows no parameter without a value).
    """

    def load_context(self, context: Any) -> None:  # noqa: ANN401 - MLflow's, without type information
        """Load the classifier from the logged artifacts."""
        self._classifier = load(Path(context.artifacts["geoclf_model"]))

    # MLflow reads the type hints and leaves out the context, which its base class has.
    def predict(  # type: ignore[override]
        self, model_input: list[str], params: dict[str, Any] | None = None
    ) -> list[Prediction]:
        """Return one prediction per text, the same as `geoclf.load_model` gives.

        Raises
        ------
        MlflowException
            If the threshold is none, or a text cannot be labelled. MLflow's server answers any other
            exception with its stack trace, which is no business of whoever asked.
        """
        threshold = (params or {}).get("threshold", 0.0)
        if not 0 <= threshold <= 1:
            raise MlflowException.invalid_parameter_value(
                f"threshold: expected a number in (0, 1], or 0 for the model's own, got {threshold}"
            )
        try:
            return self._predictions(model_input, threshold)
        except Exception as error:
            _logger.exception("%d texts could not be labelled", len(model_input))
            raise MlflowException(
                f"the texts could not be labelled ({type(error).__name__}); the log of the model has more"
            ) from error

    def _predictions(self, texts: list[str], threshold: float) -> list[Prediction]:
        proba = self._classifier.predict_proba(texts)
        predicted = proba >= threshold if threshold else self._classifier.decision_.predict(proba)
        labels = np.array(self._classifier.labels)
        return [
            Prediction(
                labels=labels[row].tolist(),
                probabilities=dict(zip(labels.tolist(), values.tolist(), strict=True)),
            )
            for row, values in zip(predicted, proba, strict=True)
        ]


set_model(GeoclfModel())
