import json
from dataclasses import replace
from pathlib import Path

import pytest

from geoclf.corpus.behaviour import BehaviourCase
from geoclf.evaluation.behaviour import BehaviourReport, CaseResult
from geoclf.experiment.result import ExperimentResult
from geoclf.tracking.behaviour_items import behaviour_file, behaviour_items
from geoclf.tracking.items import Metric, NestedRun, TextFile
from geoclf.tracking.log_items import result_items

MODEL_DIR = Path("model")
PLAIN = BehaviourCase("plain-1", "plain", "capability", "Firman.", None, ("treaty",), (), ())
ADDED = BehaviourCase("added-1", "act/added", "direction", "Uno.", "Dos.", (), ("treaty",), ("sanctions",))


def report(system: str, *passed: bool) -> BehaviourReport:
    cases = (PLAIN, PLAIN, ADDED)
    results = (CaseResult(case, ok, "said") for case, ok in zip(cases, passed, strict=True))
    return BehaviourReport(system, tuple(results))


def test_a_rate_per_capability_with_its_interval() -> None:
    items = {item.key: item.value for item in behaviour_items(report("mine", True, False, True))}
    assert items["behaviour/all"] == pytest.approx(2 / 3)
    assert items["behaviour/plain"] == 0.5
    assert items["behaviour/plain_ci_low"] < 0.5 < items["behaviour/plain_ci_high"]
    assert {key for key in items if key.endswith("added")} == {"behaviour/act/added"}
    assert len(items) == 9


def test_the_file_has_a_line_per_case_and_system() -> None:
    file = behaviour_file([report("mine", True, False, True), report("other", False, False, False)])
    lines = [json.loads(line) for line in file.content.splitlines()]
    assert file.path == "behaviour.jsonl"
    assert [(line["system"], line["id"], line["passed"]) for line in lines[:4]] == [
        ("mine", "plain-1", True),
        ("mine", "plain-1", False),
        ("mine", "added-1", True),
        ("other", "plain-1", False),
    ]
    assert lines[2] | {"said": "said", "text": "Uno.", "variant": "Dos.", "rises": ["treaty"]} == lines[2]


def test_a_run_logs_its_own_rates_and_those_of_its_baselines(result: ExperimentResult) -> None:
    name = result.baselines[0].predictions.system
    behaviour = (report(result.name, True, True, True), report(name, False, False, False))
    items = list(result_items(replace(result, behaviour=behaviour), MODEL_DIR))
    own = {item.key: item.value for item in items if isinstance(item, Metric)}
    assert own["behaviour/plain"] == 1.0
    (baseline,) = (item for item in items if isinstance(item, NestedRun) and item.name == f"baseline {name}")
    theirs = {item.key: item.value for item in baseline.items if isinstance(item, Metric)}
    assert theirs["behaviour/plain"] == 0.0
    assert "behaviour.jsonl" in {item.path for item in items if isinstance(item, TextFile)}


def test_without_behaviour_tests_nothing_is_logged(result: ExperimentResult) -> None:
    items = list(result_items(replace(result, behaviour=()), MODEL_DIR))
    assert not [item for item in items if isinstance(item, Metric) and item.key.startswith("behaviour")]
    assert "behaviour.jsonl" not in {item.path for item in items if isinstance(item, TextFile)}
