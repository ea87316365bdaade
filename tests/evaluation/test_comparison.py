from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from geoclf.errors import DataError, ParameterError
from geoclf.evaluation import intervals
from geoclf.evaluation.comparison import compare
from geoclf.evaluation.metrics import point_metrics
from geoclf.evaluation.report import Predictions
from geoclf.protocols import BoolArray

MakePredictions = Callable[..., Predictions]
Reorder = Callable[[Predictions, Sequence[int]], Predictions]

KEYS = ("macro_f1", "macro_average_precision", "samples_f1", "macro_brier", "sanctions/f1", "treaty/ece")


def value(predictions: Predictions, key: str) -> float:
    """Return one metric by its key, as the user's report names it."""
    metrics = point_metrics(predictions.targets, predictions.predicted, predictions.proba)
    label, _, name = key.rpartition("/")
    return float(metrics[name][predictions.labels.index(label)] if label else metrics[name])


def swapped(first: Predictions, second: Predictions, rows: BoolArray) -> Predictions:
    """Return the first predictions with the second's answers in some rows."""
    where = rows[:, np.newaxis]
    return replace(
        first,
        predicted=np.where(where, second.predicted, first.predicted),
        proba=np.where(where, second.proba, first.proba),
    )


@pytest.mark.parametrize("key", KEYS)
def test_exact_p_value_counted_by_hand(make_random: MakePredictions, key: str) -> None:
    first, second = make_random(1, n_groups=4, n_texts=20), make_random(2, n_groups=4, n_texts=20)
    observed = value(first, key) - value(second, key)
    groups = np.array(first.groups)
    extreme = 0
    for flips in product([False, True], repeat=4):
        rows = np.isin(groups, [f"group{number}" for number in range(4) if flips[number]])
        one, other = swapped(first, second, rows), swapped(second, first, rows)
        extreme += abs(value(one, key) - value(other, key)) >= abs(observed) - 1e-12
    result = compare(first, second, metric=key, n_resamples=16, seed=0)
    assert result.difference == pytest.approx(observed)
    assert result.extra["p_value"] == extreme / 16


def test_drawn_p_value_is_close_to_the_exact_one(make_random: MakePredictions) -> None:
    first, second = make_random(1, n_groups=12), make_random(2, n_groups=12)
    exact = compare(first, second, metric="macro_f1", n_resamples=4096, seed=0).extra["p_value"]
    drawn = compare(first, second, metric="macro_f1", n_resamples=4000, seed=0).extra["p_value"]
    assert 0.05 < exact < 0.95
    assert drawn == pytest.approx(exact, abs=0.03)
    assert drawn != exact


def test_swaps_in_chunks_are_the_same_swaps(
    make_random: MakePredictions, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_random(1, n_groups=9), make_random(2, n_groups=9)
    whole = compare(first, second, metric="macro_f1", n_resamples=600, seed=0)
    monkeypatch.setattr(intervals, "_CELLS_PER_CHUNK", 2000)
    assert compare(first, second, metric="macro_f1", n_resamples=600, seed=0).extra == whole.extra


def test_drawn_p_value_is_never_zero(make_predictions: MakePredictions) -> None:
    targets = np.ones((40, 1))
    right, wrong = make_predictions(targets, targets), make_predictions(targets, 1 - targets)
    result = compare(right, wrong, metric="macro_f1", n_resamples=99, seed=0)
    assert result.extra["p_value"] == pytest.approx(1 / 100)
    assert (result.difference, result.low, result.high) == (1, 1, 1)
    assert result.extra["n_discordant"] == 40


def test_five_groups_cannot_give_a_small_p_value(make_predictions: MakePredictions) -> None:
    targets = np.ones((5, 1))
    right, wrong = make_predictions(targets, targets), make_predictions(targets, 1 - targets)
    result = compare(right, wrong, metric="macro_f1", n_resamples=1000, seed=0)
    assert result.extra["p_value"] == 2 / 2**5


def test_p_value_keeps_its_level(make_random: MakePredictions) -> None:
    """Of two systems that are alike, few are called different."""
    p_values = np.array(
        [
            compare(
                make_random(2 * trial, n_groups=7, n_texts=21, data_seed=trial),
                make_random(2 * trial + 1, n_groups=7, n_texts=21, data_seed=trial),
                metric="macro_f1",
                n_resamples=128,
                seed=0,
            ).extra["p_value"]
            for trial in range(200)
        ]
    )
    assert np.mean(p_values <= 0.1) == pytest.approx(0.1, abs=0.06)
    assert p_values.mean() == pytest.approx(0.5, abs=0.08)


@pytest.mark.parametrize("key", KEYS)
def test_interval_is_paired(make_random: MakePredictions, reorder: Reorder, key: str) -> None:
    """The same resamples, drawn and judged the slow way."""
    first, second = make_random(1, n_groups=8), make_random(2, n_groups=8)
    result = compare(first, second, metric=key, n_resamples=150, seed=5)
    groups = np.array(first.groups)
    samples = []
    for resample in np.random.default_rng(5).integers(8, size=(150, 8)):
        rows = np.concatenate([np.flatnonzero(groups == f"group{number}") for number in resample]).tolist()
        samples.append(value(reorder(first, rows), key) - value(reorder(second, rows), key))
    assert (result.low, result.high) == pytest.approx(tuple(np.percentile(samples, [2.5, 97.5])))
    assert result.n_groups == 8


def test_turning_the_comparison_turns_the_sign(make_random: MakePredictions) -> None:
    first, second = make_random(1, n_groups=8), make_random(2, n_groups=8)
    straight = compare(first, second, metric="macro_f1", n_resamples=300, seed=0)
    turned = compare(second, first, metric="macro_f1", n_resamples=300, seed=0)
    assert (straight.first, straight.second, straight.dataset) == ("system1", "system2", "toy")
    assert turned.difference == pytest.approx(-straight.difference)
    assert (turned.low, turned.high) == pytest.approx((-straight.high, -straight.low))
    assert turned.extra == straight.extra


def test_system_against_itself(make_random: MakePredictions) -> None:
    predictions = make_random(1, n_groups=8)
    result = compare(predictions, predictions, metric="micro_f1", n_resamples=300, seed=0)
    assert (result.difference, result.low, result.high, result.better) == (0, 0, 0, None)
    assert result.extra == {"p_value": 1, "n_discordant": 0}


def test_less_error_is_better(make_random: MakePredictions) -> None:
    sharp = make_random(1, n_groups=20)
    vague = replace(sharp, system="vague", proba=np.full_like(sharp.proba, 0.5))
    result = compare(sharp, vague, metric="macro_brier", n_resamples=300, seed=0)
    assert result.high < 0
    assert result.better == "system1"
    assert result.extra["n_discordant"] == 0


def test_undefined_metric(make_predictions: MakePredictions) -> None:
    targets = np.array([[0], [0], [0]])
    first, second = make_predictions(targets, 1 - targets), make_predictions(targets, targets)
    result = compare(first, second, metric="sanctions/recall", n_resamples=100, seed=0)
    assert np.isnan([result.difference, result.low, result.high, result.extra["p_value"]]).all()
    assert result.better is None
    assert result.extra["n_discordant"] == 3


def test_undefined_swaps_count_as_extreme(make_predictions: MakePredictions) -> None:
    # Each system predicts in one group only: swapping one of the two groups leaves the second none at all.
    targets = np.array([[1], [1]])
    first = make_predictions(targets, [[1], [0]])
    second = make_predictions(targets, [[0], [1]])
    result = compare(first, second, metric="sanctions/precision", n_resamples=4, seed=0)
    assert (result.difference, result.extra["p_value"]) == (0, 1)


def test_no_resamples(make_random: MakePredictions) -> None:
    first, second = make_random(1, n_groups=8), make_random(2, n_groups=8)
    result = compare(first, second, metric="macro_f1", n_resamples=0, seed=0)
    assert result.difference == pytest.approx(value(first, "macro_f1") - value(second, "macro_f1"))
    assert np.isnan([result.low, result.high, result.extra["p_value"]]).all()


def test_order_of_texts_does_not_matter(make_random: MakePredictions, reorder: Reorder) -> None:
    first, second = make_random(1, n_groups=8), make_random(2, n_groups=8)
    other = reorder(second, np.random.default_rng(0).permutation(60).tolist())
    assert other.ids != first.ids
    straight = compare(first, second, metric="macro_average_precision", n_resamples=100, seed=0)
    assert compare(first, other, metric="macro_average_precision", n_resamples=100, seed=0) == straight


def test_different_texts(make_random: MakePredictions) -> None:
    first, second = make_random(1, n_groups=8), make_random(2, n_groups=8)
    with pytest.raises(DataError, match="system1 and system2: expected the same targets"):
        compare(first, replace(second, targets=~second.targets), metric="macro_f1", n_resamples=10, seed=0)


@pytest.mark.parametrize("key", ["f1", "treaty/macro_f1", "boycott/f1", "treaty/support", "", "treaty"])
def test_unknown_metric(make_random: MakePredictions, key: str) -> None:
    predictions = make_random(1, n_groups=8)
    with pytest.raises(
        ParameterError, match=f"no metric '{key}' to compare by; there are: macro_f1, .*brier"
    ):
        compare(predictions, predictions, metric=key, n_resamples=10, seed=0)
