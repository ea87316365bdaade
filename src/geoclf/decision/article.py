"""From the probabilities of an article's sentences to the probability that at least one has the label."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from geoclf.decision.platt import fit_platt
from geoclf.decision.scores import check_scores, check_scores_and_targets, logit, sigmoid
from geoclf.errors import ParameterError
from geoclf.params import Configurable
from geoclf.protocols import BoolArray, FloatArray, IntArray, State

__all__ = ["ArticleCalibration"]

# A label with fewer articles that have it, or that lack it, has no coefficients of its own.
_MIN_ARTICLES = 10
# exp(-50) is nothing beside 1; a bound keeps slope * infinity out of the sums.
_LARGEST_LOGIT = 50.0


class ArticleCalibration(Configurable):
    """Platt scaling, per label, of what independent sentences would give.

    An article has a label when at least one of its sentences has it. Were sentences independent, that had the
    probability 1 - prod(1 - p), the noisy-or (Pearl 1988, "Probabilistic Reasoning in Intelligent Systems",
    4.3.2). The sentences of one article resemble each other, and so do their errors: the noisy-or comes out
    too high, the more so the longer the article. Its log-odds are therefore scaled to fit articles whose
    labels are known. The largest p is no probability of this event either, and scaled it fits worse; both
    were measured (experiments/05-article-probability). A text of one sentence keeps that sentence's
    probability. The result can lie below the largest p, which is calibrated for sentences by themselves. The
    scaling does not know the length: for articles much longer than those it was fitted to it extrapolates.

    A label that fewer than ten articles have, or fewer than ten lack, takes the median slope and intercept of
    the others. Where no label has enough, nothing can be fitted: slopes are 1, intercepts 0, `proba` is the
    noisy-or itself, and `calibrated_` is False.

    Articles to train on are mostly richer in labels than the articles a classifier is for. With `prevalence`,
    probabilities are those for articles of which that share of *sentences* has the label, as in
    `geoclf.decision.calibrated.CalibratedDecision`: articles with and without the label are mixed in the
    proportion that gives this share, and the intercept moves by the difference of the log-odds. This supposes
    that where an article has a label, as many of its sentences have it as in training.

    Parameters
    ----------
    prevalence
        Share of sentences that has a label where the classifier will be used, in (0, 1); None for articles
        as in training.

    Attributes
    ----------
    slope_, intercept_
        Shape (n_labels,), float64: probability = sigmoid(slope_ * logit(noisy-or) + intercept_).
    prevalence_
        Shape (n_labels,), float64: the share of articles with the label that the probabilities are for; nan
        for a label with too few articles.
    calibrated_
        Whether there were articles enough to fit anything.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> articles = np.repeat(np.arange(200), 5)
    >>> proba = sigmoid(rng.normal(-2, 1.5, size=(200, 1)))[articles]  # alike within an article
    >>> targets = rng.random((1000, 1)) < proba
    >>> article = ArticleCalibration().fit(proba, targets, articles)
    >>> article.calibrated_, article.proba(np.array([[0.5], [0.5]])).round(2).tolist()
    (True, [0.7])
    >>> few = ArticleCalibration().fit(proba[:5], targets[:5], articles[:5])
    >>> few.calibrated_, few.proba(np.array([[0.5], [0.5]])).round(2).tolist()
    (False, [0.75])
    """

    def __init__(self, *, prevalence: float | None = None) -> None:
        self.prevalence = prevalence

    def fit(self, proba: FloatArray, targets: BoolArray, groups: Sequence[Any] | IntArray) -> Self:
        """Fit on out-of-fold probabilities of sentences.

        Parameters
        ----------
        proba, targets
            Shape (n_sentences, n_labels), float64 and bool.
        groups
            Per sentence the article it belongs to; articles of one sentence are left out.

        Raises
        ------
        ParameterError
            If `prevalence` is no share, or the arguments do not fit together.
        """
        share: object = self.prevalence
        if share is not None and not (isinstance(share, int | float) and 0 < share < 1):
            raise ParameterError(f"prevalence: expected a number in (0, 1) or None, got {share!r}")
        proba, targets = check_scores_and_targets(proba, targets)
        if len(groups) != len(proba):
            raise ParameterError(f"expected groups for {len(proba)} sentences, got {len(groups)}")
        number = {group: i for i, group in enumerate(dict.fromkeys(groups))}
        article = np.array([number[group] for group in groups], dtype=np.int64)
        several = np.bincount(article)[article] > 1
        self._fit_articles(
            proba[several], targets[several], np.unique(article[several], return_inverse=True)[1]
        )
        return self

    def _fit_articles(self, proba: FloatArray, targets: BoolArray, article: IntArray) -> None:
        n_articles, n_labels = int(article.max(initial=-1)) + 1, proba.shape[1]
        has = np.zeros((n_articles, n_labels), dtype=np.bool_)
        np.logical_or.at(has, article, targets)
        evidence = _logit_of_noisy_or(proba, article, n_articles)
        n_with = has.sum(axis=0)
        enough = np.flatnonzero(np.minimum(n_with, n_articles - n_with) >= _MIN_ARTICLES).tolist()
        self.calibrated_ = bool(enough)
        self.slope_, self.intercept_ = np.ones(n_labels), np.zeros(n_labels)
        self.prevalence_ = np.full(n_labels, np.nan)
        for j in enough:
            slope, intercept = fit_platt(evidence[:, j], has[:, j])
            share = self._share_of_articles(has[:, j], targets[:, j], article)
            shift = logit(np.asarray(share)) - logit(np.asarray(n_with[j] / n_articles))
            self.slope_[j], self.intercept_[j], self.prevalence_[j] = slope, intercept + shift, share
        for j in set(range(n_labels)) - set(enough) if enough else ():
            self.slope_[j] = np.median(self.slope_[enough])
            self.intercept_[j] = np.median(self.intercept_[enough])

    def _share_of_articles(self, has: BoolArray, target: BoolArray, article: IntArray) -> float:
        """Return the share of articles with the label in a mix whose sentences have it as often as asked."""
        n_with, n_without = int(has.sum()), int((~has).sum())
        if self.prevalence is None:
            return n_with / (n_with + n_without)
        in_article_with = has[article]
        n_sentences = int(in_article_with.sum())
        surplus = float(target.sum()) - self.prevalence * n_sentences
        least = 1 / (n_with + n_without + 2)
        if surplus <= 0:  # not even articles that all have the label hold so many sentences with it
            return 1 - least
        weight = self.prevalence * (len(target) - n_sentences) / surplus
        return float(np.clip(weight * n_with / (weight * n_with + n_without), least, 1 - least))

    @classmethod
    def uncalibrated(cls, n_labels: int) -> Self:
        """Return what `fit` gives where there are no articles: the noisy-or for each of `n_labels` labels."""
        nothing = np.zeros((1, n_labels))
        return cls().fit(nothing, nothing > 0, [0])

    def proba(self, sentences: FloatArray) -> FloatArray:
        """Return the probability that at least one sentence of an article has the label.

        Parameters
        ----------
        sentences
            Probabilities of the article's sentences, shape (n_sentences, n_labels).

        Returns
        -------
        FloatArray
            Shape (n_labels,), float64 in [0, 1].
        """
        self._check_fitted()
        sentences = check_scores(sentences, len(self.slope_))
        # A sentence without a letter has probability 0 throughout and is evidence of nothing.
        sentences = sentences[(sentences > 0).any(axis=1)]
        if len(sentences) < 2:
            return np.asarray(sentences.sum(axis=0), dtype=np.float64)
        one_article = np.zeros(len(sentences), dtype=np.int64)
        return sigmoid(self.slope_ * _logit_of_noisy_or(sentences, one_article, 1)[0] + self.intercept_)

    def state(self) -> State:
        """Return the parameter, slopes, intercepts, shares, and whether they were fitted."""
        self._check_fitted()
        params = {"prevalence": None if self.prevalence is None else float(self.prevalence)}
        arrays = {"slope": self.slope_, "intercept": self.intercept_, "prevalence": self.prevalence_}
        return State(params=params, values={"calibrated": self.calibrated_}, arrays=arrays)

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted calibration."""
        restored = cls(**state.params)
        restored.slope_ = np.asarray(state.arrays["slope"], dtype=np.float64)
        restored.intercept_ = np.asarray(state.arrays["intercept"], dtype=np.float64)
        restored.calibrated_ = bool(state.values["calibrated"])
        restored.prevalence_ = np.asarray(state.arrays["prevalence"], dtype=np.float64)
        return restored

    def _check_fitted(self) -> None:
        if not hasattr(self, "slope_"):
            raise ParameterError(
                "ArticleCalibration is not fitted yet; call fit(proba, targets, groups) first"
            )


def _logit_of_noisy_or(proba: FloatArray, article: IntArray, n_articles: int) -> FloatArray:
    """Return the log-odds of the noisy-or of each article, shape (n_articles, n_labels), bounded."""
    log_none = np.zeros((n_articles, proba.shape[1]))
    np.add.at(log_none, article, np.log1p(-np.clip(proba, 1e-22, 1 - 1e-15)))
    # With q = prod(1 - p): log((1 - q) / q), without rounding 1 - q to 0 or 1.
    odds = np.log(-np.expm1(log_none)) - log_none
    return np.clip(odds, -_LARGEST_LOGIT, _LARGEST_LOGIT)
