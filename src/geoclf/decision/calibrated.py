"""Calibrated probabilities, and one threshold per label."""

from collections.abc import Sequence
from typing import Self

import numpy as np

from geoclf.decision.platt import fit_constant, fit_intercept, fit_platt, is_constant
from geoclf.decision.scores import check_scores, check_scores_and_targets, logit, sigmoid
from geoclf.errors import ParameterError
from geoclf.params import Configurable
from geoclf.protocols import BoolArray, FloatArray, State

__all__ = ["CalibratedDecision"]

# What each aim weighs recall by, against precision (the beta of F-beta).
_BETAS = {"f0.5": 0.5, "f1": 1.0, "f2": 2.0}


class CalibratedDecision(Configurable):
    """Platt scaling per label, and per label the threshold with the best expected F1.

    The expected F1 of a threshold is what F1 would be on the out-of-fold texts if the calibrated
    probabilities were right. Its optimum rests on two fitted numbers per label and not on a few single texts,
    so with few positives it does better on unseen texts than the threshold with the best observed F1. The
    threshold stands in the middle between the lowest probability taken and the highest left out.

    A label with fewer than `min_positives` positives takes the median slope of the labels that have enough,
    as they are scores of the same model (1 when none has), and fits its intercept alone: the mean probability
    is its share of positives after adding one positive and one negative. Where the scores say nothing
    (constant, no positive at all, or best fitted by a falling line), the slope is 0, the probability that
    share, and the threshold 0.5.

    Training data often have more positives than the texts the classifier is for. With `prevalence`,
    probabilities and thresholds are those for texts of which that share has the label: the intercept moves by
    the difference of the two log-odds (the prior correction of King and Zeng 2001, "Logistic Regression in
    Rare Events Data", https://doi.org/10.1093/oxfordjournals.pan.a004868), and each out-of-fold text counts
    as often as texts of its score would be met there. This supposes that texts with a label, and those
    without, resemble the ones trained on.

    Parameters
    ----------
    aim
        "f1"; "f0.5" to weigh precision more, for fewer and surer labels; or "f2" to weigh recall more.
    min_positives
        A label needs this many positives for a slope of its own.
    prevalence
        Share of texts that has a label where the classifier will be used, the same for each label, in (0, 1);
        None for the share in the training texts.

    Attributes
    ----------
    slope_, intercept_
        Shape (n_labels,), float64: probability = sigmoid(slope_ * score + intercept_), slope_ >= 0.
    thresholds_
        Shape (n_labels,), float64 in (0, 1].

    Examples
    --------
    >>> scores = np.array([[-2.0], [-1.0], [1.0], [2.0]])
    >>> decision = CalibratedDecision(min_positives=2).fit(scores, scores > 0)
    >>> decision.proba(scores).round(2).tolist()
    [[0.21], [0.34], [0.66], [0.79]]
    >>> decision.thresholds_.round(2).tolist(), decision.predict(decision.proba(scores)).tolist()
    ([0.5], [[False], [False], [True], [True]])
    >>> decision.with_thresholds([0.7]).predict(np.array([[0.66]])).tolist()
    [[False]]
    >>> CalibratedDecision(aim="recall").fit(scores, scores > 0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: aim: expected one of 'f0.5', 'f1', 'f2', got 'recall'
    """

    def __init__(self, *, aim: str = "f1", min_positives: int = 5, prevalence: float | None = None) -> None:
        self.aim = aim
        self.min_positives = min_positives
        self.prevalence = prevalence

    def fit(self, scores: FloatArray, targets: BoolArray) -> Self:
        """Fit calibration and thresholds on out-of-fold scores, shape (n_texts, n_labels).

        Raises
        ------
        ParameterError
            If a parameter has a value it cannot have, or scores and targets do not fit together.
        """
        self._check_params()
        scores, targets = check_scores_and_targets(scores, targets)
        n_labels = scores.shape[1]
        enough = targets.sum(axis=0) >= self.min_positives
        fits = {j: fit_platt(scores[:, j], targets[:, j]) for j in range(n_labels) if enough[j]}
        common_slope = float(np.median([slope for slope, _ in fits.values()])) if fits else 1.0
        for j in set(range(n_labels)) - set(fits):
            fits[j] = _fit_with_slope(common_slope, scores[:, j], targets[:, j])
        self.slope_ = np.array([fits[j][0] for j in range(n_labels)])
        self.intercept_ = np.array([fits[j][1] for j in range(n_labels)])
        weights = self._correct_prior(scores)
        proba = self._scale(scores)
        self.thresholds_ = np.array(
            [
                _best_threshold(proba[:, j], weights[:, j], _BETAS[self.aim]) if self.slope_[j] > 0 else 0.5
                for j in range(n_labels)
            ]
        )
        return self

    def _correct_prior(self, scores: FloatArray) -> FloatArray:
        """Move the intercepts to `prevalence`; return how much each text counts there, per label."""
        if self.prevalence is None:
            return np.ones_like(scores)
        proba = self._scale(scores)
        # Extreme scores can round every probability to 0 or to 1.
        least = 1 / (len(scores) + 2)
        share = np.clip(proba.mean(axis=0), least, 1 - least)
        self.intercept_ = self.intercept_ + logit(np.asarray(self.prevalence)) - logit(share)
        weights: FloatArray = proba * self.prevalence / share
        weights += (1 - proba) * (1 - self.prevalence) / (1 - share)
        return weights

    def proba(self, scores: FloatArray) -> FloatArray:
        """Return calibrated probabilities, shape (n_texts, n_labels), float64 in [0, 1]."""
        self._check_fitted()
        return self._scale(check_scores(scores, len(self.slope_)))

    def thresholds(self) -> FloatArray:
        """Return the fitted thresholds, shape (n_labels,), float64."""
        self._check_fitted()
        return self.thresholds_.copy()

    def predict(self, proba: FloatArray) -> BoolArray:
        """Return `proba >= thresholds_`, shape (n_texts, n_labels), bool."""
        self._check_fitted()
        return check_scores(proba, len(self.thresholds_)) >= self.thresholds_

    def with_thresholds(self, thresholds: Sequence[float] | FloatArray) -> Self:
        """Return a copy that cuts at `thresholds`, one per label, each in (0, 1].

        Raises
        ------
        ParameterError
            If there is not one threshold per label, or one is out of range.
        """
        self._check_fitted()
        given = np.asarray(thresholds, dtype=np.float64)
        if given.shape != self.thresholds_.shape or not ((given > 0) & (given <= 1)).all():
            raise ParameterError(
                f"thresholds: expected {len(self.thresholds_)} numbers in (0, 1], one per label; "
                f"got {thresholds!r}"
            )
        state = self.state()
        return self.from_state(
            State(params=state.params, arrays={**state.arrays, "thresholds": given.copy()})
        )

    def state(self) -> State:
        """Return the parameters, slopes, intercepts and thresholds."""
        self._check_fitted()
        params = {
            "aim": self.aim,
            "min_positives": int(self.min_positives),
            "prevalence": None if self.prevalence is None else float(self.prevalence),
        }
        arrays = {"slope": self.slope_, "intercept": self.intercept_, "thresholds": self.thresholds_}
        return State(params=params, arrays=arrays)

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted decision."""
        decision = cls(**state.params)
        decision.slope_ = np.asarray(state.arrays["slope"], dtype=np.float64)
        decision.intercept_ = np.asarray(state.arrays["intercept"], dtype=np.float64)
        decision.thresholds_ = np.asarray(state.arrays["thresholds"], dtype=np.float64)
        return decision

    def _scale(self, scores: FloatArray) -> FloatArray:
        return sigmoid(scores * self.slope_ + self.intercept_)

    def _check_params(self) -> None:
        if self.aim not in _BETAS:
            raise ParameterError(f"aim: expected one of {', '.join(map(repr, _BETAS))}, got {self.aim!r}")
        whole = isinstance(self.min_positives, int | np.integer) and not isinstance(self.min_positives, bool)
        if not whole or self.min_positives < 1:
            raise ParameterError(
                f"min_positives: expected an integer of at least 1, got {self.min_positives!r}"
            )
        share: object = self.prevalence
        if share is not None and not (isinstance(share, int | float) and 0 < share < 1):
            raise ParameterError(f"prevalence: expected a number in (0, 1) or None, got {share!r}")

    def _check_fitted(self) -> None:
        if not hasattr(self, "slope_"):
            raise ParameterError("CalibratedDecision is not fitted yet; call fit(scores, targets) first")


def _fit_with_slope(slope: float, score: FloatArray, target: BoolArray) -> tuple[float, float]:
    """Return slope and intercept for a label with few positives, given the slope to use."""
    if not target.any() or slope == 0 or is_constant(score):
        return fit_constant(target)
    return slope, fit_intercept(slope * score, target)


def _best_threshold(proba: FloatArray, weights: FloatArray, beta: float) -> float:
    """Return the threshold with the highest expected F-beta for texts of these probabilities and weights."""
    values, places = np.unique(proba, return_inverse=True)
    values, counts = values[::-1], np.bincount(places, weights)[::-1]
    # Taking the texts with the k + 1 highest distinct probabilities, for each k.
    hits, taken = np.cumsum(values * counts), np.cumsum(counts)
    best = int(np.argmax((1 + beta**2) * hits / (taken + beta**2 * hits[-1])))
    below = values[best + 1] if best + 1 < len(values) else 0.0
    middle = (values[best] + below) / 2
    # Rounding may put the middle of two neighbouring floats on the lower one.
    return float(max(middle if middle > below else values[best], np.finfo(np.float64).tiny))
