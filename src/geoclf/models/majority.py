"""The majority baseline: the same answer for every text."""

from typing import Any, Self

import numpy as np

from geoclf.errors import ParameterError
from geoclf.models.training import check_targets, count_rows, prior_logits
from geoclf.params import Configurable
from geoclf.protocols import BoolArray, FloatArray, State

__all__ = ["MajorityModel"]


class MajorityModel(Configurable):
    """Scores every text with the log-odds of each label in training.

    Cut at a probability of 0.5, it gives each label its more frequent value.

    Attributes
    ----------
    logits_
        Shape (n_labels,), float64: log-odds with one positive and one negative text added.

    Examples
    --------
    >>> targets = np.array([[True, False], [True, False], [False, False]])
    >>> model = MajorityModel().fit(["a", "b", "c"], targets, seed=0)
    >>> model.scores(["x", "y"]).round(3).tolist()
    [[0.405, -1.386], [0.405, -1.386]]
    """

    def fit(self, rows: Any, targets: BoolArray, *, seed: int) -> Self:  # noqa: ANN401
        """Count each label in `targets`, shape (n_rows, n_labels), bool; `seed` changes nothing.

        Raises
        ------
        ParameterError
            If `targets` does not fit to `rows`.
        """
        del seed
        self.logits_ = prior_logits(check_targets(rows, targets))
        return self

    def scores(self, rows: Any) -> FloatArray:  # noqa: ANN401
        """Return the same scores for each row, shape (n_rows, n_labels), float64."""
        self._check_fitted()
        return np.tile(self.logits_, (count_rows(rows), 1))

    def state(self) -> State:
        """Return the log-odds."""
        self._check_fitted()
        return State(params={}, arrays={"logits": self.logits_})

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted model."""
        model = cls()
        model.logits_ = np.asarray(state.arrays["logits"], dtype=np.float64)
        return model

    def _check_fitted(self) -> None:
        if not hasattr(self, "logits_"):
            raise ParameterError("MajorityModel is not fitted yet; call fit(rows, targets, seed=...) first")
