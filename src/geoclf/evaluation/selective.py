"""How a system does when it may leave texts to a person: the order of its confidence, and what it leaves.

risk_coverage
    Texts are taken from the surest to the least sure; at each coverage (share of texts taken) the risk is the
    share of wrong ones among them (El-Yaniv & Wiener, JMLR 11, 2010; Geifman & El-Yaniv, Selective
    classification for deep neural networks, NeurIPS 2017, https://arxiv.org/abs/1705.08500). Confidence is
    the distance of the probability from the threshold in log-odds; that of a whole text is its least sure
    label's.
aurc
    Area under that curve for whole texts, one of them wrong when any label is: the mean risk over the
    coverages at which texts come in (Geifman, Uziel & El-Yaniv, Bias-reduced uncertainty estimation for deep
    neural classifiers, ICLR 2019). 0 is perfect; no order at all gives the share of wrong texts.
review_share
    Share of texts with a label that the system leaves to a person; per label, of texts with that one.
review_error
    Share of texts with a wrong label among the others.
review_miss_rate, review_false_alarm_rate
    Mean over groups of the share of texts with the label that are dropped unread, and of texts without it
    that get it unread: what the levels of a conformal band speak of. Groups without such texts do not count.
"""

from dataclasses import dataclass

import numpy as np

from geoclf.errors import DataError
from geoclf.evaluation.intervals import cluster_bootstrap, group_rows
from geoclf.evaluation.report import Metric, Predictions
from geoclf.evaluation.rows import ratio
from geoclf.protocols import BoolArray, FloatArray, IntArray

__all__ = ["RiskCoverageCurve", "confidence", "risk_coverage", "selective_metrics"]

# Probabilities of 0 and 1, whose log-odds are infinite, count as this near to them.
_NEAREST = 1e-15


@dataclass(frozen=True)
class RiskCoverageCurve:
    """Share of wrong texts among the surest ones.

    Attributes
    ----------
    coverage
        Share of texts taken, rising to 1, one point per distinct confidence, shape (n_points,), float64.
    risk
        Share of wrong ones among them, shape (n_points,), float64.
    area
        Area under the curve (AURC).
    """

    coverage: FloatArray
    risk: FloatArray
    area: float


def confidence(proba: FloatArray, thresholds: FloatArray) -> FloatArray:
    """Return how far each probability lies from its threshold, in log-odds; shapes broadcast.

    Examples
    --------
    >>> confidence(np.array([0.5, 0.9]), np.array([0.5, 0.5])).round(2).tolist()
    [0.0, 2.2]
    """
    near, cut = (np.clip(values, _NEAREST, 1 - _NEAREST) for values in (proba, thresholds))
    distance: FloatArray = np.abs(np.log(near) - np.log1p(-near) - np.log(cut) + np.log1p(-cut))
    return distance


def risk_coverage(wrong: BoolArray, sureness: FloatArray) -> RiskCoverageCurve:
    """Compute the risk-coverage curve.

    Parameters
    ----------
    wrong
        Whether the system errs on each text, shape (n_texts,), bool.
    sureness
        Its confidence in each, shape (n_texts,), float64; texts of the same are taken together.

    Raises
    ------
    geoclf.errors.DataError
        If there is no text, or the shapes differ.

    Examples
    --------
    >>> curve = risk_coverage(np.array([False, True, False, True]), np.array([3.0, 0.5, 2.0, 0.5]))
    >>> curve.coverage.tolist(), curve.risk.tolist(), curve.area
    ([0.25, 0.5, 1.0], [0.0, 0.0, 0.5], 0.25)
    """
    if wrong.ndim != 1 or wrong.shape != sureness.shape or not len(wrong):
        raise DataError(
            f"risk-coverage: expected one entry per text in both, got {wrong.shape} and {sureness.shape}"
        )
    order, last_row = _ranking(sureness)
    ends = np.unique(last_row)
    risk = np.cumsum(wrong[order]) / np.arange(1, len(wrong) + 1)
    return RiskCoverageCurve((ends + 1) / len(wrong), risk[ends], float(risk[last_row].mean()))


def _ranking(sureness: FloatArray) -> tuple[IntArray, IntArray]:
    """Return the rows from the surest on, and for each of these places the last one of equal sureness."""
    order = np.argsort(-sureness, kind="stable")
    falling = -sureness[order]
    return order, np.searchsorted(falling, falling, side="right") - 1


def selective_metrics(predictions: Predictions, *, n_resamples: int, seed: int) -> tuple[Metric, ...]:
    """Return what the predictions allow: "aurc" where thresholds are known, the others where there is a band.

    Parameters
    ----------
    predictions
        As `geoclf.evaluation.evaluate.evaluate` has checked them.
    n_resamples, seed
        Of the bootstrap behind the intervals.

    Returns
    -------
    tuple of Metric
        Aggregates first, then label by label; nan where no text counts.
    """
    columns: list[_Share | _Area] = [*_aurc(predictions), *_review(predictions)]
    if not columns:
        return ()

    def statistic(weights: FloatArray) -> FloatArray:
        return np.stack([column.values(weights) for column in columns], axis=1)

    values = statistic(np.ones((1, len(predictions.ids))))[0]
    intervals = cluster_bootstrap(statistic, predictions.groups, n_resamples=n_resamples, seed=seed)
    return tuple(
        Metric(column.name, column.label, *map(float, numbers))
        for column, *numbers in zip(
            columns, values, intervals.low, intervals.high, intervals.undefined, strict=True
        )
    )


@dataclass(frozen=True)
class _Share:
    """A weighted share: of what is `counted`, what is `found`; both of shape (n_texts,), bool or float64."""

    name: str
    label: str | None
    found: BoolArray | FloatArray
    counted: BoolArray | FloatArray

    def values(self, weights: FloatArray) -> FloatArray:
        return ratio(weights @ self.found.astype(np.float64), weights @ self.counted.astype(np.float64))


@dataclass(frozen=True)
class _Area:
    """The area under a risk-coverage curve; `wrong` and `sureness` have shape (n_texts,)."""

    name: str
    label: str | None
    wrong: BoolArray
    sureness: FloatArray

    def values(self, weights: FloatArray) -> FloatArray:
        order, last_row = _ranking(self.sureness)
        ranked = weights[:, order]
        risk = np.cumsum(ranked * self.wrong[order], axis=1) / np.maximum(np.cumsum(ranked, axis=1), 1.0)
        mean: FloatArray = (ranked * risk[:, last_row]).sum(axis=1) / ranked.sum(axis=1)
        return mean


def _aurc(predictions: Predictions) -> list[_Area]:
    if predictions.thresholds is None:
        return []
    wrong = (predictions.targets != predictions.predicted).any(axis=1)
    sureness = confidence(predictions.proba, predictions.thresholds).min(axis=1)
    return [_Area("aurc", None, wrong, sureness)]


def _review(predictions: Predictions) -> list[_Share]:
    if predictions.review is None:
        return []
    targets, predicted, read = predictions.targets, predictions.predicted, predictions.review
    left: BoolArray = np.logical_or.reduce(read, axis=1)
    wrong: BoolArray = np.logical_or.reduce(targets != predicted, axis=1)
    everything = np.ones(len(left), dtype=np.bool_)
    shares = [
        _Share("review_share", None, left, everything),
        _Share("review_error", None, wrong & ~left, ~left),
    ]
    group_of_row, _ = group_rows(predictions.groups)
    for j, label in enumerate(predictions.labels):
        with_label = _group_shares(targets[:, j], group_of_row)
        without = _group_shares(~targets[:, j], group_of_row)
        missed, set_unread = ~predicted[:, j] & ~read[:, j], predicted[:, j] & ~read[:, j]
        shares += [
            _Share("review_share", label, read[:, j], everything),
            _Share("review_miss_rate", label, with_label * missed, with_label),
            _Share("review_false_alarm_rate", label, without * set_unread, without),
        ]
    return shares


def _group_shares(counted: BoolArray, group_of_row: IntArray) -> FloatArray:
    """Return for each row that counts one over how many of its group do: all groups weigh the same."""
    sizes = np.bincount(group_of_row, counted)
    shares: FloatArray = counted / np.maximum(sizes, 1)[group_of_row]
    return shares
