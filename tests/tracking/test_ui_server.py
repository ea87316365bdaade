import socket
from pathlib import Path

import pytest

from geoclf.errors import TrackingError
from geoclf.tracking.location import StoreLocation
from geoclf.tracking.ui_server import check_port, ui_server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_free_port() -> None:
    check_port(free_port())


def test_a_port_that_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(TrackingError, match=rf"port {port} cannot be used .*--port {port + 1}"):
            check_port(port)


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    location = StoreLocation("nonsense://x", tmp_path / "mlflow.db", tmp_path)
    with (
        pytest.raises(TrackingError, match=r"(?s)ended at once, with exit code \d+:\n.*nonsense"),
        ui_server(location, free_port()),
    ):
        pytest.fail("it started")
