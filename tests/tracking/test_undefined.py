import math
from dataclasses import replace

import numpy as np
import pytest

from geoclf.evaluation.evaluate import evaluate
from geoclf.evaluation.report import Metric, Predictions, Report
from geoclf.experiment.result import Evaluation
from geoclf.tracking.undefined import interval_reason, undefined_in, value_reason


def evaluation(targets: list[bool], predicted: list[bool], groups: tuple[str, ...]) -> Evaluation:
    size = len(targets)
    predictions = Predictions(
        system="mine",
        dataset="gold",
        labels=("treaty",),
        ids=tuple(map(str, range(size))),
        texts=("",) * size,
        groups=groups,
        folds=("",) * size,
        targets=np.array(targets)[:, np.newaxis],
        predicted=np.array(predicted)[:, np.newaxis],
        proba=np.where(np.array(predicted)[:, np.newaxis], 0.9, 0.1),
    )
    return Evaluation(predictions, evaluate(predictions, n_resamples=20, seed=0))


@pytest.mark.parametrize(
    ("targets", "predicted", "key", "reason"),
    [
        ([False, False], [False, False], "treaty/f1", "the label neither occurs nor is predicted"),
        ([False, False], [True, False], "treaty/recall", "the label does not occur"),
        ([True, False], [False, False], "treaty/precision", "the label is never predicted"),
        ([False, False], [False, False], "macro_f1", "undefined for treaty"),
        ([False, False], [True, False], "macro_average_precision", "undefined for treaty"),
        ([False, False], [False, False], "micro_f1", "no label occurs or is predicted"),
        ([False, False], [False, False], "samples_f1", "no label occurs or is predicted"),
    ],
)
def test_reasons(targets: list[bool], predicted: list[bool], key: str, reason: str) -> None:
    report = evaluation(targets, predicted, ("a", "b")).report
    assert math.isnan(report[key].value)
    assert value_reason(report[key], report) == reason


def test_every_undefined_value_and_missing_interval_is_listed() -> None:
    judged = evaluation([True, False], [True, False], ("a", "a"))
    found = {(row.metric, row.what): row.reason for row in undefined_in([judged])}
    assert found["macro_f1", "interval"] == "an interval needs two groups or more; there is 1"
    # Counts are facts about the set and never have an interval.
    assert not {key for key in found if key[0] in ("treaty/support", "treaty/predicted")}
    assert {what for _, what in found} == {"interval"}


def test_too_few_resamples_define_it() -> None:
    metric = Metric("f1", "treaty", 0.5, math.nan, math.nan, undefined=0.625)
    report = Report((metric,), n_texts=4, n_groups=3)
    assert interval_reason(metric, report) == "undefined in 62% of the resamples"
    assert interval_reason(replace(metric, undefined=0.0), report) == "no interval was computed"
