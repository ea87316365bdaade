import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geoclf.cli.result_files import metrics_json, write_results
from geoclf.cli.result_text import render_results
from geoclf.corpus.behaviour import BehaviourCase
from geoclf.evaluation.behaviour import BehaviourReport, CaseResult
from geoclf.evaluation.comparison import compare
from geoclf.evaluation.evaluate import evaluate
from geoclf.evaluation.report import Comparison, Predictions
from geoclf.experiment.result import Evaluation

TARGETS = np.array([[True], [False], [True], [False]])
MINE = Predictions(
    system="mine",
    dataset="gold",
    labels=("treaty",),
    ids=("1", "2", "3", "4"),
    texts=("a", "b", "c", "d"),
    groups=("x", "x", "y", "y"),
    folds=("",) * 4,
    targets=TARGETS,
    predicted=TARGETS,
    proba=np.where(TARGETS, 0.9, 0.1),
)
NONE = replace(MINE, system="majority", predicted=np.zeros_like(TARGETS), proba=np.full((4, 1), 0.2))


def judged(predictions: Predictions) -> Evaluation:
    return Evaluation(predictions, evaluate(predictions, n_resamples=20, seed=0))


def compared() -> Comparison:
    return compare(MINE, NONE, metric="macro_f1", n_resamples=20, seed=0)


def test_text_has_a_table_per_data_set_with_its_own_baselines() -> None:
    press, other = replace(MINE, dataset="press"), replace(NONE, dataset="press", system="lexicon")
    text = render_results([judged(MINE), judged(press)], [judged(NONE), judged(other)], [compared()])
    gold, _, rest = text.partition("mine on press\n=============\n")
    assert gold.startswith("mine on gold\n============\n")
    assert "majority" in gold
    assert "lexicon" not in gold
    assert "lexicon" in rest
    assert "mine - majority" in rest
    assert text.endswith("\n")
    assert "mine - majority" not in render_results([judged(MINE)], [judged(NONE)], [])


def test_a_score_that_flatters_says_so() -> None:
    lexicon = replace(NONE, system="lexicon")
    assert "this score flatters it" in render_results([judged(MINE)], [judged(lexicon)], [])
    assert "flatters" not in render_results([judged(MINE)], [judged(NONE)], [])


def behaved() -> BehaviourReport:
    case = BehaviourCase("plain-1", "plain", "capability", "Firman.", None, ("treaty",), (), ())
    return BehaviourReport("mine", (CaseResult(case, passed=True, said="treaty"),))


def test_behaviour_tests_stand_between_tables_and_notes(tmp_path: Path) -> None:
    arguments = ([judged(MINE)], [judged(NONE)], [compared()], [behaved()], ["Take care."])
    text = render_results(*arguments)
    assert text.index("mine - majority") < text.index("behaviour tests") < text.index("Note: Take care.")
    content = json.loads(metrics_json(*arguments))
    assert (
        content["behaviour"]["mine"]["plain"] | {"passed": 1, "cases": 1, "rate": 1.0}
        == (content["behaviour"]["mine"]["plain"])
    )
    write_results(tmp_path / "run", *arguments)
    assert json.loads((tmp_path / "run" / "behaviour.jsonl").read_text(encoding="utf-8"))["passed"] is True
    write_results(tmp_path / "run", *arguments[:3])
    assert not (tmp_path / "run" / "behaviour.jsonl").exists()


def test_what_is_undefined_is_null() -> None:
    content = json.loads(
        metrics_json([judged(MINE)], [judged(NONE)], [compared()]), parse_constant=pytest.fail
    )
    metrics = content["datasets"]["gold"]["majority"]["metrics"]
    assert metrics["treaty/precision"] == {"value": None, "low": None, "high": None, "undefined": 1.0}
    assert metrics["treaty/recall"]["value"] == 0.0
    [comparison] = content["comparisons"]
    assert comparison["better"] is None
    assert comparison["difference"] == 1.0
    assert math.isfinite(comparison["p_value"])


def test_files(tmp_path: Path) -> None:
    report = write_results(tmp_path / "run", [judged(MINE)], [judged(NONE)], [compared()])
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == [
        "metrics.json",
        "predictions.jsonl",
        "report.txt",
    ]
    assert (tmp_path / "run" / "report.txt").read_text(encoding="utf-8") == report
