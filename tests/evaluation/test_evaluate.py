from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from geoclf.errors import DataError, ParameterError
from geoclf.evaluation.evaluate import evaluate
from geoclf.evaluation.metrics import AGGREGATES, PER_LABEL, point_metrics
from geoclf.evaluation.report import Predictions

MakePredictions = Callable[..., Predictions]


def test_print_order(make_random: MakePredictions) -> None:
    report = evaluate(make_random(1, n_groups=6), n_resamples=10, seed=0)
    labels = [f"{label}/{name}" for label in ("sanctions", "treaty") for name in PER_LABEL]
    assert [metric.key for metric in report] == [*AGGREGATES, *labels]
    assert (report.n_texts, report.n_groups) == (60, 6)


def test_values_are_the_point_metrics(make_random: MakePredictions) -> None:
    predictions = make_random(1, n_groups=6)
    report = evaluate(predictions, n_resamples=10, seed=0)
    expected = point_metrics(predictions.targets, predictions.predicted, predictions.proba)
    for name in AGGREGATES:
        assert report[name].value == pytest.approx(float(expected[name]))
    for name in PER_LABEL:
        assert report[f"treaty/{name}"].value == pytest.approx(expected[name][1])


def test_interval_is_that_of_repeated_groups(make_random: MakePredictions) -> None:
    """The same resamples, drawn and judged the slow way."""
    predictions = make_random(1, n_groups=6)
    report = evaluate(predictions, n_resamples=200, seed=7)
    names = sorted(set(predictions.groups))
    drawn = np.random.default_rng(7).integers(6, size=(200, 6))
    samples = []
    for resample in drawn:
        rows = np.concatenate(
            [np.flatnonzero(np.array(predictions.groups) == names[number]) for number in resample]
        )
        arrays = (predictions.targets[rows], predictions.predicted[rows], predictions.proba[rows])
        metrics = point_metrics(*arrays)
        samples.append([metrics["macro_f1"], metrics["macro_average_precision"], metrics["ece"][1]])
    for key, values in zip(
        ("macro_f1", "macro_average_precision", "treaty/ece"), np.array(samples).T, strict=True
    ):
        low, high = np.percentile(values, [2.5, 97.5])
        assert (report[key].low, report[key].high) == pytest.approx((low, high))


def test_same_seed_same_report(make_random: MakePredictions) -> None:
    predictions = make_random(1, n_groups=6)
    first, same, other = (evaluate(predictions, n_resamples=50, seed=seed) for seed in (0, 0, 1))
    assert first["macro_f1"] == same["macro_f1"]
    assert first["macro_f1"] != other["macro_f1"]


def test_counts_have_no_interval(make_random: MakePredictions) -> None:
    report = evaluate(make_random(1, n_groups=6), n_resamples=10, seed=0)
    for name in ("support", "predicted"):
        metric = report[f"treaty/{name}"]
        assert metric.value > 0
        assert np.isnan([metric.low, metric.high]).all()


@pytest.mark.parametrize(("n_groups", "n_resamples"), [(1, 100), (6, 0)])
def test_point_estimates_without_intervals(
    make_random: MakePredictions, n_groups: int, n_resamples: int
) -> None:
    report = evaluate(make_random(1, n_groups=n_groups), n_resamples=n_resamples, seed=0)
    assert report["macro_f1"].value > 0
    assert np.isnan([report["macro_f1"].low, report["macro_f1"].high]).all()
    assert report["macro_f1"].undefined == 0


def test_rare_label_is_undefined_in_some_resamples(make_predictions: MakePredictions) -> None:
    # "treaty" occurs in one of five groups: (4/5)^5 = 33 % of the resamples lack it.
    targets = np.array([[1, 1], [1, 0], [1, 0], [1, 0], [1, 0]])
    report = evaluate(make_predictions(targets, targets), n_resamples=2000, seed=0)
    metric = report["treaty/recall"]
    assert (metric.value, metric.low, metric.high) == (1, 1, 1)
    assert metric.undefined == pytest.approx(0.8**5, abs=0.03)
    assert report["macro_f1"].undefined == metric.undefined
    assert report["sanctions/recall"].undefined == 0


def test_empty_set(make_predictions: MakePredictions) -> None:
    empty = make_predictions(np.zeros((0, 2)), np.zeros((0, 2)))
    with pytest.raises(DataError, match=r"system on toy: .* at least one of each, got \(0, 2\)"):
        evaluate(empty, n_resamples=10, seed=0)


def test_bad_input(make_random: MakePredictions) -> None:
    predictions = make_random(1, n_groups=6)
    with pytest.raises(DataError, match="expected 60 groups, got 1"):
        evaluate(replace(predictions, groups=("g",)), n_resamples=10, seed=0)
    with pytest.raises(ParameterError, match="n_resamples"):
        evaluate(predictions, n_resamples=-1, seed=0)
