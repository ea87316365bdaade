"""What a tracked run predicted, read back from the store."""

import tempfile
from pathlib import Path

from geoclf.errors import TrackingError
from geoclf.evaluation.report import Predictions
from geoclf.tracking.connection import connect
from geoclf.tracking.find_run import find_run
from geoclf.tracking.mlflow_import import import_mlflow
from geoclf.tracking.saved_predictions import read_predictions_file
from geoclf.tracking.table_items import PREDICTIONS_FILE

__all__ = ["read_predictions"]


def read_predictions(run: str, tracking_uri: str | None = None) -> list[Predictions]:
    """Return a run's predictions, one object per data set, the cross-validated one first.

    Parameters
    ----------
    run
        The run's id, the begin of it, or its name.
    tracking_uri
        Address of the store, see `geoclf.tracking.location.locate_store`.

    Raises
    ------
    TrackingError
        If there is no such store or run, several fit, or the run has no predictions.
    DataError
        If the run's predictions are not as geoclf writes them.
    """
    connection = connect(tracking_uri, create=False)
    found = find_run(connection, run)
    mlflow = import_mlflow()
    with tempfile.TemporaryDirectory() as folder:
        try:
            path = connection.client.download_artifacts(found.info.run_id, PREDICTIONS_FILE, folder)
        except (mlflow.MlflowException, OSError) as error:
            raise TrackingError(
                f"run {found.info.run_id} ({found.info.run_name}, {found.info.status.lower()}) has no "
                f"{PREDICTIONS_FILE}; choose a run that was completed"
            ) from error
        return read_predictions_file(Path(path))
