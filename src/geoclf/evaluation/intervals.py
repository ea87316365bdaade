"""Cluster bootstrap: intervals for metrics of texts that come in groups.

Sentences of one article or story are alike, so texts are not independent; groups are what can be resampled.
Each resample draws as many groups as there are, with replacement, and takes all texts of each; the interval
is from the 2.5th to the 97.5th percentile of the metric over the resamples (Efron & Tibshirani, An
Introduction to the Bootstrap, 1993, chapter 13; for whole clusters: Field & Welsh, Bootstrapping clustered
data, JRSS-B 69, 2007).

The interval speaks of new groups like these. It is rough when groups are few, and then mostly too narrow
(Cameron, Gelbach & Miller, REStat 90, 2008, call five to thirty clusters few). In a simulation, nominal 95 %
intervals of a normal mean held the truth in 83 % of cases with 5 groups, 90 % with 10, 92 % with 20 and 94 %
with 30; five groups have only 126 different resamples.

A resample may lack all positives of a rare label; the metric is then undefined in it, the percentiles are
those of the other resamples, and the share of undefined ones is reported.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from geoclf.evaluation.checks import check_n_resamples
from geoclf.protocols import FloatArray, IntArray

__all__ = ["MAX_UNDEFINED", "Intervals", "chunk_sizes", "cluster_bootstrap", "group_rows"]

MAX_UNDEFINED = 0.5
"""A metric that is undefined in a larger share of the resamples than this has no interval."""

_CELLS_PER_CHUNK = 1_000_000


@dataclass(frozen=True)
class Intervals:
    """95 % intervals of several metrics from the same resamples.

    Attributes
    ----------
    low, high
        Shape (n_metrics,), float64; nan with fewer than two groups or no resample, or when more than half of
        the resamples leave the metric undefined.
    undefined
        Share of resamples in which the metric is undefined, shape (n_metrics,), float64; without resamples
        that of the set itself, 0 or 1.
    """

    low: FloatArray
    high: FloatArray
    undefined: FloatArray


def cluster_bootstrap(
    statistic: Callable[[FloatArray], FloatArray],
    groups: Sequence[str],
    *,
    n_resamples: int,
    seed: int,
) -> Intervals:
    """Bootstrap metrics over groups of rows.

    Parameters
    ----------
    statistic
        Takes how often each row counts in each resample, shape (n, n_rows), float64, and returns the metrics,
        shape (n, n_metrics), nan where undefined. Called several times, with some of the resamples each.
    groups
        The group of each row.
    n_resamples
        Number of resamples; 0 for none.
    seed
        Seed of the resampling; the same seed and groups give the same resamples for any statistic.

    Raises
    ------
    geoclf.errors.ParameterError
        If `n_resamples` is below 0.

    Examples
    --------
    >>> values = np.array([1.0, 1.0, 2.0, 2.0])
    >>> def mean(weights):
    ...     return (weights @ values / weights.sum(axis=1))[:, np.newaxis]
    >>> intervals = cluster_bootstrap(mean, ["a", "a", "b", "b"], n_resamples=500, seed=0)
    >>> intervals.low.tolist(), intervals.high.tolist()
    ([1.0], [2.0])
    """
    check_n_resamples(n_resamples)
    group_of_row, n_groups = group_rows(groups)
    if n_groups < 2 or n_resamples == 0:
        # A resample of one group is the set itself: no interval can be had from it.
        value = statistic(np.ones((1, len(groups))))[0]
        return Intervals(np.full_like(value, np.nan), np.full_like(value, np.nan), np.isnan(value) * 1.0)
    rng = np.random.default_rng(seed)
    samples = [
        statistic(_resampled_weights(rng, size, n_groups)[:, group_of_row])
        for size in chunk_sizes(n_resamples, len(groups))
    ]
    return _percentile_intervals(np.concatenate(samples))


def group_rows(groups: Sequence[str]) -> tuple[IntArray, int]:
    """Return each row's group as a number, shape (n_rows,), int64, and the number of groups.

    Groups are numbered in the order of their names, so that the order of the rows does not matter.

    Examples
    --------
    >>> group_rows(["b", "a", "b"])
    (array([1, 0, 1]), 2)
    """
    numbers = {group: number for number, group in enumerate(sorted(set(groups)))}
    return np.array([numbers[group] for group in groups], dtype=np.int64), len(numbers)


def chunk_sizes(n_resamples: int, n_rows: int) -> Iterator[int]:
    """Yield numbers of resamples to work on at once, so that memory does not grow with `n_resamples`.

    Examples
    --------
    >>> list(chunk_sizes(1000, 2500))
    [400, 400, 200]
    """
    size = max(1, _CELLS_PER_CHUNK // n_rows)
    for start in range(0, n_resamples, size):
        yield min(size, n_resamples - start)


def _resampled_weights(rng: np.random.Generator, n_resamples: int, n_groups: int) -> FloatArray:
    """Return how often each group is drawn, shape (n_resamples, n_groups)."""
    drawn = rng.integers(n_groups, size=(n_resamples, n_groups))
    cells = drawn + n_groups * np.arange(n_resamples)[:, np.newaxis]
    counts = np.bincount(cells.ravel(), minlength=n_resamples * n_groups)
    return counts.reshape(n_resamples, n_groups).astype(np.float64)


def _percentile_intervals(samples: FloatArray) -> Intervals:
    n_metrics = samples.shape[1]
    low, high = np.full(n_metrics, np.nan), np.full(n_metrics, np.nan)
    undefined = np.isnan(samples).mean(axis=0)
    for j in np.flatnonzero(undefined <= MAX_UNDEFINED):
        defined = samples[~np.isnan(samples[:, j]), j]
        low[j], high[j] = np.percentile(defined, [2.5, 97.5])
    return Intervals(low, high, undefined)
