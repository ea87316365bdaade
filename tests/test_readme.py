"""The README's examples run, and what they name exists."""

import re
from pathlib import Path
from re import MULTILINE

import pytest

from geoclf.cli.main import main

README = Path(__file__).parents[1] / "README.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_python_examples_run_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(compile(block, str(README), "exec"), names)
    assert "labels: " in capsys.readouterr().out
    assert (tmp_path / "my-model" / "manifest.json").is_file()


def test_outputs_shown_are_the_outputs() -> None:
    import geoclf

    clf = geoclf.load_model()
    shown = dict(
        re.findall(r"^clf\.(labels|predict_labels)\b.*?# (.*?)(?:: .*)?$", blocks("python")[0], MULTILINE)
    )
    texts = eval(re.findall(r"^texts = (.*)$", blocks("python")[0], MULTILINE)[0])
    assert shown["labels"] == str(clf.labels)
    assert shown["predict_labels"] == str(clf.predict_labels(texts))


def test_shell_examples_name_commands_that_exist() -> None:
    named = set(re.findall(r"^geoclf (\w+)", "\n".join(blocks("bash")), flags=MULTILINE))
    assert {"predict", "train", "compare", "evaluate", "data", "scheme", "ui"} <= named
    assert named <= set(main.list_commands(None))  # type: ignore[arg-type]


def test_make_targets_exist() -> None:
    makefile = (README.parent / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", "\n".join(blocks("bash")), flags=MULTILINE):
        assert re.search(rf"^{target}:", makefile, flags=MULTILINE), target
