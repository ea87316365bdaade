"""MLflow's pages, served on this machine alone for as long as someone looks at them."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.error import URLError
from urllib.request import urlopen

from geoclf.errors import TrackingError
from geoclf.tracking.location import StoreLocation

__all__ = ["HOST", "check_port", "ui_server"]

HOST = "127.0.0.1"

_START_SECONDS = 120
_STOP_SECONDS = 20
_LAST_PORT = 65535
_LAST_LINES = 5
# MLflow would start ten processes for jobs that geoclf has none of, and call home.
_ENVIRONMENT = {
    "DO_NOT_TRACK": "true",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
}


def check_port(port: int) -> None:
    """Make sure that a server can be started on `port`.

    Raises
    ------
    TrackingError
        If it is taken, or may not be used.
    """
    with socket.socket() as probe:
        # As servers do: a port that was left a moment ago counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise TrackingError(
                f"port {port} cannot be used ({error.strerror}); choose another with --port, such as "
                f"--port {port + 1 if port < _LAST_PORT else port - 1}"
            ) from error


@contextmanager
def ui_server(location: StoreLocation, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Serve the pages of a store until the block is left; the server answers when the block begins.

    Raises
    ------
    TrackingError
        If the port is taken, or the server does not start.
    """
    check_port(port)
    arguments = ["--backend-store-uri", location.uri, "--host", HOST, "--port", str(port), "--workers", "1"]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "mlflow", "server", *arguments],
            env={**os.environ, **_ENVIRONMENT},
            # MLflow makes a folder for files of its own in the working directory; geoclf's are elsewhere.
            cwd=None if location.database is None else location.database.parent,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Its own group: Ctrl-C reaches geoclf alone, which then stops server and workers in order.
            start_new_session=True,
        )
        try:
            _wait(server, port)
            yield server
        except TrackingError as error:
            log.seek(0)
            last = log.read().decode("utf-8", errors="replace").strip().split("\n")[-_LAST_LINES:]
            raise TrackingError("\n".join([str(error), *last])) from error
        finally:
            _stop(server)


def _wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise TrackingError(f"the MLflow server ended at once, with exit code {server.returncode}:")
        with suppress(URLError, OSError), urlopen(f"http://{HOST}:{port}/health", timeout=5):
            return
        time.sleep(0.2)
    raise TrackingError(f"the MLflow server did not answer within {_START_SECONDS} s; it said:")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(server.pid, number)
        with suppress(subprocess.TimeoutExpired):
            server.wait(_STOP_SECONDS)
            return
