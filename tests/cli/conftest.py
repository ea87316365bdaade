import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from geoclf.cli.main import main

PLACES = ("Rusia", "Irán", "Ucrania", "Chile")
SENTENCES = [
    ("Firmaron un tratado de paz con {}.", ["treaty"]),
    ("Aprobaron nuevas sanciones contra {}.", ["sanctions"]),
    ("Enviaron ayuda humanitaria y medicinas a {}.", ["humanitarian_aid"]),
    ("Realizan maniobras militares conjuntas con {}.", ["military_cooperation"]),
    ("Ayer llovió mucho en {}.", []),
    ("El equipo de {} ganó el partido.", []),
]

PRESS = [
    ("Bogotá y Quito rubrican un tratado de límites.", ["treaty"]),
    ("Bruselas endurece las sanciones a Minsk.", ["sanctions"]),
    ("La Cruz Roja reparte ayuda humanitaria en Puerto Príncipe.", ["humanitarian_aid"]),
    ("España y Marruecos celebran maniobras militares.", ["military_cooperation"]),
    ("Nieva en la sierra de Madrid desde el lunes.", []),
    ("El Betis empata en casa.", []),
    ("Levantan las sanciones a La Habana tras años de bloqueo.", ["sanctions"]),
    ("El Congreso ratifica en Lima el tratado de extradición.", ["treaty"]),
]

# Few folds, few resamples: these tests are about the command line, not about quality.
QUICK = (
    *("data=file", "split=group_kfold", "split.n_splits=2", "split.threshold=1"),
    *("evaluation.n_resamples=20", "baselines=majority"),
)

Invoke = Callable[..., Result]


def labelled_lines() -> list[dict[str, Any]]:
    return [
        {"id": f"{place}{i}", "text": sentence.format(place), "labels": labels, "group": place}
        for place in PLACES
        for i, (sentence, labels) in enumerate(SENTENCES)
    ]


def press_lines() -> list[dict[str, Any]]:
    """Lines with labels like `labelled_lines`, and none of its texts."""
    return [
        {"id": str(i), "text": text, "labels": labels, "group": "am" if i < 6 else "pm"}
        for i, (text, labels) in enumerate(PRESS)
    ]


def write_lines(path: Path, lines: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def geoclf() -> Invoke:
    """Run the command line in this process."""

    def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)

    return run


@pytest.fixture(scope="session")
def labelled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's labelled texts."""
    return write_lines(tmp_path_factory.mktemp("labelled") / "mine.jsonl", labelled_lines())


@pytest.fixture(scope="session")
def sweep(tmp_path_factory: pytest.TempPathFactory, labelled_file: Path) -> tuple[Path, Result]:
    """The folder and the output of a sweep over three models, without tracking; do not change it."""
    folder = tmp_path_factory.mktemp("sweep")
    press = write_lines(folder / "press.jsonl", press_lines())
    arguments = [
        *(
            "train",
            "-m",
            "model=majority,lexicon,logistic",
            "tracking=none",
            f"hydra.sweep.dir={folder}/runs",
        ),
        *(*QUICK, f"data.path={labelled_file}", f"data.test_sets.press={press}"),
    ]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return folder / "runs", result


@pytest.fixture(scope="session")
def run_folder(sweep: tuple[Path, Result]) -> Path:
    """The folder of the sweep's logistic regression; do not change it."""
    return sweep[0] / "2"
