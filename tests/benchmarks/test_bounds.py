"""The check on speed."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.bounds import BOUNDS, broken_bounds
from benchmarks.peers import PEERS


def measured(**seconds: list[float]) -> list[dict[str, Any]]:
    return [
        {"round": number, "peer": peer, "n_texts": 100, "cpu_seconds": value}
        for peer, values in seconds.items()
        for number, value in enumerate(values)
    ]


@pytest.fixture
def bounds(tmp_path: Path) -> Path:
    file = tmp_path / "bounds.json"
    file.write_text(json.dumps({"times_as_fast_as": {"spacy": 10}}))
    return file


def test_kept(bounds: Path) -> None:
    # The median of 11, 12 and 2.
    assert broken_bounds(measured(geoclf=[1, 1, 5], spacy=[11, 12, 10]), bounds) == []


def test_broken(bounds: Path) -> None:
    [message] = broken_bounds(measured(geoclf=[1, 1, 1], spacy=[9, 8, 30]), bounds)
    assert message.startswith("geoclf is 9.0 times as fast as spacy, expected at least 10 (bounds.json)")


def test_peer_not_measured(bounds: Path) -> None:
    assert broken_bounds(measured(geoclf=[1], sklearn_union=[1]), bounds) == []


def test_recorded_bounds_are_of_peers() -> None:
    assert set(json.loads(BOUNDS.read_text())["times_as_fast_as"]) <= set(PEERS)
