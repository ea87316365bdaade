import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geoclf.errors import SchemeError
from geoclf.scheme.loading import load_scheme


def test_three_labels_with_plain_definitions_make_a_scheme(
    write: Callable[[str], Path], toy_yaml: str
) -> None:
    scheme = load_scheme(write(toy_yaml))
    assert scheme.labels == ("sancion", "protesta", "cumbre")
    assert scheme["sancion"].definition.en == "Una medida restrictiva."
    assert scheme["sancion"].includes == ()
    assert scheme["sancion"].crosswalk.cameo == ()
    assert scheme.boundary_cases == ()


def test_path_may_be_text_and_begin_at_home(
    write: Callable[[str], Path], toy_yaml: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(toy_yaml)
    monkeypatch.setenv("HOME", os.fspath(path.parent))
    assert load_scheme(str(path)) == load_scheme(path) == load_scheme(f"~/{path.name}")


def test_shipped_scheme_is_read_once() -> None:
    assert load_scheme() is load_scheme(None)


def test_changed_file_is_read_anew(write: Callable[[str], Path], toy_yaml: str) -> None:
    first = load_scheme(write(toy_yaml))
    assert load_scheme(write(toy_yaml.replace('"2"', '"3"'))).version == "3"
    assert first.version == "2"


@pytest.mark.parametrize("source", [5, {"name": "toy"}, b"scheme.yaml"])
def test_what_is_no_path_is_refused(source: Any) -> None:
    with pytest.raises(SchemeError, match="expected the path of a scheme's YAML file, got "):
        load_scheme(source)


def test_wrong_scheme_names_file_line_and_key(write: Callable[[str], Path]) -> None:
    path = write("name: toy\nversion: '1'\nlabels:\n  - name: one\n")
    with pytest.raises(SchemeError, match=r"scheme\.yaml:4: labels\[0\]\.definition: missing"):
        load_scheme(path)
