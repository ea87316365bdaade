"""What importing geoclf costs and does, seen from a fresh process."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
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


# What takes long to import though nothing of it is needed for labels.
NEEDLESS = "mlflow hydra datasets torch sklearn scipy pandas tqdm importlib.metadata csv decimal"


def test_the_first_labels_need_only_numpy(tmp_path: Path) -> None:
    code = (
        "import sys; before = set(sys.modules); import geoclf; "
        "geoclf.load_model().predict_proba(['Ambos países ratificaron el tratado.']); "
        f"print([m for m in {NEEDLESS.split()!r} if m in sys.modules.keys() - before])"
    )
    assert run(code, tmp_path) == "[]"


def test_geoclf_predict_needs_only_numpy_and_click(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "Ambos países ratificaron el tratado."}\n', encoding="utf-8")
    code = (
        "import sys; before = set(sys.modules); from geoclf.cli.main import main; "
        "main(['predict', 'in.jsonl', '-o', 'out.jsonl'], standalone_mode=False); "
        f"print([m for m in {NEEDLESS.split()!r} if m in sys.modules.keys() - before])"
    )
    assert run(code, tmp_path) == "[]"
    assert '"treaty"' in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


def test_parquet_is_labelled_without_pandas(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["Ambos países ratificaron el tratado."]}), tmp_path / "in.parquet")
    code = (
        "import sys; from geoclf.cli.main import main; "
        "main(['predict', 'in.parquet', '-o', 'out.parquet'], standalone_mode=False); "
        "print('pandas' in sys.modules)"
    )
    assert run(code, tmp_path) == "False"
    assert pq.read_table(tmp_path / "out.parquet")["labels"].to_pylist() == [["treaty"]]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_the_first_labels_take_less_than_70_megabytes(tmp_path: Path) -> None:
    # Not ru_maxrss, which begins with what the process that started this one had.
    code = (
        "import geoclf; geoclf.load_model().predict_proba(['Ambos países ratificaron el tratado.']); "
        "status = open('/proc/self/status').read(); print(status.split('VmHWM:')[1].split()[0])"
    )
    assert int(run(code, tmp_path)) < 70 * 1024


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
