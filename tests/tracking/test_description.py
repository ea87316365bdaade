import math
from dataclasses import replace

import numpy as np

from geoclf.evaluation.report import Comparison, Metric, Predictions, Report
from geoclf.experiment.result import Evaluation, ExperimentResult
from geoclf.tracking.description import describe


def test_the_first_line_is_the_answer(result: ExperimentResult) -> None:
    report = result.evaluations[0].report
    micro = report["micro_f1"]
    assert math.isnan(report["macro_f1"].value)
    first, table, *_ = describe(result).split("\n\n")
    assert first == "**gold: macro F1 undefined**; majority undefined (21 texts in 3 groups, 3 folds)"
    assert f"| micro F1 | &emsp;{micro.value:.2f} [{micro.low:.2f}, {micro.high:.2f}] |" in table
    assert "press: macro F1" in describe(result)
    assert "14 texts in 2 groups, not trained on" in describe(result)


def test_comparisons_are_in_words(result: ExperimentResult) -> None:
    comparisons = (
        Comparison("macro_f1", "logistic", "majority", "gold", 0.2, 0.1, 0.3, n_groups=9),
        Comparison("micro_f1", "logistic", "majority", "gold", 0.2, -0.1, 0.3, n_groups=3),
        Comparison("micro_f1", "logistic", "lexicon", "gold", math.nan, math.nan, math.nan, n_groups=3),
    )
    text = describe(replace(result, comparisons=comparisons))
    assert "- macro F1, logistic less majority: +0.20 [+0.10, +0.30], logistic is better\n" in text
    assert "- micro F1, logistic less majority: +0.20 [-0.10, +0.30], undecided\n" in text
    assert "- micro F1, logistic less lexicon: undefined" in text


def test_many_labels_are_cut_at_a_line_and_it_says_so(result: ExperimentResult) -> None:
    labels = tuple(f"a_label_with_a_long_name_{number}" for number in range(300))
    keys = [(name, None) for name in ("macro_f1", "micro_f1", "macro_average_precision")]
    named = [*keys, *(("f1", label) for label in labels)]
    report = Report(tuple(Metric(name, label, 0.5, 0.4, 0.6, 0.0) for name, label in named), 2, 2)
    nothing = np.zeros((2, 300), dtype=bool)
    pair = ("a", "b")
    predictions = Predictions(
        "s", "gold", labels, pair, pair, pair, pair, nothing, nothing, nothing.astype(float)
    )
    text = describe(
        replace(result, evaluations=(Evaluation(predictions, report),), baselines=(), comparisons=())
    )
    assert len(text) <= 7500
    assert text.endswith("|\n\n(cut; metrics.csv has the rest)\n")
