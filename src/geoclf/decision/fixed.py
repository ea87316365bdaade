"""One threshold for every label, and no calibration."""

from collections.abc import Hashable, Sequence
from typing import Self

import numpy as np

from geoclf.decision.scores import check_scores, check_scores_and_targets, sigmoid
from geoclf.errors import ParameterError
from geoclf.params import Configurable
from geoclf.protocols import BoolArray, FloatArray, State

__all__ = ["FixedDecision"]


class FixedDecision(Configurable):
    """Takes the model's scores for logits and cuts all probabilities at one threshold.

    Parameters
    ----------
    threshold
        In (0, 1]: a label applies when its probability is at least this.

    Attributes
    ----------
    n_labels_
        Number of labels seen in `fit`.

    Examples
    --------
    >>> import numpy as np
    >>> decision = FixedDecision().fit(np.zeros((1, 2)), np.zeros((1, 2), dtype=bool))
    >>> proba = decision.proba(np.array([[0.0, -2.0]]))
    >>> proba.round(2).tolist(), decision.predict(proba).tolist()
    ([[0.5, 0.12]], [[True, False]])
    >>> FixedDecision(threshold=50).fit(np.zeros((1, 2)), np.zeros((1, 2), dtype=bool))
    Traceback (most recent call last):
    geoclf.errors.ParameterError: threshold: expected a number in (0, 1], got 50
    """

    def __init__(self, *, threshold: float = 0.5) -> None:
        self.threshold = threshold

    def fit(self, scores: FloatArray, targets: BoolArray, groups: Sequence[Hashable] | None = None) -> Self:
        """Check the threshold and remember how many labels there are; `groups` change nothing.

        Raises
        ------
        ParameterError
            If the threshold is not in (0, 1], or scores and targets do not fit together.
        """
        del groups
        threshold: object = self.threshold
        if not isinstance(threshold, int | float) or not 0 < threshold <= 1:
            raise ParameterError(f"threshold: expected a number in (0, 1], got {self.threshold!r}")
        scores, _ = check_scores_and_targets(scores, targets)
        self.n_labels_ = int(scores.shape[1])
        return self

    def proba(self, scores: FloatArray) -> FloatArray:
        """Return the logistic function of `scores`, shape (n_texts, n_labels), float64 in [0, 1]."""
        self._check_fitted()
        return sigmoid(check_scores(scores, self.n_labels_))

    def thresholds(self) -> FloatArray:
        """Return the one threshold once per label, shape (n_labels,), float64."""
        self._check_fitted()
        return np.full(self.n_labels_, float(self.threshold))

    def predict(self, proba: FloatArray) -> BoolArray:
        """Return `proba >= threshold`, shape (n_texts, n_labels), bool."""
        self._check_fitted()
        return check_scores(proba, self.n_labels_) >= self.threshold

    def state(self) -> State:
        """Return the threshold and the number of labels."""
        self._check_fitted()
        return State(params={"threshold": float(self.threshold)}, values={"n_labels": self.n_labels_})

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted decision."""
        decision = cls(**state.params)
        decision.n_labels_ = int(state.values["n_labels"])
        return decision

    def _check_fitted(self) -> None:
        if not hasattr(self, "n_labels_"):
            raise ParameterError("FixedDecision is not fitted yet; call fit(scores, targets) first")
