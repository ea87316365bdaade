"""`geoclf ui`: tracked runs in the browser."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import click

from geoclf.errors import TrackingError

if TYPE_CHECKING:
    from geoclf.tracking.connection import Connection

__all__ = ["command"]

_EPILOG = """\b
Examples:
  geoclf ui
  geoclf ui --port 5001 --tracking-uri sqlite:///runs/mlflow.db
"""
_SHOWN = 5


@click.command("ui", epilog=_EPILOG)
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True, help="Port to use.")
@click.option("--tracking-uri", help="Where tracked runs are.  [default: as for geoclf train]")
def command(port: int, tracking_uri: str | None) -> None:
    """Look at tracked runs in the browser, on this machine alone; Ctrl-C stops it.

    For each experiment the address of a table is printed: its runs with the scores that matter, best first.
    """
    from geoclf.tracking.connection import connect
    from geoclf.tracking.ui_server import HOST, check_port, ui_server

    check_port(port)
    connection = connect(tracking_uri, create=False)
    if connection.location.artifacts is None:
        click.echo(f"These runs are on a server: open {connection.location.uri} in a browser.")
        return
    click.echo("Starting MLflow, this takes some seconds ...", err=True)
    try:
        with _ended_by_signals(), ui_server(connection.location, port) as server:
            click.echo("\n".join(_addresses(connection, f"http://{HOST}:{port}/#")))
            click.echo("Ctrl-C stops it.", err=True)
            raise TrackingError(f"the MLflow server ended by itself, with exit code {server.wait()}:")
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)


def _addresses(connection: "Connection", root: str) -> list[str]:
    from geoclf.tracking.mlflow_views import view_paths

    lines = [f"Open {root}/experiments"]
    experiments = connection.client.search_experiments(order_by=["last_update_time DESC"], max_results=_SHOWN)
    for experiment in experiments:
        lines += [f"{experiment.name}, {name}: {root}{path}" for name, path in view_paths(experiment).items()]
    return lines


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Treat the end of the terminal or a kill as Ctrl-C, so that no server is left behind."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
