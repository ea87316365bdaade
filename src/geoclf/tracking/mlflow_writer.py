"""Items into one MLflow run: the only place that turns them into calls of MLflow."""

import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import singledispatchmethod
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from geoclf.errors import TrackingError
from geoclf.tracking.connection import Connection
from geoclf.tracking.items import (
    Dataset,
    Figure,
    Item,
    Metric,
    Model,
    NestedRun,
    Param,
    SavedView,
    Table,
    Tag,
    TextFile,
)
from geoclf.tracking.mlflow_import import import_mlflow
from geoclf.tracking.mlflow_model import log_model
from geoclf.tracking.mlflow_views import add_view

if TYPE_CHECKING:
    import pandas

__all__ = ["MlflowWriter"]

# Shown beside the data set's name in every row of the runs table; the whole hash is a tag of the input.
_DIGEST = 12
_PARENT = "mlflow.parentRunId"


class MlflowWriter:
    """Writes items into one run.

    Attributes
    ----------
    run_id
        The run's id.
    """

    def __init__(self, connection: Connection, experiment_id: str, run_id: str) -> None:
        self._connection = connection
        self._experiment_id = experiment_id
        self.run_id = run_id

    @classmethod
    def open(cls, connection: Connection, experiment_id: str, name: str, tags: Mapping[str, str]) -> Self:
        """Create a run and return its writer."""
        with _store_errors():
            run = connection.client.create_run(experiment_id, tags=dict(tags), run_name=name)
        return cls(connection, experiment_id, run.info.run_id)

    def close(self, status: str) -> None:
        """Mark the run as ended: "FINISHED", "FAILED" or "KILLED"."""
        with _store_errors():
            self._connection.client.set_terminated(self.run_id, status)

    def write(self, items: Iterable[Item]) -> None:
        """Write items, in order; parameters, tags and metrics that follow each other go together.

        Raises
        ------
        TrackingError
            If the store refuses one of them.
        """
        for is_small, group in groupby(items, key=lambda item: isinstance(item, Param | Tag | Metric)):
            with _store_errors():
                if is_small:
                    self._write_batch(list(group))
                else:
                    for item in group:
                        self._write(item)

    def _write_batch(self, batch: list[Item]) -> None:
        from mlflow import entities

        now = int(time.time() * 1000)
        self._connection.client.log_batch(
            self.run_id,
            params=[entities.Param(item.key, item.value) for item in batch if isinstance(item, Param)],
            tags=[entities.RunTag(item.key, item.value) for item in batch if isinstance(item, Tag)],
            metrics=[
                entities.Metric(item.key, item.value, now, item.step)
                for item in batch
                if isinstance(item, Metric)
            ],
            synchronous=True,
        )

    @singledispatchmethod
    def _write(self, item: object) -> None:
        raise TypeError(f"expected a log item, got {type(item).__name__}")

    @_write.register
    def _(self, item: SavedView) -> None:
        add_view(self._connection.client, self._experiment_id, item)

    @_write.register
    def _(self, item: TextFile) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(item.path).name
            # A lone surrogate, which UTF-8 cannot hold, becomes the escape that JSON has for it.
            path.write_bytes(item.content.encode("utf-8", errors="backslashreplace"))
            parent = Path(item.path).parent.as_posix()
            self._connection.client.log_artifact(self.run_id, path, None if parent == "." else parent)

    @_write.register
    def _(self, item: Table) -> None:
        self._connection.client.log_table(self.run_id, _frame(item.columns), item.path)

    @_write.register
    def _(self, item: Figure) -> None:
        self._connection.client.log_figure(self.run_id, item.draw(), item.path)

    @_write.register
    def _(self, item: Dataset) -> None:
        from mlflow import entities
        from mlflow.data.pandas_dataset import from_pandas

        described = from_pandas(_frame(item.columns), name=item.name, digest=item.hash[:_DIGEST]).to_dict()
        tags = [
            entities.InputTag("mlflow.data.context", item.context),
            entities.InputTag("sha256", item.hash),
        ]
        dataset = entities.DatasetInput(entities.Dataset(**described), tags)
        self._connection.client.log_inputs(self.run_id, [dataset])

    @_write.register
    def _(self, item: Model) -> None:
        log_model(self._connection, self.run_id, item)

    @_write.register
    def _(self, item: NestedRun) -> None:
        tags = {_PARENT: self.run_id}
        nested = type(self).open(self._connection, self._experiment_id, item.name, tags)
        nested.write(item.items)
        nested.close("FINISHED")


def _frame(columns: Mapping[str, Sequence[Any]]) -> "pandas.DataFrame":
    import pandas as pd

    # Columns of pandas' own text type make MLflow 3.17 do what pandas 3 warns of.
    dtypes = {
        name: object if any(isinstance(cell, str) for cell in cells) else None
        for name, cells in columns.items()
    }
    return pd.DataFrame({name: pd.Series(list(cells), dtype=dtypes[name]) for name, cells in columns.items()})


@contextmanager
def _store_errors() -> Iterator[None]:
    mlflow: Any = import_mlflow()
    try:
        yield
    except (mlflow.MlflowException, OSError) as error:
        raise TrackingError(
            f"the tracking store refused to write: {error}; check its disk space and permissions"
        ) from error
