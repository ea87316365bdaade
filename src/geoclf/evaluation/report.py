"""What an evaluation yields: predictions, metrics with intervals, comparisons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from geoclf.errors import ParameterError
from geoclf.protocols import BoolArray, FloatArray

__all__ = ["FEWEST_GROUPS", "LOWER_IS_BETTER", "Comparison", "Metric", "Predictions", "Report"]

LOWER_IS_BETTER = frozenset(
    {
        *("hamming_loss", "macro_brier", "macro_ece", "brier", "ece"),
        *("aurc", "review_error", "review_miss_rate", "review_false_alarm_rate"),
    }
)
"""Names of the metrics that measure error: of two systems the one with less is better."""


@dataclass(frozen=True)
class Predictions:
    """What one system said of a set of texts whose labels are known.

    Attributes
    ----------
    system
        Name of what predicted, such as "tfidf_logistic" or "lexicon".
    dataset
        Name of what was predicted, such as "gold".
    labels
        Label names; the columns of every array.
    ids, texts, groups, folds
        One entry per text; `folds` names the fold whose model predicted it ("" when one model did all).
    targets, predicted
        Shape (n_texts, n_labels), bool.
    proba
        Shape (n_texts, n_labels), float64, calibrated.
    thresholds
        The probabilities from which on labels were predicted, shape (n_texts, n_labels), float64; None where
        they are not known.
    review
        Which answers the system leaves to a person, shape (n_texts, n_labels), bool; None when it leaves none
        because it cannot tell.
    """

    system: str
    dataset: str
    labels: tuple[str, ...]
    ids: tuple[str, ...]
    texts: tuple[str, ...]
    groups: tuple[str, ...]
    folds: tuple[str, ...]
    targets: BoolArray
    predicted: BoolArray
    proba: FloatArray
    thresholds: FloatArray | None = None
    review: BoolArray | None = None


@dataclass(frozen=True)
class Metric:
    """One number with its interval.

    Attributes
    ----------
    name
        Such as "f1" or "macro_f1".
    label
        The label it is about, or None for an aggregate.
    value
        The point estimate, nan when undefined (for instance F1 of a label that neither occurs nor is
        predicted).
    low, high
        95 % interval by cluster bootstrap over groups; nan when there are fewer than two groups, when the
        metric has no interval (counts), or when it is undefined in more than half of the resamples.
    undefined
        Share of bootstrap resamples in which the metric was undefined, in [0, 1]; the interval is that of the
        others.
    """

    name: str
    label: str | None
    value: float
    low: float
    high: float
    undefined: float

    @property
    def key(self) -> str:
        """Name for files and trackers: "macro_f1", or "sanctions/f1" for a label's own."""
        return self.name if self.label is None else f"{self.label}/{self.name}"


@dataclass(frozen=True)
class Report:
    """All metrics of one system on one set of texts.

    Attributes
    ----------
    metrics
        In the order they are printed: aggregates, then label by label; then in the same order those of
        `geoclf.evaluation.selective`.
    n_texts, n_groups
        Size of the set.

    Examples
    --------
    >>> report = Report((Metric("f1", "treaty", 0.7, 0.5, 0.8, undefined=0.0),), n_texts=40, n_groups=5)
    >>> report["treaty/f1"].value
    0.7
    >>> report["f1"]
    Traceback (most recent call last):
    geoclf.errors.ParameterError: no metric 'f1'; there are: treaty/f1
    """

    metrics: tuple[Metric, ...]
    n_texts: int
    n_groups: int

    @cached_property
    def _by_key(self) -> dict[str, Metric]:
        return {metric.key: metric for metric in self.metrics}

    def __getitem__(self, key: str) -> Metric:
        if key not in self._by_key:
            raise ParameterError(f"no metric {key!r}; there are: {', '.join(self._by_key)}")
        return self._by_key[key]

    def __iter__(self) -> Iterator[Metric]:
        return iter(self.metrics)


FEWEST_GROUPS = 6
"""Fewer groups than this cannot show at the 5 % level that a system is better."""


@dataclass(frozen=True)
class Comparison:
    """Two systems on the same texts: the difference of one metric, first minus second, paired over groups.

    Attributes
    ----------
    metric
        Key of the metric, such as "macro_f1".
    first, second
        Names of the two systems.
    dataset
        Name of the data set both predicted.
    difference, low, high
        Point estimate and 95 % interval of the difference; nan as in `Metric`.
    n_groups
        Number of groups resampled.
    extra
        Further results by name: "p_value" of the paired permutation test and "n_discordant", the number of
        texts whose predicted sets differ.
    """

    metric: str
    first: str
    second: str
    dataset: str
    difference: float
    low: float
    high: float
    n_groups: int
    extra: Mapping[str, float] = field(default_factory=dict)

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval is defined and lies on one side of zero."""
        return self.low > 0 or self.high < 0

    @property
    def better(self) -> str | None:
        """The better system's name, or None when that is not shown.

        It is not when the interval holds zero, is undefined, or rests on too few groups.

        With five groups or fewer not even a difference in every group is beyond chance at the 5 % level:
        the smallest p-value of a permutation test over groups is 2 / 2**n_groups.

        Examples
        --------
        >>> Comparison("macro_f1", "mine", "lexicon", "gold", 0.2, 0.1, 0.3, n_groups=9).better
        'mine'
        >>> Comparison("macro_ece", "mine", "lexicon", "gold", 0.2, 0.1, 0.3, n_groups=9).better
        'lexicon'
        """
        if not self.excludes_zero or self.n_groups < FEWEST_GROUPS:
            return None
        lower_is_better = self.metric.rpartition("/")[2] in LOWER_IS_BETTER
        return self.first if (self.low > 0) != lower_is_better else self.second
