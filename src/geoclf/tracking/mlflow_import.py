"""MLflow, imported only when it is needed and without its calls home."""

import logging
import os
import warnings
from types import ModuleType

__all__ = ["import_mlflow", "import_pyfunc"]

# Read by MLflow at import or first use. What the user has set stays.
_ENVIRONMENT = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
}
# They report every step of creating a database or logging a model, at a level meant for news.
_CHATTY = ("alembic", "mlflow.models.signature", "mlflow.store.db.utils")


def import_mlflow() -> ModuleType:
    """Return the module `mlflow`, its telemetry off and its loggers no louder than a warning.

    The first call takes about two seconds.
    """
    for variable, value in _ENVIRONMENT.items():
        os.environ.setdefault(variable, value)
    import mlflow

    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    return mlflow


def import_pyfunc() -> ModuleType:
    """Return the module `mlflow.pyfunc`, without the warning that importing it gives about its own code."""
    import_mlflow()
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message=".*Any type hint is inferred as AnyType", category=UserWarning
        )
        import mlflow.pyfunc
    return mlflow.pyfunc
