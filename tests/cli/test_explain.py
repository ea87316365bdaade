import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Invoke = Callable[..., Result]

GEOCLF = str(Path(sys.executable).with_name("geoclf"))
TEXT = "Aprobaron nuevas sanciones contra Haití."


@pytest.fixture
def model(run_folder: Path) -> Path:
    return run_folder / "model"


def test_plain_in_a_pipe(geoclf: Invoke, model: Path) -> None:
    result = geoclf("explain", TEXT, "--model", model)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == TEXT
    assert sum("[x] sanctions: probability" in line for line in lines) == 1
    assert "sanciones +" in result.stdout
    assert "\x1b" not in result.stdout


def test_standard_input(geoclf: Invoke, model: Path) -> None:
    given = geoclf("explain", TEXT, "--model", model).stdout
    assert geoclf("explain", "-", "--model", model, stdin=f"{TEXT}\r\n".encode()).stdout == given
    result = geoclf("explain", "-", "--model", model, stdin="Haití".encode("cp1252"))
    assert result.exit_code == 1
    assert result.stderr == "Error: standard input: byte 0xed is not utf-8; convert the text first\n"


def test_a_page(geoclf: Invoke, model: Path, tmp_path: Path) -> None:
    page = tmp_path / "new" / "porque.html"
    result = geoclf("explain", TEXT, "--model", model, "--html", page)
    assert result.stderr == f"{page}: written\n"
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [path.name for path in page.parent.iterdir()] == ["porque.html"]
    again = geoclf("explain", TEXT, "--model", model, "--html", page)
    assert again.exit_code == 1
    assert f"{page}: already exists; pass --overwrite to replace it" in again.stderr
    assert geoclf("explain", TEXT, "--model", model, "--html", page, "--overwrite").exit_code == 0


def test_nearest_examples_from_a_file(geoclf: Invoke, model: Path, labelled_file: Path) -> None:
    result = geoclf("explain", TEXT, "--model", model, "--nearest", "2", "--examples", labelled_file)
    assert result.exit_code == 0, result.output
    assert "nearest training examples" in result.stdout
    assert "[sanctions] Rusia1: Aprobaron nuevas sanciones contra Rusia." in result.stdout
    assert result.stderr == ""
    without = geoclf("explain", TEXT, "--model", model, "--nearest", "2")
    assert without.exit_code == 1
    assert without.stderr.startswith("looking through the training examples, which takes some seconds\n")
    assert "geoclf explain: --examples FILE" in without.stderr


def test_a_broken_file_of_examples(geoclf: Invoke, model: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "a"}) + "\n", encoding="utf-8")
    result = geoclf("explain", TEXT, "--model", model, "--nearest", "1", "--examples", tmp_path / "a.jsonl")
    assert result.exit_code == 1
    assert 'example 0: expected "labels", a list of names, got None' in result.stderr


@pytest.mark.parametrize("no_color", [False, True])
def test_colours_on_a_terminal(no_color: bool, model: Path) -> None:
    leader, follower = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    environment |= {"NO_COLOR": "1"} if no_color else {}
    # A terminal may hold back what is written until it is read; what is printed here is far below its buffer.
    subprocess.run(
        [GEOCLF, "explain", TEXT, "--model", str(model)], stdout=follower, env=environment, check=True
    )
    os.close(follower)
    shown = os.read(leader, 100_000).decode()
    os.close(leader)
    assert ("\x1b[38;5;33m\x1b[1msanciones\x1b[0m" in shown) is not no_color
    assert TEXT in shown
