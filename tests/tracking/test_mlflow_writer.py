import json
from pathlib import Path
from typing import Any, cast

import pytest

from geoclf.errors import TrackingError
from geoclf.tracking.connection import Connection, connect
from geoclf.tracking.experiments import open_experiment
from geoclf.tracking.items import Item, Metric, Param, Table, Tag, TextFile
from geoclf.tracking.mlflow_writer import MlflowWriter


@pytest.fixture
def connection(store: str) -> Connection:
    return connect(store)


@pytest.fixture
def writer(connection: Connection) -> MlflowWriter:
    return MlflowWriter.open(connection, open_experiment(connection, "geoclf"), "trial", {})


def run(connection: Connection, writer: MlflowWriter) -> Any:
    return connection.client.get_run(writer.run_id)


def test_more_than_mlflow_takes_at_once(connection: Connection, writer: MlflowWriter) -> None:
    items: list[Item] = [Param(f"p{i}", str(i)) for i in range(250)]
    items += [Metric(f"m{i}", float(i)) for i in range(1100)]
    items += [Tag(f"t{i}", str(i)) for i in range(120)]
    writer.write(items)
    data = run(connection, writer).data
    assert data.params == {f"p{i}": str(i) for i in range(250)}
    assert data.metrics == {f"m{i}": float(i) for i in range(1100)}
    assert {key: value for key, value in data.tags.items() if key.startswith("t")} == {
        f"t{i}": str(i) for i in range(120)
    }


def test_order_is_kept_across_kinds(connection: Connection, writer: MlflowWriter) -> None:
    writer.write([Metric("a", 1.0, step=0), TextFile("x.txt", "x"), Metric("a", 2.0, step=1)])
    history = connection.client.get_metric_history(writer.run_id, "a")
    assert [(metric.step, metric.value) for metric in history] == [(0, 1.0), (1, 2.0)]


def test_text_and_tables_keep_every_character(connection: Connection, writer: MlflowWriter) -> None:
    text = 'ñ "comillas" \u2028 \U0001f30d\r\n'
    writer.write([TextFile("a/b/ñ.txt", text), Table("t.json", {"text": [text, "x"], "p": [0.5, 1.0]})])
    folder = Path(run(connection, writer).info.artifact_uri.removeprefix("file://"))
    assert (folder / "a" / "b" / "ñ.txt").read_bytes() == text.encode("utf-8")
    assert json.loads((folder / "t.json").read_text(encoding="utf-8")) == {
        "columns": ["text", "p"],
        "data": [[text, 0.5], ["x", 1.0]],
    }


def test_a_lone_surrogate_becomes_its_json_escape(connection: Connection, writer: MlflowWriter) -> None:
    writer.write([TextFile("x.jsonl", '{"text": "\ud800"}')])
    folder = Path(run(connection, writer).info.artifact_uri.removeprefix("file://"))
    assert (folder / "x.jsonl").read_bytes() == b'{"text": "\\ud800"}'


def test_what_the_store_refuses(writer: MlflowWriter) -> None:
    with pytest.raises(TrackingError, match=r"the tracking store refused to write: .*Changing param values"):
        writer.write([Param("seed", "0"), TextFile("x.txt", ""), Param("seed", "1")])


def test_a_folder_that_cannot_be_written(tmp_path: Path, writer: MlflowWriter) -> None:
    (tmp_path / "mlartifacts").write_text("a file where a folder is due")
    with pytest.raises(TrackingError, match=r"refused to write: .*check its disk space and permissions"):
        writer.write([TextFile("x.txt", "")])


def test_something_that_is_no_item(writer: MlflowWriter) -> None:
    with pytest.raises(TypeError, match="expected a log item, got dict"):
        writer.write([cast("Item", {"seed": 0})])
