"""The MLflow experiment that runs go into."""

from geoclf.errors import TrackingError
from geoclf.tracking.connection import Connection
from geoclf.tracking.mlflow_import import import_mlflow

__all__ = ["open_experiment"]


def open_experiment(connection: Connection, name: str) -> str:
    """Return the id of the experiment called `name`, made if it is missing.

    Raises
    ------
    TrackingError
        If the experiment was deleted, or the store refuses its name.
    """
    mlflow = import_mlflow()
    client = connection.client
    try:
        experiment = client.get_experiment_by_name(name)
        if experiment is None:
            return _create(connection, name)
    except mlflow.MlflowException as error:
        raise TrackingError(f"experiment {name!r}: {error}; choose another name") from error
    if experiment.lifecycle_stage != "active":
        raise TrackingError(
            f"experiment {name!r} was deleted; choose another name, or bring it back with "
            f"`mlflow experiments restore --experiment-id {experiment.experiment_id}`"
        )
    return str(experiment.experiment_id)


def _create(connection: Connection, name: str) -> str:
    mlflow = import_mlflow()
    try:
        return str(connection.client.create_experiment(name, connection.location.artifact_uri(name)))
    except mlflow.MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    # Another process was quicker.
    return str(connection.client.get_experiment_by_name(name).experiment_id)
