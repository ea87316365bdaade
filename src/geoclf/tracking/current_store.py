"""MLflow's global store: for its functions that know no other."""

from collections.abc import Iterator
from contextlib import contextmanager

from geoclf.tracking.mlflow_import import import_mlflow

__all__ = ["current_store"]


@contextmanager
def current_store(uri: str) -> Iterator[None]:
    """Point MLflow's global functions at the store `uri`, and afterwards where they pointed before."""
    mlflow = import_mlflow()
    before = mlflow.get_tracking_uri() if mlflow.is_tracking_uri_set() else None
    mlflow.set_tracking_uri(uri)
    try:
        yield
    finally:
        mlflow.set_tracking_uri(before)
