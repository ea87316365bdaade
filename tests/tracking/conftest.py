"""One small experiment, and one store with it, for all tests of tracking."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from geoclf.classifier.estimator import GeoClassifier
from geoclf.decision.fixed import FixedDecision
from geoclf.experiment.result import ExperimentResult
from geoclf.experiment.run import run_experiment
from geoclf.features.raw import RawText
from geoclf.features.tfidf import TfidfFeatures
from geoclf.models.logistic import LogisticModel
from geoclf.models.majority import MajorityModel
from geoclf.protocols import Fold
from geoclf.records import LabelledTexts
from geoclf.tracking.git import GitState
from geoclf.tracking.log_items import info_items, result_items
from geoclf.tracking.mlflow_tracker import MlflowTracker
from geoclf.tracking.run_info import RunInfo
from geoclf.tracking.sqlite_file import prepare_database

LABELS = ("military_cooperation", "sanctions", "humanitarian_aid", "treaty")
PLACES = ("Rusia", "Irán", "Ucrania")
# No sentence is about humanitarian aid: its metrics are undefined.
SENTENCES = (
    ("Firmaron un tratado de paz con {}.", "treaty"),
    ("Ratificaron el tratado con {}, según dijeron.", "treaty"),
    ("Aprobaron nuevas sanciones contra {}.", "sanctions"),
    ("Levantan las sanciones a {} este año.", "sanctions"),
    ("Realizan maniobras militares conjuntas con {}.", "military_cooperation"),
    ("Ayer llovió mucho en {}.", None),
    ("El equipo de {} ganó el partido.", None),
)
# Other words, so that nothing of a test set is in training.
PRESS_SENTENCES = (
    ("{} y Bolivia rubrican en Quito el tratado.", "treaty"),
    ("Entra en vigor el tratado comercial de {}.", "treaty"),
    ("Bruselas estudia más sanciones: {}.", "sanctions"),
    ("Quedan sin efecto las sanciones de 1999 a {}.", "sanctions"),
    ("Buques de guerra de {} y maniobras militares.", "military_cooperation"),
    ("Nieva desde el lunes en el sur de {}.", None),
    ("Fútbol: empate sin goles de {} en casa.", None),
)
CONFIG = {
    "model": {"_target_": "geoclf.models.logistic.LogisticModel", "C": 1.0},
    "features": {
        "_target_": "geoclf.features.tfidf.TfidfFeatures",
        "word_ngrams": [1, 1],
        "char_ngrams": None,
    },
    "seed": 0,
}


class OneGroupOut:
    """Leave one group out, without a guard: these texts are alike on purpose."""

    def split(
        self,
        texts: Sequence[str],
        groups: Sequence[str],
        derived_from: Sequence[str | None],
        ids: Sequence[str],
        judged: object = None,
    ) -> Iterator[Fold]:
        of_group = np.array(groups)
        for group in sorted(set(groups)):
            train, test = np.flatnonzero(of_group != group), np.flatnonzero(of_group == group)
            yield Fold(group, train, test, np.zeros(0, dtype=np.int64))


def labelled_texts(
    name: str, places: Sequence[str], sentences: Sequence[tuple[str, str | None]] = SENTENCES
) -> LabelledTexts:
    rows = [(text.format(place), label, place) for place in places for text, label in sentences]
    return LabelledTexts(
        name=name,
        labels=LABELS,
        ids=tuple(f"{name}-{number}" for number in range(len(rows))),
        texts=tuple(text for text, _, _ in rows),
        groups=tuple(place for _, _, place in rows),
        derived_from=(None,) * len(rows),
        targets=np.array([[label == name for name in LABELS] for _, label, _ in rows]),
    )


def classifier(model: object, features: object) -> GeoClassifier:
    return GeoClassifier(features=features, model=model, decision=FixedDecision())  # type: ignore[arg-type]


def experiment(name: str, c: float = 1.0) -> ExperimentResult:
    return run_experiment(
        name=name,
        classifier=classifier(LogisticModel(C=c), TfidfFeatures(word_ngrams=(1, 1), char_ngrams=None)),
        baselines={"majority": classifier(MajorityModel(), RawText())},
        data=labelled_texts("gold", PLACES),
        splitter=OneGroupOut(),
        test_sets=[labelled_texts("press", ("Chile", "Perú"), PRESS_SENTENCES)],
        n_resamples=20,
        seed=0,
    )


def run_info(c: float = 1.0) -> RunInfo:
    config = {**CONFIG, "model": {**CONFIG["model"], "C": c}}  # type: ignore[dict-item]
    return RunInfo(
        config=config,
        config_yaml=f"model:\n  C: {c}\n",
        command=f"geoclf train model.C={c}",
        git=GitState(commit="0123456789abcdef", dirty=True),
        scheme_version="1.0.0",
        scheme_hash="aa" * 32,
        data_hash="bb" * 32,
        lock_hash=None,
        packages="numpy==2\n",
        version="0.1.0",
    )


@pytest.fixture(scope="session")
def result() -> ExperimentResult:
    """A small experiment with a baseline and a test set; do not change it."""
    return experiment("logistic")


@pytest.fixture(scope="session")
def info() -> RunInfo:
    return run_info()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without runs, to be copied: making one takes seconds."""
    path = tmp_path_factory.mktemp("empty") / "mlflow.db"
    prepare_database(path)
    return path


@pytest.fixture
def store(tmp_path: Path, empty_database: Path) -> str:
    """The address of a store without runs."""
    shutil.copy(empty_database, tmp_path / "mlflow.db")
    return f"sqlite:///{tmp_path}/mlflow.db"


@pytest.fixture(scope="session")
def logged(
    tmp_path_factory: pytest.TempPathFactory, empty_database: Path, result: ExperimentResult, info: RunInfo
) -> tuple[str, str]:
    """The address of a store with the small experiment, and the id of its run; do not change it."""
    folder = tmp_path_factory.mktemp("logged")
    shutil.copy(empty_database, folder / "mlflow.db")
    uri = f"sqlite:///{folder}/mlflow.db"
    with MlflowTracker(uri, "geoclf").run("logistic model.C=1.0") as run:
        run.log(info_items(info))
        result.model.save(folder / "model")
        (folder / "model" / "README.md").write_text("A card.\n", encoding="utf-8")
        run.log(result_items(result, folder / "model"))
    assert run.id is not None
    return uri, run.id
