"""A tracked model, brought to a folder on this machine."""

import re
from pathlib import Path

from geoclf.errors import TrackingError
from geoclf.tracking.connection import Connection, connect
from geoclf.tracking.current_store import current_store
from geoclf.tracking.find_run import find_run, recent_runs
from geoclf.tracking.mlflow_import import import_mlflow
from geoclf.tracking.mlflow_model import MODEL_ARTIFACT

__all__ = ["download_model"]

_RUN = re.compile(r"runs:/(?P<run>[^/]+)(?:/(?P<name>.+?))?/?")
_REGISTERED = re.compile(r"models:/(?P<name>[^/@]+)([/@].+)?")
_DEFAULT_NAME = "model"
_INSIDE = f"artifacts/{MODEL_ARTIFACT}"


def download_model(uri: str, tracking_uri: str | None = None) -> Path:
    """Return the folder of a tracked geoclf model, downloaded if it is not on this machine.

    Parameters
    ----------
    uri
        "runs:/RUN" or "runs:/RUN/model", RUN being a run's id, the begin of it, or its name; or
        "models:/NAME/VERSION" or "models:/NAME@ALIAS" for a registered model.
    tracking_uri
        Address of the store, see `geoclf.tracking.location.locate_store`.

    Raises
    ------
    TrackingError
        If there is no such store, run or model, or the model is not one of geoclf's.
    """
    run = _RUN.fullmatch(uri)
    if run is None and _REGISTERED.fullmatch(uri) is None:
        raise TrackingError(
            f"{uri!r}: expected runs:/RUN_ID, runs:/RUN_ID/NAME, models:/NAME/VERSION or models:/NAME@ALIAS"
        )
    connection = connect(tracking_uri, create=False)
    if run is not None:
        run_id = find_run(connection, run["run"]).info.run_id
        uri = f"runs:/{run_id}/{run['name'] or _DEFAULT_NAME}"
    folder = _download(connection, uri) / _INSIDE
    if not folder.is_dir():
        raise TrackingError(f"{uri}: not a geoclf model; pass a run of geoclf train, or load it with MLflow")
    return folder


def _download(connection: Connection, uri: str) -> Path:
    mlflow = import_mlflow()
    try:
        with current_store(connection.location.uri):
            return Path(mlflow.artifacts.download_artifacts(artifact_uri=uri))
    except (mlflow.MlflowException, OSError) as error:
        reason = str(error).split("\n")[0]
        raise TrackingError(
            f"{uri}: no such model in {connection.location.uri} ({reason}); "
            f"runs there: {recent_runs(connection)}; registered models: {_registered(connection)}"
        ) from error


def _registered(connection: Connection) -> str:
    found = connection.client.search_registered_models(max_results=20)
    return ", ".join(model.name for model in found) or "none"
