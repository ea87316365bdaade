import errno
import subprocess
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import Result

from geoclf import __version__
from geoclf.cli import main as module
from geoclf.cli.main import COMMANDS
from geoclf.errors import DataError

Invoke = Callable[..., Result]

GEOCLF = str(Path(sys.executable).with_name("geoclf"))


def raising(error: BaseException) -> click.Command:
    @click.command("broken")
    def broken() -> None:
        raise error

    return broken


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Replace the command `train` by one that raises."""

    def replace(error: BaseException) -> None:
        stand_in = type(sys)("stand_in")
        stand_in.command = raising(error)  # type: ignore[attr-defined]
        monkeypatch.setattr(module, "import_module", lambda name: stand_in)

    return replace


Broken = Callable[[BaseException], None]


def test_version(geoclf: Invoke) -> None:
    assert geoclf("--version").output == f"geoclf, version {__version__}\n"


def test_help_lists_all_commands_without_importing_them(geoclf: Invoke) -> None:
    result = geoclf("--help")
    assert result.exit_code == 0
    for name, line in COMMANDS.items():
        assert f"  {name}" in result.output
        assert line in result.output


@pytest.mark.parametrize("name", list(COMMANDS))
def test_each_command_is_there_and_has_help_with_an_example(name: str, geoclf: Invoke) -> None:
    assert isinstance(import_module(f"geoclf.cli.{name}").command, click.Command)
    result = geoclf(name, "--help")
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"geoclf {name}" in result.output


def test_a_misspelt_command_is_answered_with_the_nearest(geoclf: Invoke) -> None:
    result = geoclf("predit")
    assert result.exit_code == 2
    assert "no command 'predit'; did you mean 'predict'? there are: train, evaluate, " in result.stderr
    assert "no command 'xyz'; there are: train" in geoclf("xyz").stderr


def test_no_arguments_show_the_help(geoclf: Invoke) -> None:
    assert "Commands:" in geoclf().output


def test_own_errors_are_one_line(geoclf: Invoke, broken: Broken) -> None:
    broken(DataError("a.csv:3: no text"))
    result = geoclf("train")
    assert result.exit_code == 1
    assert result.stderr == "Error: a.csv:3: no text\n"
    assert result.stdout == ""


def test_other_errors_say_how_to_see_more(geoclf: Invoke, broken: Broken) -> None:
    broken(RuntimeError("boom"))
    result = geoclf("train")
    assert result.exit_code == 1
    assert result.stderr == "Error: RuntimeError: boom\nAdd --debug to see where it comes from.\n"


def test_errors_of_the_system_name_the_file(geoclf: Invoke, broken: Broken) -> None:
    broken(PermissionError(errno.EACCES, "Permission denied", "a.csv"))
    assert geoclf("train").stderr == "Error: a.csv: Permission denied\n"


@pytest.mark.parametrize("error", [DataError("no text"), RuntimeError("boom")])
@pytest.mark.parametrize("arguments", [["--debug", "train"], ["train", "--debug"]])
def test_debug_shows_everything(
    arguments: list[str], error: Exception, geoclf: Invoke, broken: Broken
) -> None:
    broken(error)
    assert geoclf(*arguments).exception is error


def test_hydras_variable_means_debug(geoclf: Invoke, broken: Broken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYDRA_FULL_ERROR", "1")
    error = DataError("no text")
    broken(error)
    assert geoclf("train").exception is error


def test_an_interrupt_ends_with_130(geoclf: Invoke, broken: Broken) -> None:
    broken(KeyboardInterrupt())
    result = geoclf("train")
    assert result.exit_code == 130
    assert result.stderr == "Interrupted\n"


def test_warnings_are_one_line(geoclf: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def warn() -> None:
        warnings.simplefilter("always")
        warnings.warn("raise max_iter", UserWarning, stacklevel=1)

    stand_in = type(sys)("stand_in")
    stand_in.command = warn  # type: ignore[attr-defined]
    monkeypatch.setattr(module, "import_module", lambda name: stand_in)
    result = geoclf("train")
    assert result.stderr == "Warning: raise max_iter\n"
    assert result.exit_code == 0


def test_a_reader_that_leaves_ends_it_quietly(tmp_path: Path, run_folder: Path) -> None:
    texts = tmp_path / "a.txt"
    texts.write_text("Firman un tratado.\n" * 20_000, encoding="utf-8")
    command = [GEOCLF, "predict", str(texts), "--model", str(run_folder / "model")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode != 0


def test_importing_the_command_line_is_light() -> None:
    code = (
        "import sys, geoclf.cli.main\n"
        "heavy = {'numpy', 'hydra', 'mlflow', 'sklearn', 'pandas', 'pyarrow', 'pydantic', 'tqdm'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
