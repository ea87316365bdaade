import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from geoclf.experiment.result import ExperimentResult
from geoclf.hashing import sha256_of_text
from geoclf.scheme.schema import Scheme
from geoclf.tracking.run_info import RunInfo, collect_run_info, installed_packages


def collect(result: ExperimentResult, scheme: Scheme, folder: Path, *command: str) -> RunInfo:
    return collect_run_info(
        {"seed": 0}, "seed: 0\n", scheme=scheme, data=result.data, command=command, folder=folder
    )


def test_scheme_data_and_version(result: ExperimentResult, scheme: Scheme, tmp_path: Path) -> None:
    info = collect(result, scheme, tmp_path)
    assert (info.scheme_version, info.scheme_hash) == (scheme.version, scheme.hash)
    assert info.data_hash == result.data.hash
    assert info.version == version("geoclf")
    assert (info.git, info.lock_hash, info.command) == (None, None, "")


def test_lock_file_is_found_above(result: ExperimentResult, scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_text("numpy==2")
    (tmp_path / "deep").mkdir()
    assert collect(result, scheme, tmp_path / "deep").lock_hash == sha256_of_text("numpy==2")


def test_command_can_be_pasted_and_names_no_home(
    result: ExperimentResult, scheme: Scheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = collect(result, scheme, tmp_path, "/home/ana/bin/geoclf", "train", "data.path=mis datos.jsonl")
    assert info.command == "geoclf train 'data.path=mis datos.jsonl'"
    monkeypatch.setattr(sys, "argv", ["/usr/bin/geoclf", "train"])
    own = collect_run_info({}, "", scheme=scheme, data=result.data, folder=tmp_path)
    assert own.command == "geoclf train"


def test_packages_are_listed_once_and_sorted() -> None:
    header, *lines = installed_packages().splitlines()
    assert header.startswith(f"# Python {sys.version_info.major}.{sys.version_info.minor}.")
    assert f"numpy=={version('numpy')}" in lines
    assert lines == sorted(set(lines), key=str.lower)
