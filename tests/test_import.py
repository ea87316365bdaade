"""What importing geoclf costs and does, seen from a fresh process."""

import subprocess
import sys
from pathlib import Path

import pytest

import geoclf

HEAVY = "mlflow hydra omegaconf datasets torch matplotlib sklearn scipy pandas pydantic pyarrow nltk numpy"


def run(code: str, cwd: Path) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_import_loads_nothing_heavy_and_writes_nothing(tmp_path: Path) -> None:
    code = f"import sys, geoclf; print([m for m in {HEAVY.split()!r} if m in sys.modules])"
    assert run(code, tmp_path) == "[]"
    assert not list(tmp_path.iterdir())


def test_labeller_module_needs_only_numpy(tmp_path: Path) -> None:
    code = (
        "import sys, geoclf.classifier.labeller; "
        f"print([m for m in {HEAVY.split()!r} if m in sys.modules and m != 'numpy'])"
    )
    assert run(code, tmp_path) == "[]"


def test_import_leaves_logging_and_warnings_alone(tmp_path: Path) -> None:
    code = (
        "import logging, warnings; before = (list(logging.root.handlers), list(warnings.filters)); "
        "import geoclf; print(before == (list(logging.root.handlers), list(warnings.filters)))"
    )
    assert run(code, tmp_path) == "True"


@pytest.mark.parametrize("name", geoclf.__all__)
def test_public_names_exist(name: str) -> None:
    assert getattr(geoclf, name) is not None
    assert name in dir(geoclf)


def test_misspelt_name_says_what_there_is() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'load_modle'; it offers GeoClassifier"):
        _ = geoclf.load_modle
