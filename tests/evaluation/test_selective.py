from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from geoclf.errors import DataError
from geoclf.evaluation.evaluate import evaluate
from geoclf.evaluation.report import Predictions
from geoclf.evaluation.selective import confidence, risk_coverage, selective_metrics

MakePredictions = Callable[..., Predictions]
Reorder = Callable[..., Predictions]


def test_confidence_is_the_distance_in_log_odds() -> None:
    odds = np.array([0.1, 1.0, 9.0])
    found = confidence(odds / (1 + odds), np.array(0.9))
    np.testing.assert_allclose(found, np.abs(np.log(odds / 9)), atol=1e-12)
    certain = confidence(np.array([0.0, 1.0, 1.0]), np.array([0.5, 0.5, 1.0]))
    assert np.isfinite(certain).all()
    assert certain[0] > 30
    assert certain[2] == 0


def test_risk_coverage_by_definition() -> None:
    rng = np.random.default_rng(0)
    sureness = rng.integers(0, 12, size=60) / 4  # many ties
    wrong = rng.random(60) < 0.5 / (1 + sureness)
    curve = risk_coverage(wrong, sureness)
    levels = np.unique(sureness)[::-1]
    assert curve.coverage.tolist() == [np.mean(sureness >= level) for level in levels]
    np.testing.assert_allclose(curve.risk, [wrong[sureness >= level].mean() for level in levels])
    assert curve.area == pytest.approx(np.mean([wrong[sureness >= level].mean() for level in sureness]))


def test_a_perfect_order_beats_none_and_the_worst() -> None:
    wrong = np.arange(100) >= 80
    best = risk_coverage(wrong, -np.arange(100.0)).area
    none = risk_coverage(wrong, np.ones(100)).area
    worst = risk_coverage(wrong, np.arange(100.0)).area
    # The best area there is at a share of errors e is e + (1 - e) log(1 - e), for many texts.
    assert best == pytest.approx(0.2 + 0.8 * np.log(0.8), abs=0.01)
    assert none == pytest.approx(0.2)
    assert worst > 0.4


def test_bad_input() -> None:
    for wrong, sureness in ((np.zeros(2), np.zeros(3)), (np.zeros(0), np.zeros(0))):
        with pytest.raises(DataError, match="risk-coverage: expected one entry per text in both"):
            risk_coverage(wrong.astype(bool), sureness)


@pytest.fixture
def asking(make_predictions: MakePredictions) -> Predictions:
    """Five texts in two groups; of the label, one text is dropped unread, one set unread, one is read."""
    predictions = make_predictions(
        [[1], [1], [0], [1], [0]], [[0], [1], [1], [0], [0]], groups=["a", "a", "a", "b", "b"]
    )
    review = np.array([[False], [False], [False], [True], [False]])
    return replace(predictions, review=review, proba=np.full((5, 1), 0.5), thresholds=np.full((5, 1), 0.5))


def test_counted_by_hand(asking: Predictions) -> None:
    report = evaluate(asking, n_resamples=0, seed=0)
    assert report["review_share"].value == report["sanctions/review_share"].value == 1 / 5
    assert report["review_error"].value == 2 / 4
    # Group a: one of two texts with the label; group b: none of one, as that is read.
    assert report["sanctions/review_miss_rate"].value == (1 / 2 + 0) / 2
    assert report["sanctions/review_false_alarm_rate"].value == (1 / 1 + 0 / 1) / 2
    assert report["aurc"].value == pytest.approx(3 / 5), "equally sure of all, and wrong in three"


def test_groups_without_the_label_do_not_count(asking: Predictions) -> None:
    targets = asking.targets.copy()
    targets[3] = False
    report = evaluate(replace(asking, targets=targets), n_resamples=0, seed=0)
    assert report["sanctions/review_miss_rate"].value == 1 / 2
    nothing = replace(asking, targets=np.zeros((5, 1), dtype=bool), review=np.ones((5, 1), dtype=bool))
    report = evaluate(nothing, n_resamples=10, seed=0)
    assert np.isnan(report["sanctions/review_miss_rate"].value)
    assert np.isnan(report["review_error"].value)
    assert report["sanctions/review_false_alarm_rate"].value == 0


def test_weights_are_rows_standing_there_several_times(
    make_random: MakePredictions, reorder: Reorder
) -> None:
    predictions = make_random(3, n_groups=6)
    rng = np.random.default_rng(1)
    full = replace(predictions, thresholds=np.full(predictions.proba.shape, 0.4), review=None)
    area = selective_metrics(full, n_resamples=0, seed=0)[0]
    wrong = (full.targets != full.predicted).any(axis=1)
    sureness = confidence(full.proba, np.array(0.4)).min(axis=1)
    assert area.value == pytest.approx(risk_coverage(wrong, sureness).area)
    # The interval comes from resamples in which groups stand several times.
    (interval,) = selective_metrics(full, n_resamples=2000, seed=0)
    groups = np.array(full.groups)
    areas = []
    for _ in range(2000):
        rows = np.concatenate([np.flatnonzero(groups == g) for g in rng.choice(np.unique(groups), 6)])
        areas.append(risk_coverage(wrong[rows], sureness[rows]).area)
    np.testing.assert_allclose([interval.low, interval.high], np.percentile(areas, [2.5, 97.5]), atol=0.02)


def test_metrics_come_with_what_is_known(make_random: MakePredictions) -> None:
    predictions = make_random(2, n_groups=20)
    assert selective_metrics(predictions, n_resamples=10, seed=0) == ()
    review = abs(predictions.proba - 0.5) < 0.1
    metrics = selective_metrics(replace(predictions, review=review), n_resamples=50, seed=0)
    names = ["review_share", "review_miss_rate", "review_false_alarm_rate"]
    assert [metric.key for metric in metrics] == [
        *("review_share", "review_error"),
        *(f"{label}/{name}" for label in predictions.labels for name in names),
    ]
    assert all(metric.low <= metric.value <= metric.high for metric in metrics)
