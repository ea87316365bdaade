from collections.abc import Callable

import numpy as np
import pytest

from geoclf.errors import ParameterError
from geoclf.evaluation import intervals
from geoclf.evaluation.intervals import chunk_sizes, cluster_bootstrap, group_rows
from geoclf.protocols import FloatArray

Statistic = Callable[[FloatArray], FloatArray]


def mean_of(values: FloatArray) -> Statistic:
    """Return the weighted mean as a statistic."""
    return lambda weights: (weights @ values / weights.sum(axis=1))[:, np.newaxis]


def test_two_groups_have_four_equally_likely_resamples() -> None:
    # Means 0, 0.5, 0.5 and 1: a quarter of the resamples lies at either end.
    result = cluster_bootstrap(mean_of(np.array([0.0, 1.0])), ["a", "b"], n_resamples=400, seed=0)
    assert (result.low[0], result.high[0]) == (0, 1)


def test_percentiles_of_the_mean_of_many_groups() -> None:
    values = np.random.default_rng(0).normal(size=400)
    groups = [str(number) for number in range(400)]
    result = cluster_bootstrap(mean_of(values), groups, n_resamples=4000, seed=0)
    half_width = 1.96 * values.std() / np.sqrt(400)
    assert result.low[0] == pytest.approx(values.mean() - half_width, abs=0.1 * half_width)
    assert result.high[0] == pytest.approx(values.mean() + half_width, abs=0.1 * half_width)


def test_all_texts_of_a_group_are_drawn_together() -> None:
    seen = []

    def statistic(weights: FloatArray) -> FloatArray:
        seen.append(weights)
        return weights[:, :1]

    cluster_bootstrap(statistic, ["b", "a", "b", "c"], n_resamples=50, seed=0)
    weights = np.concatenate(seen)
    assert weights.shape == (50, 4)
    np.testing.assert_array_equal(weights[:, 0], weights[:, 2])
    np.testing.assert_array_equal(weights[:, [0, 1, 3]].sum(axis=1), 3)


def test_metrics_share_their_resamples() -> None:
    values = np.random.default_rng(0).normal(size=20)

    def statistic(weights: FloatArray) -> FloatArray:
        mean = mean_of(values)(weights)
        return np.hstack([mean, -mean])

    result = cluster_bootstrap(statistic, [str(i) for i in range(20)], n_resamples=100, seed=3)
    assert result.low[0] == pytest.approx(-result.high[1])
    assert result.high[0] == pytest.approx(-result.low[1])


def test_seed_decides() -> None:
    values = np.random.default_rng(0).normal(size=20)
    groups = [str(number) for number in range(20)]
    first, same, other = (
        cluster_bootstrap(mean_of(values), groups, n_resamples=100, seed=seed).low[0] for seed in (1, 1, 2)
    )
    assert first == same != other


def test_order_of_rows_does_not_matter() -> None:
    values = np.random.default_rng(0).normal(size=20)
    groups = [str(number % 7) for number in range(20)]
    straight = cluster_bootstrap(mean_of(values), groups, n_resamples=100, seed=0)
    turned = cluster_bootstrap(mean_of(values[::-1]), groups[::-1], n_resamples=100, seed=0)
    np.testing.assert_allclose(straight.low, turned.low)


def test_chunks_do_not_change_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(0).normal(size=7)
    whole = cluster_bootstrap(mean_of(values), list("abcdefg"), n_resamples=101, seed=0)
    monkeypatch.setattr(intervals, "_CELLS_PER_CHUNK", 30)
    assert list(chunk_sizes(101, 7))[-2:] == [4, 1]
    chunked = cluster_bootstrap(mean_of(values), list("abcdefg"), n_resamples=101, seed=0)
    np.testing.assert_array_equal(whole.low, chunked.low)
    np.testing.assert_array_equal(whole.high, chunked.high)


@pytest.mark.parametrize(("groups", "n_resamples"), [(["a", "a"], 100), (["a", "b"], 0)])
def test_no_interval(groups: list[str], n_resamples: int) -> None:
    def statistic(weights: FloatArray) -> FloatArray:
        return np.column_stack([weights[:, 0], np.full(len(weights), np.nan)])

    result = cluster_bootstrap(statistic, groups, n_resamples=n_resamples, seed=0)
    assert np.isnan([result.low, result.high]).all()
    assert result.undefined.tolist() == [0, 1]


def test_undefined_resamples_are_counted_and_left_out() -> None:
    # Undefined unless group "a" is drawn: in (4/5)^5 = 33 % and (1/2)^2 = 25 % of the resamples it is not.
    def statistic(weights: FloatArray) -> FloatArray:
        return np.where(weights[:, :1] > 0, 7.0, np.nan)

    result = cluster_bootstrap(statistic, list("abcde"), n_resamples=2000, seed=0)
    assert result.undefined[0] == pytest.approx(0.8**5, abs=0.03)
    assert (result.low[0], result.high[0]) == (7, 7)


def test_no_interval_when_most_resamples_are_undefined() -> None:
    # Defined only when group "a" is drawn at least twice.
    def statistic(weights: FloatArray) -> FloatArray:
        return np.where(weights[:, :1] > 1, 7.0, np.nan)

    result = cluster_bootstrap(statistic, list("abcde"), n_resamples=2000, seed=0)
    assert result.undefined[0] > 0.5
    assert np.isnan([result.low[0], result.high[0]]).all()


def test_negative_number_of_resamples() -> None:
    with pytest.raises(ParameterError, match="got -5"):
        cluster_bootstrap(mean_of(np.zeros(2)), ["a", "b"], n_resamples=-5, seed=0)


def test_groups_are_numbered_by_name() -> None:
    rows, n_groups = group_rows(["z", "m", "z", "a"])
    assert (rows.tolist(), n_groups) == ([2, 1, 2, 0], 3)


def test_coverage_with_many_groups() -> None:
    """Intervals hold the truth about 95 % of the time; resampling single texts would be far too sure."""
    n_groups, group_size, n_trials = 50, 6, 200
    rng = np.random.default_rng(0)
    clusters = [str(number) for number in np.repeat(np.arange(n_groups), group_size)]
    singles = [str(number) for number in range(n_groups * group_size)]
    held = {"clusters": 0, "singles": 0}
    for trial in range(n_trials):
        shared = rng.normal(size=n_groups)
        values = np.repeat(shared, group_size) + 0.5 * rng.normal(size=n_groups * group_size)
        for name, groups in (("clusters", clusters), ("singles", singles)):
            result = cluster_bootstrap(mean_of(values), groups, n_resamples=200, seed=trial)
            held[name] += bool(result.low[0] <= 0 <= result.high[0])
    assert 0.90 <= held["clusters"] / n_trials <= 0.99
    assert held["singles"] / n_trials < 0.75
