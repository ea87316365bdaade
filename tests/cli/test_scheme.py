from pathlib import Path

import pytest
from click.testing import CliRunner

from geoclf.cli.scheme import command
from geoclf.errors import DataError, SchemeError
from geoclf.scheme.loading import load_scheme
from geoclf.scheme.render import render_html, render_markdown, render_terminal

TOY = "name: toy\nversion: '2'\nlabels:\n  - {name: uno, definition: Primero.}\n"


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    path = tmp_path / "toy.yaml"
    path.write_text(TOY, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> str:
    return CliRunner().invoke(command, [str(each) for each in arguments], catch_exceptions=False).stdout


def test_show_prints_the_shipped_guide_in_spanish() -> None:
    shown = run("show")
    assert shown.startswith("Cuatro etiquetas para noticias geopolíticas en español: guía de anotación\n====")
    assert "\x1b" not in shown


@pytest.mark.parametrize(("form", "render"), [("markdown", render_markdown), ("html", render_html)])
def test_show_prints_the_other_formats(form: str, render: object) -> None:
    assert callable(render)
    assert run("show", "--format", form, "--language", "en") == render(load_scheme(), "en")


def test_headings_are_bold_where_there_is_colour() -> None:
    result = CliRunner().invoke(command, ["show", "treaty"], color=True, catch_exceptions=False)
    assert "\x1b[1mTratado (treaty)\x1b[0m\n" in result.stdout


def test_show_can_be_limited_to_a_label() -> None:
    shown = run("show", "sanctions", "--language", "en")
    assert "Sanctions (sanctions)" in shown
    assert "Treaty (treaty)" not in shown


def test_show_takes_a_scheme_of_the_users(toy: Path) -> None:
    shown = run("show", "--scheme", toy)
    assert "Primero." in shown
    assert "sanctions" not in shown


def test_show_fits_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    assert max(len(line) for line in run("show", "treaty").splitlines() if "https:" not in line) <= 50
    monkeypatch.setenv("COLUMNS", "500")
    assert max(map(len, run("show", "treaty").splitlines())) <= 120


@pytest.mark.parametrize(
    ("form", "render"),
    [("terminal", render_terminal), ("markdown", render_markdown), ("html", render_html)],
)
def test_show_writes_a_file(tmp_path: Path, form: str, render: object) -> None:
    assert callable(render)
    path = tmp_path / "new" / "guide"
    assert run("show", "--format", form, "-o", path) == ""
    assert path.read_text(encoding="utf-8") == render(load_scheme())


def test_show_replaces_a_file_only_if_told_to(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(DataError, match=r"guide\.md: already exists; pass --overwrite"):
        run("show", "-o", path)
    assert path.read_text(encoding="utf-8") == "mine"
    assert run("show", "-o", path, "--overwrite") == ""


def test_a_dash_is_standard_output() -> None:
    assert run("show", "treaty", "-o", "-") == run("show", "treaty")


def test_unknown_label_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    with pytest.raises(SchemeError, match="unknown label 'sanction'; did you mean 'sanctions'"):
        run("show", "sanction", "-o", path)
    assert not path.exists()


@pytest.mark.parametrize("option", [("--language", "fr"), ("--format", "pdf")])
def test_unknown_choice_is_a_usage_error(option: tuple[str, str]) -> None:
    result = CliRunner().invoke(command, ["show", *option])
    assert result.exit_code == 2
    assert f"'{option[1]}' is not one of" in result.stderr


def test_check_tells_what_the_scheme_holds(toy: Path) -> None:
    assert run("check", toy) == (
        f"{toy}: OK\n  name    toy\n  version 2\n  labels  uno\n  hash    {load_scheme(toy).hash}\n"
    )


def test_check_raises_on_a_wrong_scheme(toy: Path) -> None:
    toy.write_text(TOY.replace("uno", "Uno"), encoding="utf-8")
    with pytest.raises(SchemeError, match=r"toy\.yaml:4: labels\[0\]\.name: .* write 'uno'"):
        run("check", toy)


@pytest.mark.parametrize("arguments", [[], ["show"], ["check"]])
def test_help_shows_an_example_on_its_own_line(arguments: list[str]) -> None:
    help_text = run(*arguments, "--help")
    assert "\n  Example:\n    geoclf scheme " in help_text
