import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from geoclf.errors import TrackingError
from geoclf.tracking import ui_server
from geoclf.tracking.connection import connect
from geoclf.tracking.items import SavedView
from geoclf.tracking.location import StoreLocation
from geoclf.tracking.mlflow_views import add_view

Invoke = Callable[..., Result]


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with one experiment that has a view."""
    uri = f"sqlite:///{tmp_path_factory.mktemp('store')}/mlflow.db"
    client = connect(uri).client
    add_view(client, client.create_experiment("geoclf"), SavedView("abc", "Scores on gold", "{}"))
    return uri


def serving(monkeypatch: pytest.MonkeyPatch, wait: Callable[[], int]) -> list[str]:
    """Put a server in place that does `wait`; return what happens to it."""
    events: list[str] = []

    class Server:
        def wait(self) -> int:
            return wait()

    @contextmanager
    def ui_server_instead(location: StoreLocation, port: int) -> Iterator[Any]:
        events.append(f"started on {port}")
        try:
            yield Server()
        finally:
            events.append("stopped")

    monkeypatch.setattr(ui_server, "ui_server", ui_server_instead)
    monkeypatch.setattr(ui_server, "check_port", lambda port: None)
    return events


def interrupt() -> int:
    raise KeyboardInterrupt


def end_of_terminal() -> int:
    os.kill(os.getpid(), signal.SIGHUP)
    return 0


@pytest.mark.parametrize("wait", [interrupt, end_of_terminal])
def test_it_says_where_to_look_and_stops_in_order(
    geoclf: Invoke, uri: str, monkeypatch: pytest.MonkeyPatch, wait: Callable[[], int]
) -> None:
    events = serving(monkeypatch, wait)
    before = signal.getsignal(signal.SIGHUP)
    result = geoclf("ui", "--port", "5123", "--tracking-uri", uri)
    assert result.exit_code == 0
    assert events == ["started on 5123", "stopped"]
    assert result.stdout.splitlines() == [
        "Open http://127.0.0.1:5123/#/experiments",
        "geoclf, Scores on gold: http://127.0.0.1:5123/#/experiments/1/runs?viewStateShareKey=abc",
    ]
    assert result.stderr.endswith("Stopped.\n")
    assert signal.getsignal(signal.SIGHUP) is before


def test_a_server_that_ends_by_itself_is_an_error(
    geoclf: Invoke, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = serving(monkeypatch, lambda: 3)
    result = geoclf("ui", "--tracking-uri", uri)
    assert result.exit_code == 1
    assert "Error: the MLflow server ended by itself, with exit code 3" in result.stderr
    assert events[-1] == "stopped"


def test_runs_on_a_server_need_none(geoclf: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    class Remote:
        location = StoreLocation("https://mlflow.example.org", None, None)

    monkeypatch.setattr("geoclf.tracking.connection.connect", lambda uri, create: Remote)
    events = serving(monkeypatch, interrupt)
    result = geoclf("ui", "--tracking-uri", "https://mlflow.example.org")
    assert result.output == "These runs are on a server: open https://mlflow.example.org in a browser.\n"
    assert (result.exit_code, events) == (0, [])


def test_a_port_that_is_taken(geoclf: Invoke, uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(port: int) -> None:
        raise TrackingError(f"port {port} cannot be used")

    monkeypatch.setattr(ui_server, "check_port", taken)
    result = geoclf("ui", "--tracking-uri", uri)
    assert (result.exit_code, result.output) == (1, "Error: port 5000 cannot be used\n")


def test_nothing_tracked_yet(geoclf: Invoke, tmp_path: Path) -> None:
    result = geoclf("ui", "--tracking-uri", f"sqlite:///{tmp_path}/none.db")
    assert result.exit_code == 1
    assert "no such tracking database; go to the folder where geoclf train was started" in result.output
    assert not list(tmp_path.iterdir())


def test_help_has_an_example(geoclf: Invoke) -> None:
    result = geoclf("ui", "--help")
    assert result.exit_code == 0
    assert "geoclf ui --port 5001 --tracking-uri sqlite:///runs/mlflow.db" in result.output
