"""A tracked run by what people call it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from geoclf.errors import TrackingError
from geoclf.tracking.connection import Connection
from geoclf.tracking.mlflow_import import import_mlflow

__all__ = ["find_run", "recent_runs"]

_ID = re.compile("[0-9a-f]{32}")
_PAGE = 1000
_SHOWN = 10
_SHORT = 8
_WHOLE = "tags.kind = 'experiment'"


def find_run(connection: Connection, run: str) -> Any:  # noqa: ANN401 - mlflow is untyped
    """Return the run that `run` names: an id, the begin of one, or a run's name.

    Among runs of one name those that were completed are meant, if there are any.

    Raises
    ------
    TrackingError
        If no run or more than one fits; the message lists the candidates.
    """
    if _ID.fullmatch(run):
        # Listing all runs takes seconds in a large store.
        with suppress(import_mlflow().MlflowException):
            return connection.client.get_run(run)
    whole = list(_whole_runs(connection))
    fitting = [found for found in whole if found.info.run_id.startswith(run)]
    if not fitting:
        named = [found for found in whole if found.info.run_name == run]
        fitting = [found for found in named if found.info.status == "FINISHED"] or named
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise TrackingError(f"{run!r} fits {len(fitting)} runs; pass one's id: {_listed(fitting)}")
    raise TrackingError(
        f"no run {run!r} in {connection.location.uri}; there are: {_listed(whole) or 'none yet'}"
    )


def recent_runs(connection: Connection) -> str:
    """Return the newest runs in words, for error messages."""
    return _listed(list(_whole_runs(connection))) or "none yet"


def _whole_runs(connection: Connection) -> Iterator[Any]:
    """Yield all experiments' runs, newest first, without their folds and baselines."""
    client = connection.client
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    token = None
    while experiments:
        page = client.search_runs(
            experiments,
            filter_string=_WHOLE,
            order_by=["attributes.start_time DESC"],
            max_results=_PAGE,
            page_token=token,
        )
        yield from page
        token = page.token
        if not token:
            return


def _listed(runs: Sequence[Any]) -> str:
    lines = [
        f"{run.info.run_id[:_SHORT]} {run.info.run_name} "
        f"({run.info.status.lower()}, {datetime.fromtimestamp(run.info.start_time / 1000):%Y-%m-%d %H:%M})"
        for run in runs[:_SHOWN]
    ]
    return "; ".join(lines) + (f"; and {len(runs) - _SHOWN} more" if len(runs) > _SHOWN else "")
