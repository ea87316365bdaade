"""Is one system better than another on the same texts? A paired answer over groups."""

from collections.abc import Callable

import numpy as np

from geoclf.errors import ParameterError
from geoclf.evaluation.alignment import align
from geoclf.evaluation.checks import check_n_resamples, check_predictions
from geoclf.evaluation.intervals import chunk_sizes, cluster_bootstrap, group_rows
from geoclf.evaluation.metrics import AGGREGATES, COUNTS, PER_LABEL
from geoclf.evaluation.report import Comparison, Predictions
from geoclf.evaluation.rows import JudgedRows, WeightedRows
from geoclf.protocols import FloatArray

__all__ = ["compare"]

# Two differences that only rounding tells apart are equally extreme.
_TOLERANCE = 1e-12


def compare(
    first: Predictions, second: Predictions, *, metric: str, n_resamples: int, seed: int
) -> Comparison:
    """Compare two systems on the same texts.

    The interval of the difference, first minus second, is by cluster bootstrap: each resample draws groups
    and judges both systems on them.

    The p-value is that of a permutation test. Were the systems alike, then their answers on whole groups
    could be swapped; p is the share of swaps whose difference is at least as large, either way (Yeh, COLING
    2000). When there are at most `n_resamples` swaps each is taken once; otherwise `n_resamples` are drawn
    and the observed one counts as one more (Phipson & Smyth, SAGMB 9, 2010), so p is never 0. With G groups
    p is at least 2 / 2**G: 0.0625 for five. A swap that leaves the metric undefined counts as at least as
    large.

    Parameters
    ----------
    first, second
        Predictions for the same texts with the same labels, in any order of texts.
    metric
        Key of the metric: "macro_f1", or "sanctions/f1" for a label's own.
    n_resamples
        Number of bootstrap resamples, and at most as many swaps; 0 for neither interval nor p-value.
    seed
        Seed of both.

    Returns
    -------
    Comparison
        With "p_value" and "n_discordant" (number of texts whose predicted sets differ) as `extra`, and the
        first predictions' data set.

    Raises
    ------
    geoclf.errors.DataError
        If the predictions are not of the same texts, groups, targets and labels.
    geoclf.errors.ParameterError
        If there is no such metric, or `n_resamples` is below 0.

    Examples
    --------
    >>> targets = np.array([[True], [True], [False], [False], [True], [True]])
    >>> mine = Predictions(
    ...     system="mine", dataset="toy", labels=("treaty",), ids=("1", "2", "3", "4", "5", "6"),
    ...     texts=("a", "b", "c", "d", "e", "f"), groups=("x", "x", "y", "y", "z", "z"), folds=("",) * 6,
    ...     targets=targets, predicted=targets, proba=np.where(targets, 0.9, 0.1))
    >>> from dataclasses import replace
    >>> silent = replace(mine, system="silent", predicted=np.zeros_like(targets))
    >>> result = compare(mine, silent, metric="micro_f1", n_resamples=100, seed=0)
    >>> result.difference, result.low, result.extra["n_discordant"], result.extra["p_value"]
    (1.0, 1.0, 4.0, 0.5)
    >>> result.better is None  # three groups cannot show it
    True
    """
    check_n_resamples(n_resamples)
    check_predictions(first)
    check_predictions(second)
    function = _metric_function(metric, first.labels)
    second = align(second, first)
    n_texts = len(first.ids)
    rows = JudgedRows(
        np.concatenate([first.targets, second.targets]),
        np.concatenate([first.predicted, second.predicted]),
        np.concatenate([first.proba, second.proba]),
    )

    def differences(kept: FloatArray, swapped: FloatArray) -> FloatArray:
        """Return the differences under these weights of each text's own and its swapped answers."""
        one = function(rows.weighted(np.hstack([kept, swapped])))
        other = function(rows.weighted(np.hstack([swapped, kept])))
        return one - other

    def statistic(weights: FloatArray) -> FloatArray:
        return differences(weights, np.zeros_like(weights))[:, np.newaxis]

    difference = float(statistic(np.ones((1, n_texts)))[0, 0])
    interval = cluster_bootstrap(statistic, first.groups, n_resamples=n_resamples, seed=seed)
    group_of_row, n_groups = group_rows(first.groups)
    p_value = _permutation_p_value(
        lambda swaps: differences(1.0 - swaps[:, group_of_row], swaps[:, group_of_row]),
        difference,
        n_groups=n_groups,
        n_rows=len(rows.targets),
        n_resamples=n_resamples,
        seed=seed,
    )
    return Comparison(
        metric=metric,
        first=first.system,
        second=second.system,
        dataset=first.dataset,
        difference=difference,
        low=float(interval.low[0]),
        high=float(interval.high[0]),
        n_groups=n_groups,
        extra={
            "p_value": p_value,
            "n_discordant": float((first.predicted != second.predicted).any(axis=1).sum()),
        },
    )


def _metric_function(key: str, labels: tuple[str, ...]) -> Callable[[WeightedRows], FloatArray]:
    if key in AGGREGATES:
        return AGGREGATES[key]
    label, _, name = key.rpartition("/")
    if label in labels and name in PER_LABEL and name not in COUNTS:
        column = labels.index(label)
        return lambda sums: PER_LABEL[name](sums)[:, column]
    own = ", ".join(name for name in PER_LABEL if name not in COUNTS)
    raise ParameterError(
        f"no metric {key!r} to compare by; there are: {', '.join(AGGREGATES)}; and LABEL/NAME with LABEL one "
        f"of {', '.join(labels)} and NAME one of {own}"
    )


def _permutation_p_value(
    differences: Callable[[FloatArray], FloatArray],
    observed: float,
    *,
    n_groups: int,
    n_rows: int,
    n_resamples: int,
    seed: int,
) -> float:
    """Return the two-sided p-value; `differences` takes which groups are swapped, (n, n_groups), 0 or 1."""
    if np.isnan(observed) or n_resamples == 0:
        return float("nan")
    exact = 2**n_groups <= n_resamples
    n_swaps = 2**n_groups if exact else n_resamples
    rng = np.random.default_rng(seed)
    n_extreme, start = 0, 0
    for size in chunk_sizes(n_swaps, n_rows):
        if exact:
            swaps = (np.arange(start, start + size)[:, np.newaxis] >> np.arange(n_groups)) & 1
        else:
            swaps = rng.integers(2, size=(size, n_groups))
        below = np.abs(differences(swaps.astype(np.float64))) < abs(observed) - _TOLERANCE
        n_extreme += int(np.count_nonzero(~below))
        start += size
    # The swap of nothing is among all swaps, but not among drawn ones.
    return n_extreme / n_swaps if exact else (1 + n_extreme) / (1 + n_swaps)
