import math
from dataclasses import replace

from geoclf.evaluation.report import Comparison
from geoclf.experiment.result import ExperimentResult
from geoclf.tracking.metric_items import comparison_items, evaluation_items, fold_metric_items


def test_scores_are_named_by_data_set_and_followed_by_their_interval(result: ExperimentResult) -> None:
    items = list(evaluation_items(result.evaluations[0]))
    micro = result.evaluations[0].report["micro_f1"]
    first = [item for item in items if item.key.startswith("gold/micro_f1")]
    assert [(item.key, item.value) for item in first] == [
        ("gold/micro_f1", micro.value),
        ("gold/micro_f1_ci_low", micro.low),
        ("gold/micro_f1_ci_high", micro.high),
    ]
    assert "gold/sanctions/f1" in {item.key for item in items}


def test_undefined_is_not_a_number(result: ExperimentResult) -> None:
    report = result.evaluations[0].report
    assert math.isnan(report["humanitarian_aid/f1"].value)
    keys = {item.key for item in evaluation_items(result.evaluations[0])}
    assert not {key for key in keys if key.startswith("gold/humanitarian_aid/f1")}
    numbers = [number for score in report for number in (score.value, score.low, score.high)]
    assert len(keys) == sum(math.isfinite(number) for number in numbers)


def test_odd_data_set_names_make_valid_keys(result: ExperimentResult) -> None:
    evaluation = result.evaluations[0]
    odd = replace(evaluation, predictions=replace(evaluation.predictions, dataset="../mis datos (2)"))
    assert next(iter(evaluation_items(odd))).key.startswith("_.._mis datos _2_/")


def test_differences_are_named_after_the_baseline() -> None:
    comparison = Comparison("macro_f1", "mine", "lexicon", "gold", 0.1, -0.05, math.nan, n_groups=3)
    assert [(item.key, item.value) for item in comparison_items(comparison)] == [
        ("vs/lexicon/gold/macro_f1", 0.1),
        ("vs/lexicon/gold/macro_f1_ci_low", -0.05),
    ]


def test_folds_have_names_of_their_own(result: ExperimentResult) -> None:
    fold = result.folds[0]
    values = {item.key: item.value for item in fold_metric_items(fold, result.data.labels)}
    assert values["fold/micro_f1"] == fold.report["micro_f1"].value
    assert (values["n_train"], values["n_test"], values["n_dropped"]) == (14, 7, 0)
    assert values["test_positives/treaty"] == 2
    assert values["train_positives/treaty"] == 4
    assert not {key for key in values if key.startswith("gold")}


def test_a_fold_without_thresholds_logs_none(result: ExperimentResult) -> None:
    fold = replace(result.folds[0], thresholds=(0.25, math.nan, math.nan, math.nan))
    keys = [
        item.key for item in fold_metric_items(fold, result.data.labels) if item.key.startswith("threshold")
    ]
    assert keys == ["threshold/military_cooperation"]
