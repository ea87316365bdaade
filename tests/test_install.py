"""The wheel as users install it: what is in it, and that it works away from the checkout."""

import json
import os
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.install


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment with the wheel and this environment's other packages."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    where = "import site; print(site.getsitepackages()[0])"
    packages = subprocess.run([python, "-c", where], capture_output=True, text=True, check=True)
    # Folders named in a .pth file are searched last, and their own .pth files (the editable geoclf) not read.
    others = "\n".join(site.getsitepackages())
    (Path(packages.stdout.strip()) / "others.pth").write_text(others + "\n", encoding="utf-8")
    install = ["install", "--quiet", "--no-deps", "--no-index", "--no-warn-script-location", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", "--python", str(python), *install], check=True)
    return scripts


def run(program: Path, *arguments: str, folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["HF_HOME"] = str(folder / "huggingface")
    command = [str(program), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_is_in_it(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    library = {f"geoclf/{path.relative_to(ROOT / 'src/geoclf')}" for path in ROOT.glob("src/geoclf/**/*.py")}
    assert library <= names
    resources = {
        f"geoclf/_resources/{path.relative_to(ROOT)}"
        for folder in ("configs", "data", "seeds")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert resources <= names
    assert {
        "geoclf/py.typed",
        "geoclf/scheme/geopolitical.yaml",
        "geoclf/lexicon/geopolitical.yaml",
        "geoclf/cli/model_card_template.md",
        "geoclf/pretrained/geopolitical/README.md",
        "geoclf/pretrained/geopolitical/manifest.json",
        "geoclf/pretrained/geopolitical/weights.safetensors",
        "geoclf/_resources/configs/train.yaml",
        "geoclf/_resources/data/gold/examples.jsonl",
        "geoclf/_resources/seeds/SOURCES.yaml",
    } <= names
    strangers = [name for name in names if not name.startswith(("geoclf/", "geoclf-"))]
    assert strangers == []
    assert not [name for name in names if "test" in Path(name).name or name.endswith((".pyc", ".tmp", ".db"))]


def test_the_installed_package_is_the_wheels(scripts: Path, tmp_path: Path) -> None:
    code = (
        "import geoclf; print(geoclf.__file__); clf = geoclf.load_model(); "
        "print(clf.predict_proba(['Firmaron un tratado.', '']).shape); "
        "print(len(geoclf.load_examples('gold')))"
    )
    where, shape, n_gold = run(scripts / "python", "-c", code, folder=tmp_path).splitlines()
    assert Path(where).is_relative_to(scripts.parent)
    assert shape == "(2, 4)"
    assert int(n_gold) > 0


def test_predict(scripts: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,Firmaron un tratado.\n", encoding="utf-8")
    run(scripts / "geoclf", "predict", "a.csv", "-o", "b.jsonl", folder=tmp_path)
    [row] = [json.loads(line) for line in (tmp_path / "b.jsonl").read_text(encoding="utf-8").splitlines()]
    assert row["text"] == "Firmaron un tratado."
    assert isinstance(row["labels"], list)


def test_train(scripts: Path, tmp_path: Path) -> None:
    tiny = ("tracking=none", "model=majority", "baselines=majority", "evaluation.n_resamples=20")
    printed = run(scripts / "geoclf", "train", *tiny, folder=tmp_path)
    assert "majority on gold" in printed
    [report] = tmp_path.rglob("report.txt")
    assert (report.parent / "model" / "manifest.json").is_file()
