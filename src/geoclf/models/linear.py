"""What linear models share: one fit per label, scores as a sum of coefficients."""

from typing import Any, Self

import numpy as np

from geoclf.errors import ParameterError
from geoclf.models.training import check_targets, prior_logits
from geoclf.params import Configurable
from geoclf.protocols import BoolArray, FloatArray, State

__all__ = ["LinearModel"]


class LinearModel(Configurable):
    """One binary linear classifier per label; a subclass says which.

    A label that all training texts have, or none, cannot be fitted: its coefficients are 0 and its score is
    the log-odds of its frequency, with one positive and one negative text added.

    Attributes
    ----------
    coef_
        Shape (n_features, n_labels), float64.
    intercept_
        Shape (n_labels,), float64.
    """

    def fit(self, rows: Any, targets: BoolArray, *, seed: int) -> Self:  # noqa: ANN401
        """Fit each label on `rows`, a sparse or dense matrix of shape (n_texts, n_features).

        Raises
        ------
        ParameterError
            If a parameter has a value it cannot have, or `rows` and `targets` do not fit the model.
        """
        self._check_params()
        targets = check_targets(rows, targets)
        self.coef_ = np.zeros((rows.shape[1], targets.shape[1]))
        self.intercept_ = prior_logits(targets)
        for label in range(targets.shape[1]):
            if targets[:, label].any() and not targets[:, label].all():
                weights, intercept = self._fit_label(rows, targets[:, label], label, seed)
                self.coef_[:, label] = weights
                self.intercept_[label] = intercept
        return self

    def _fit_label(
        self,
        rows: Any,  # noqa: ANN401
        target: BoolArray,
        label: int,
        seed: int,
    ) -> tuple[FloatArray, float]:
        """Return one label's coefficients, shape (n_features,), and intercept; `label` is its column."""
        raise NotImplementedError

    def _check_params(self) -> None:
        """Raise `ParameterError` if a parameter has a value it cannot have."""
        raise NotImplementedError

    def scores(self, rows: Any) -> FloatArray:  # noqa: ANN401
        """Return `rows @ coef_ + intercept_`, shape (n_texts, n_labels), float64.

        Raises
        ------
        ParameterError
            If the model is not fitted, or was fitted on another number of features.
        """
        self._check_fitted()
        if rows.shape[1] != len(self.coef_):
            raise ParameterError(
                f"rows: expected {len(self.coef_)} features as in training, got {rows.shape[1]}; "
                "use the features that the model was fitted with"
            )
        return np.asarray(rows @ self.coef_ + self.intercept_, dtype=np.float64)

    def coefficients(self) -> tuple[FloatArray, FloatArray]:
        """Return the coefficients, shape (n_features, n_labels), and the intercepts, shape (n_labels,)."""
        self._check_fitted()
        return self.coef_, self.intercept_

    def state(self) -> State:
        """Return the parameters, coefficients and intercepts."""
        self._check_fitted()
        return State(params=self._plain_params(), arrays={"coef": self.coef_, "intercept": self.intercept_})

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted model."""
        model = cls(**state.params)
        model.coef_ = np.asarray(state.arrays["coef"], dtype=np.float64)
        model.intercept_ = np.asarray(state.arrays["intercept"], dtype=np.float64)
        return model

    def _check_fitted(self) -> None:
        if not hasattr(self, "coef_"):
            raise ParameterError(
                f"{type(self).__name__} is not fitted yet; call fit(rows, targets, seed=...) first"
            )
