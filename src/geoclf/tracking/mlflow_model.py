"""A geoclf model into an MLflow run, as a `pyfunc` model that MLflow can load and serve."""

import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from geoclf.tracking.connection import Connection
from geoclf.tracking.current_store import current_store
from geoclf.tracking.items import Model
from geoclf.tracking.mlflow_import import import_mlflow, import_pyfunc

__all__ = ["MODEL_ARTIFACT", "log_model"]

MODEL_ARTIFACT = "geoclf_model"
"""Name of the saved geoclf model, with its card, among the artifacts of the MLflow model."""

_CODE = Path(__file__).with_name("pyfunc_model.py")
# What predictions depend on. Given here, because MLflow's own search takes seconds and finds too much.
_REQUIREMENTS = ("geoclf", "mlflow", "numpy", "pydantic", "safetensors", "scikit-learn", "scipy")


def log_model(connection: Connection, run_id: str, model: Model) -> None:
    """Log `model` into the run `run_id`."""
    mlflow, pyfunc = import_mlflow(), import_pyfunc()
    with (
        tempfile.TemporaryDirectory() as folder,
        current_store(connection.location.uri),
        mlflow.start_run(run_id=run_id, nested=True),
    ):
        saved = Path(folder) / MODEL_ARTIFACT
        shutil.copytree(model.folder, saved)
        pyfunc.log_model(
            name=model.name,
            python_model=str(_CODE),
            artifacts={MODEL_ARTIFACT: str(saved)},
            # The example shows the parameter; 0 is its default.
            input_example=(list(model.example), {"threshold": 0.0}),
            pip_requirements=[f"{package}=={version(package)}" for package in _REQUIREMENTS],
        )
