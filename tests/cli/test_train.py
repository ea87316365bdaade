import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from geoclf.api import load_model
from geoclf.classifier.persistence import CARD, MANIFEST, WEIGHTS
from geoclf.cli import train
from geoclf.errors import DataError, TrackingError
from geoclf.jsonl import read_jsonl
from geoclf.tracking.null_tracker import NullTracker

Invoke = Callable[..., Result]

LABELS = ["military_cooperation", "sanctions", "humanitarian_aid", "treaty"]
QUICK = (
    *("data=file", "split=group_kfold", "split.n_splits=2", "split.threshold=1", "tracking=none"),
    *("evaluation.n_resamples=0", "model=majority", "baselines=majority"),
)


def test_a_sweep_trains_each_model_into_a_folder_of_its_own(sweep: tuple[Path, Result]) -> None:
    folder, result = sweep
    for number, name in enumerate(["majority", "lexicon", "tfidf_logistic"]):
        assert f"job {number}: {name}" in result.stdout
        metrics = json.loads((folder / str(number) / "metrics.json").read_text(encoding="utf-8"))
        assert list(metrics["datasets"]) == ["mine", "press"]
        assert set(metrics["datasets"]["mine"]) == {name, "majority"}
    assert result.stdout.rstrip().splitlines()[-1].startswith("2: tfidf_logistic  mine  ")
    assert not (folder.parent / "mlflow.db").exists()


def test_what_a_run_leaves(run_folder: Path, labelled_file: Path) -> None:
    config = yaml.safe_load((run_folder / "config.yaml").read_text(encoding="utf-8"))
    assert config["data"]["path"] == str(labelled_file)
    assert config["split"] == {
        "_target_": "geoclf.corpus.splits.GroupKFold",
        "n_splits": 2,
        "seed": 0,
        "threshold": 1,
    }
    rows = [row for _, row in read_jsonl(run_folder / "predictions.jsonl")]
    assert len(rows) == 24 + 8
    assert set(rows[0]["proba"]) == set(LABELS)
    report = (run_folder / "report.txt").read_text(encoding="utf-8")
    assert "tfidf_logistic on mine" in report
    assert "tfidf_logistic on press" in report
    assert "95 % interval" in report
    assert "tfidf_logistic - majority" in report
    model = load_model(run_folder / "model")
    assert list(model.labels) == LABELS
    assert model.predict_labels(["Firmaron un tratado de paz con Haití."]) == [("treaty",)]


def test_metrics_have_intervals_and_no_invalid_number(run_folder: Path) -> None:
    text = (run_folder / "metrics.json").read_text(encoding="utf-8")
    metrics = json.loads(text, parse_constant=pytest.fail)
    own = metrics["datasets"]["mine"]["tfidf_logistic"]
    assert (own["n_texts"], own["n_groups"]) == (24, 4)
    macro = own["metrics"]["macro_f1"]
    assert macro["low"] <= macro["value"] <= macro["high"]
    assert metrics["datasets"]["mine"]["majority"]["metrics"]["treaty/precision"]["value"] is None
    verdicts = {(one["dataset"], one["metric"], one["second"]) for one in metrics["comparisons"]}
    assert ("mine", "macro_f1", "majority") in verdicts


def test_a_run_gets_a_folder_of_its_own(
    geoclf: Invoke, labelled_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        result = geoclf("train", *QUICK, f"data.path={labelled_file}", "model_dir=models/mine")
        assert result.exit_code == 0, result.output
    folders = list(Path("outputs").glob("*/*"))
    assert len(folders) == 2
    assert all((folder / "report.txt").is_file() for folder in folders)
    assert "model    models/mine   (geoclf predict INPUT -o OUTPUT --model models/mine)" in result.stdout
    assert load_model("models/mine").origin_.n_texts == 24
    assert sorted(path.name for path in Path().iterdir()) == ["models", "outputs"]


def test_the_same_seed_gives_the_same_model_to_the_byte(
    geoclf: Invoke, labelled_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    quick = [argument for argument in QUICK if not argument.startswith(("data=", "model="))]
    shipped = ("experiment=shipped", "data=file", f"data.path={labelled_file}", "features.min_df=1", "seed=7")
    arguments = ["train", *quick, *shipped, "evaluation.behaviour=null"]
    result = geoclf(*arguments, "model_dir=first")
    assert result.exit_code == 0, result.output
    # In another process, in which sets have another order.
    code = "from geoclf.cli.main import main; main()"
    command = [sys.executable, "-c", code, *arguments, "model_dir=second"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "1"})
    assert done.returncode == 0, done.stderr
    for name in (MANIFEST, WEIGHTS):
        assert Path("first", name).read_bytes() == Path("second", name).read_bytes()
    assert sorted(path.name for path in Path("first").iterdir()) == [CARD, MANIFEST, WEIGHTS]


def test_a_run_replaces_a_model_with_its_card(
    geoclf: Invoke, labelled_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("first", "second"):
        result = geoclf("train", *QUICK, f"data.path={labelled_file}", "model_dir=model", f"name={name}")
        assert result.exit_code == 0, result.output
    assert "# Model card: second\n" in Path("model", CARD).read_text(encoding="utf-8")


def test_jobs_of_a_sweep_do_not_replace_each_others_model(
    geoclf: Invoke, labelled_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = (*QUICK, f"data.path={labelled_file}", "seed=0,1", "model_dir=models")
    assert geoclf("train", "-m", *arguments).exit_code == 0
    assert sorted(path.name for path in Path("models").iterdir()) == ["0", "1"]


MISTAKES = [
    ("model.CC=1", "model.CC: no such key; did you mean 'C'? keys here: C, class_weight, max_iter"),
    ("modell.C=1", "modell: no such key; did you mean 'model'? keys here: baselines, "),
    ("+model.CC=1", "model.CC: no such key; did you mean 'C'?"),
    ("+modle=1", "modle: no such key; did you mean 'model'?"),
    ("evaluation.n_resample=1", "evaluation.n_resample: no such key; did you mean 'n_resamples'?"),
    ("model=logistik", "no such choice; did you mean 'logistic'? model can be: "),
    ("experiment=x", "experiment=x: no such choice; experiment can be: char_only, "),
    ("model.C=big", "model.C: expected float, got 'big' (str)"),
    ("model.max_iter=1.5", "model.max_iter: expected int, got 1.5 (float)"),
    ("model.C=-1", "C: expected a finite number above 0, got -1"),
    ("seed=x", "seed: expected int, got 'x' (str)"),
    ("evaluation.n_resamples=many", "evaluation.n_resamples: expected int, got 'many' (str)"),
    ("data.path=nada.jsonl", "nada.jsonl: cannot be read: No such file"),
    ("data.path=null", "data.path: expected str, got null"),
    ("data.path=???", "data.path: a value is needed; add data.path=VALUE"),
    ("seed=1,2", "seed=1,2: several values; for one run of each, add -m"),
    ("model=null", "the configuration cannot be composed: "),
    ("seed", "seed: cannot be read; write name=value"),
    ("features.word_ngrams=[1", "features.word_ngrams=[1: cannot be read; write name=value"),
    ("scheme.source=${no.such}", "scheme.source: its value refers to something that is not there"),
    ("model._target_=geoclf.models.Svm", "model._target_: 'geoclf.models.Svm' cannot be imported"),
    ("model._target_=os.system", "model"),
    ("split.n_splits=99", "GroupKFold: expected at least as many groups as folds"),
]


@pytest.mark.parametrize(("override", "message"), MISTAKES)
def test_mistakes_are_explained(
    override: str,
    message: str,
    geoclf: Invoke,
    labelled_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    quick = [argument for argument in QUICK if not argument.startswith("model=")]
    result = geoclf("train", *quick, f"data.path={labelled_file}", override)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert not list(tmp_path.rglob("model"))


def test_a_wrong_flag_ends_with_2(geoclf: Invoke) -> None:
    assert geoclf("train", "--nonsense").exit_code == 2


def test_one_failing_job_does_not_keep_the_others_from_running(
    geoclf: Invoke, labelled_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = geoclf("train", "-m", *QUICK, f"data.path={labelled_file}", "seed=x,0,y")
    assert result.exit_code == 1
    assert "2 of 3 jobs failed:" in result.stderr
    assert "seed=x: seed: expected int, got 'x' (str)" in result.stderr
    assert "seed=y: seed: expected int, got 'y' (str)" in result.stderr
    assert [path.parent.name for path in tmp_path.rglob("report.txt")] == ["1"]


def test_nothing_is_left_of_a_run_that_breaks(
    geoclf: Invoke, labelled_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DataError("the disk is full")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("geoclf.classifier.persistence.save", fail)
    result = geoclf("train", *QUICK, f"data.path={labelled_file}")
    assert result.exit_code == 1
    assert result.stderr == "Error: the disk is full\n"
    assert "results  " not in result.stdout
    assert not list(tmp_path.rglob("*.tmp"))
    assert not list(tmp_path.rglob("manifest.json"))


def test_results_are_saved_before_a_store_can_fail(
    geoclf: Invoke, labelled_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise TrackingError("the store is gone")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("geoclf.tracking.log_items.result_items", fail)
    result = geoclf("train", *QUICK, f"data.path={labelled_file}")
    assert result.exit_code == 1
    assert "the store is gone" in result.stderr
    assert len(list(tmp_path.rglob("report.txt"))) == len(list(tmp_path.rglob("manifest.json"))) == 1


def test_a_tracked_run_says_how_to_look_at_it(
    geoclf: Invoke, labelled_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tracker(NullTracker):
        def __init__(self, tracking_uri: str | None, experiment: str) -> None:
            pass

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("geoclf.tracking.null_tracker._NullRun.id", "4b1d")
    monkeypatch.setattr("geoclf.tracking.mlflow_tracker.MlflowTracker", Tracker)
    quick = [argument for argument in QUICK if argument != "tracking=none"]
    plain = geoclf("train", *quick, f"data.path={labelled_file}")
    assert plain.stdout.endswith("run      4b1d\nlook     geoclf ui\n"), plain.output
    elsewhere = geoclf("train", *quick, f"data.path={labelled_file}", "tracking.tracking_uri=sqlite:///a.db")
    assert elsewhere.stdout.endswith("look     geoclf ui --tracking-uri sqlite:///a.db\n"), elsewhere.output


def test_where_geoclf_is_not_on_the_path_its_own_path_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("geoclf.cli.train.which", lambda _: None)
    monkeypatch.setattr(sys, "argv", [".venv/bin/geoclf", "train"])
    assert train._program() == ".venv/bin/geoclf"
    monkeypatch.setattr(sys, "argv", ["pytest"])
    assert train._program() == "geoclf"


def test_progress_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    assert train._progress() is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert train._progress() is not None


def test_a_config_of_ones_own(
    geoclf: Invoke, labelled_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own" / "model").mkdir(parents=True)
    (tmp_path / "own" / "model" / "sure.yaml").write_text(
        "_target_: geoclf.models.logistic.LogisticModel\nC: 100.0\nclas_weight: null\n", encoding="utf-8"
    )
    arguments = (
        "train",
        "--config-dir",
        tmp_path / "own",
        *QUICK,
        f"data.path={labelled_file}",
        "model=sure",
    )
    shown = geoclf(*arguments, "--cfg", "job")
    assert yaml.safe_load(shown.stdout)["model"]["C"] == 100.0
    result = geoclf(*arguments)
    assert result.exit_code == 1
    assert "model.clas_weight: no such key; did you mean 'class_weight'?" in result.stderr


@pytest.mark.parametrize("argument", ["--help", "-h"])
def test_help_needs_no_hydra(argument: str) -> None:
    code = (
        "import sys\nfrom geoclf.cli.main import main\n"
        f"try:\n    main(['train', {argument!r}])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "assert not {'hydra', 'numpy', 'sklearn', 'mlflow'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Examples:" in done.stdout
    assert re.search(r"^  model +fasttext, lexicon, logistic, majority, ", done.stdout, re.MULTILINE)


def test_other_tiers_a_share_of_them_and_behaviour_tests(geoclf: Invoke, tmp_path: Path) -> None:
    case = {"id": "1", "capability": "mine", "kind": "capability", "text": "Llueve.", "labels": []}
    (tmp_path / "mine.jsonl").write_text(json.dumps(case), encoding="utf-8")
    result = geoclf(
        "train",
        *("data=gold_derived", "data.leave_out=[der-d02-*]", "train_fraction=0.5", "model=majority"),
        *("baselines=default", "tracking=none", "evaluation.n_resamples=0"),
        f"evaluation.behaviour={tmp_path / 'mine.jsonl'}",
        f"hydra.run.dir={tmp_path / 'run'}",
    )
    assert result.exit_code == 0, result.output
    assert "of its article" in result.stdout
    behaved = (tmp_path / "run" / "behaviour.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["system"] for line in behaved] == ["majority", "lexicon"]
    trained = json.loads((tmp_path / "run" / "model" / "manifest.json").read_text(encoding="utf-8"))
    # Three articles of five, and what was rewritten from them; without the second file of rewrites.
    assert 82 < trained["origin"]["n_texts"] < 82 + 442
    metrics = json.loads((tmp_path / "run" / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["datasets"]["gold"]["majority"]["n_texts"] == 82
