"""Calibrated probabilities, one threshold per label, and the band in which a person should decide."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Self

import numpy as np

from geoclf.decision.aims import Choice, check_aim, choose_threshold
from geoclf.decision.band import RiskCurve, check_level, group_numbers, miss_risk, wrong_risk
from geoclf.decision.curve import Curve, constant_curve, expected_curve
from geoclf.decision.platt import fit_constant, fit_intercept, fit_platt, is_constant
from geoclf.decision.scores import check_scores, check_scores_and_targets, logit, sigmoid
from geoclf.errors import ParameterError
from geoclf.params import Configurable, check_count
from geoclf.protocols import BoolArray, FloatArray, State

__all__ = ["CalibratedDecision"]


class CalibratedDecision(Configurable):
    """Platt scaling per label, and per label the threshold that serves a stated aim best.

    Thresholds rest on expected precision and recall: what they would be on the out-of-fold texts if the
    calibrated probabilities were right. That is two fitted numbers per label and not a few single texts, so
    with few positives they do better on unseen texts than the thresholds with the best observed figures. A
    threshold stands in the middle between the lowest probability taken and the highest left out. Expected
    precision and recall at 200 thresholds are kept with the model, so that `with_aim` gives without training
    data what `fit` would have given. An aim out of reach gives the nearest that there is; `unreached` says
    for which labels.

    A label with fewer than `min_positives` positives takes the median slope of the labels that have enough,
    as they are scores of the same model (1 when none has), and fits its intercept alone: the mean probability
    is its share of positives after adding one positive and one negative. Where the scores say nothing
    (constant, no positive at all, or best fitted by a falling line), the slope is 0, the probability that
    share, and the threshold 0.5 whatever the aim.

    Training data often have more positives than the texts the classifier is for. With `prevalence`,
    probabilities and thresholds are those for texts of which that share has the label: the intercept moves by
    the difference of the two log-odds (the prior correction of King and Zeng 2001, "Logistic Regression in
    Rare Events Data", https://doi.org/10.1093/oxfordjournals.pan.a004868), and each out-of-fold text counts
    as often as texts of its score would be met there. This supposes that texts with a label, and those
    without, resemble the ones trained on.

    `review` says where a person should decide, so that in a new group (article, story) that has any, at most
    the share `miss` of the texts with a label is expected to be dropped unread, and at most the share
    `false_alarm` of those without it to get it unread. Both hold without any assumption on probabilities or
    prevalence (see `geoclf.decision.band`), but suppose two things: that new groups are exchangeable with the
    training groups, which another press, topic or decade breaks; and that out-of-fold scores stand for those
    of the final model, which is trained on more. They are shares averaged over groups and over draws of the
    training data, not a promise for each article. With n groups that have the label, no level below
    1 / (n + 1) can be promised: everything without the label by threshold is then for a person to read
    (likewise everything with it, where too few groups have texts without). The thresholds are never
    overruled, only doubted: what is neither read nor dropped has the label by threshold, and vice versa.

    Parameters
    ----------
    aim
        What thresholds are for: "f1"; "f0.5" to weigh precision more, for fewer and surer labels; "f2" to
        weigh recall more; "recall" for the highest precision at a recall of at least `at_least`; "precision"
        for the highest recall at a precision of at least that.
    at_least
        Level in (0, 1) for the last two aims; None for the others.
    min_positives
        A label needs this many positives for a slope of its own.
    prevalence
        Share of texts that has a label where the classifier will be used, the same for each label, in (0, 1);
        None for the share in the training texts.
    miss, false_alarm
        Levels of `review`, in (0, 1).

    Attributes
    ----------
    slope_, intercept_
        Shape (n_labels,), float64: probability = sigmoid(slope_ * score + intercept_), slope_ >= 0.
    thresholds_
        Shape (n_labels,), float64 in (0, 1].
    curves_
        Per label a `geoclf.decision.curve.Curve`.
    miss_risks_, wrong_risks_
        Per label a `geoclf.decision.band.RiskCurve`.

    Examples
    --------
    >>> scores = np.array([[-2.0], [-1.0], [1.0], [2.0]])
    >>> decision = CalibratedDecision(min_positives=2).fit(scores, scores > 0)
    >>> decision.proba(scores).round(2).tolist()
    [[0.21], [0.34], [0.66], [0.79]]
    >>> decision.thresholds_.round(2).tolist(), decision.predict(decision.proba(scores)).tolist()
    ([0.5], [[False], [False], [True], [True]])
    >>> decision.with_aim("precision", 0.75).thresholds_.round(2).tolist()
    [0.73]
    >>> decision.with_thresholds([0.7]).predict(np.array([[0.66]])).tolist()
    [[False]]
    >>> loose = decision.with_levels(miss=0.4, false_alarm=0.4)
    >>> loose.review(np.array([[0.1], [0.4], [0.9]])).tolist()
    [[False], [False], [False]]
    >>> loose.with_levels(miss=0.2).review(np.array([[0.1], [0.4], [0.9]])).tolist()
    [[True], [True], [False]]
    >>> CalibratedDecision(aim="recall").fit(scores, scores > 0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: at_least: aim 'recall' needs a number in (0, 1), got None
    """

    def __init__(
        self,
        *,
        aim: str = "f1",
        at_least: float | None = None,
        min_positives: int = 5,
        prevalence: float | None = None,
        miss: float = 0.1,
        false_alarm: float = 0.01,
    ) -> None:
        self.aim = aim
        self.at_least = at_least
        self.min_positives = min_positives
        self.prevalence = prevalence
        self.miss = miss
        self.false_alarm = false_alarm

    def fit(self, scores: FloatArray, targets: BoolArray, groups: Sequence[Hashable] | None = None) -> Self:
        """Fit calibration, thresholds and band on out-of-fold scores.

        Parameters
        ----------
        scores, targets
            Shape (n_texts, n_labels), float64 and bool.
        groups
            The article or story of each text: what `review` speaks of. Without it each text is its own, and
            the levels hold only as far as texts of one article are no more alike than others.

        Raises
        ------
        ParameterError
            If a parameter has a value it cannot have, or scores, targets and groups do not fit together.
        """
        self._check_params()
        scores, targets = check_scores_and_targets(scores, targets)
        numbers = group_numbers(groups, len(scores))
        self._fit_scaling(scores, targets)
        weights = self._correct_prior(scores)
        proba = self._scale(scores)
        columns = range(scores.shape[1])
        self.curves_ = tuple(
            expected_curve(proba[:, j], weights[:, j])
            if self.slope_[j] > 0
            else constant_curve(float(proba[0, j]))
            for j in columns
        )
        self.miss_risks_ = tuple(miss_risk(proba[:, j], targets[:, j], numbers) for j in columns)
        self.wrong_risks_ = tuple(wrong_risk(proba[:, j], targets[:, j], numbers) for j in columns)
        self.thresholds_ = np.array([choice.threshold for choice in self._choices()])
        return self

    def _fit_scaling(self, scores: FloatArray, targets: BoolArray) -> None:
        n_labels = scores.shape[1]
        enough = targets.sum(axis=0) >= self.min_positives
        fits = {j: fit_platt(scores[:, j], targets[:, j]) for j in range(n_labels) if enough[j]}
        common_slope = float(np.median([slope for slope, _ in fits.values()])) if fits else 1.0
        for j in set(range(n_labels)) - set(fits):
            fits[j] = _fit_with_slope(common_slope, scores[:, j], targets[:, j])
        self.slope_ = np.array([fits[j][0] for j in range(n_labels)])
        self.intercept_ = np.array([fits[j][1] for j in range(n_labels)])

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

    def review(self, proba: FloatArray) -> BoolArray:
        """Return where a person should decide, at the levels `miss` and `false_alarm`.

        A label that applies is to be read unless it is sure enough, one that does not unless it is unlikely
        enough.

        Parameters
        ----------
        proba
            Shape (n_texts, n_labels), float64, as `proba` returns it.

        Returns
        -------
        BoolArray
            Shape (n_texts, n_labels), bool.
        """
        applies = self.predict(proba)
        low = np.array([risk.at(self.miss, otherwise=0.0) for risk in self.miss_risks_])
        high = np.array([risk.at(self.false_alarm, otherwise=1.0) for risk in self.wrong_risks_])
        return np.where(applies, proba <= high, proba >= low)

    def with_aim(self, aim: str, at_least: float | None = None) -> Self:
        """Return a copy with the thresholds that `fit` would have chosen for another aim.

        Raises
        ------
        ParameterError
            If there is no such aim, or `at_least` does not go with it.
        """
        self._check_fitted()
        check_aim(aim, at_least)
        changed = self._copy(aim=aim, at_least=at_least)
        changed.thresholds_ = np.array([choice.threshold for choice in changed._choices()])
        return changed

    def unreached(self) -> Mapping[int, float]:
        """Return what recall or precision is expected of the labels that cannot have `at_least`, by column.

        It speaks of the thresholds that the aim gives, also where `with_thresholds` has put others.
        """
        self._check_fitted()
        if self.at_least is None:
            return {}
        values = {column: choice.value for column, choice in enumerate(self._choices())}
        return {column: value for column, value in values.items() if value < self.at_least - 1e-9}

    def with_thresholds(self, thresholds: Sequence[float] | FloatArray) -> Self:
        """Return a copy that cuts at `thresholds`, one per label, each in (0, 1].

        Raises
        ------
        ParameterError
            If there is not one threshold per label, or one is out of range.
        """
        self._check_fitted()
        given = np.array(thresholds, dtype=np.float64)
        if given.shape != self.thresholds_.shape or not ((given > 0) & (given <= 1)).all():
            raise ParameterError(
                f"thresholds: expected {len(self.thresholds_)} numbers in (0, 1], one per label; "
                f"got {thresholds!r}"
            )
        changed = self._copy()
        changed.thresholds_ = given
        return changed

    def with_levels(self, *, miss: float | None = None, false_alarm: float | None = None) -> Self:
        """Return a copy whose `review` promises other levels; None leaves one as it is.

        Raises
        ------
        ParameterError
            If a level is not in (0, 1).
        """
        self._check_fitted()
        changed = self._copy(
            miss=self.miss if miss is None else miss,
            false_alarm=self.false_alarm if false_alarm is None else false_alarm,
        )
        changed._check_params()
        return changed

    def state(self) -> State:
        """Return the parameters, slopes, intercepts, thresholds and curves."""
        self._check_fitted()
        levels = (self.at_least, self.prevalence, self.miss, self.false_alarm)
        at_least, prevalence, miss, false_alarm = (None if x is None else float(x) for x in levels)
        params = {
            "aim": self.aim,
            "at_least": at_least,
            "min_positives": int(self.min_positives),
            "prevalence": prevalence,
            "miss": miss,
            "false_alarm": false_alarm,
        }
        arrays = {
            "slope": self.slope_,
            "intercept": self.intercept_,
            "thresholds": self.thresholds_,
            "curves": np.array(self.curves_),
            "miss_risks": np.array(self.miss_risks_),
            "wrong_risks": np.array(self.wrong_risks_),
        }
        return State(params=params, arrays=arrays)

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted decision."""
        arrays = {name: np.asarray(array, dtype=np.float64) for name, array in state.arrays.items()}
        decision = cls(**state.params)
        decision.slope_ = arrays["slope"]
        decision.intercept_ = arrays["intercept"]
        decision.thresholds_ = arrays["thresholds"]
        decision.curves_ = tuple(Curve(*columns) for columns in arrays["curves"])
        decision.miss_risks_ = tuple(RiskCurve(*columns) for columns in arrays["miss_risks"])
        decision.wrong_risks_ = tuple(RiskCurve(*columns) for columns in arrays["wrong_risks"])
        return decision

    def _copy(self, **params: Any) -> Self:  # noqa: ANN401 - each parameter has its own type
        return self.from_state(self.state()).set_params(**params)

    def _choices(self) -> list[Choice]:
        return [choose_threshold(curve, self.aim, self.at_least) for curve in self.curves_]

    def _scale(self, scores: FloatArray) -> FloatArray:
        return sigmoid(scores * self.slope_ + self.intercept_)

    def _check_params(self) -> None:
        check_aim(self.aim, self.at_least)
        check_level("miss", self.miss)
        check_level("false_alarm", self.false_alarm)
        check_count("min_positives", self.min_positives)
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
