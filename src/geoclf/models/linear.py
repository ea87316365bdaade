"""What linear models share: one fit per label, scores as a sum of coefficients."""

from typing import Any, Self

import numpy as np

from geoclf.errors import ParameterError
from geoclf.models.training import check_targets, prior_logits
from geoclf.params import Configurable
from geoclf.protocols import BoolArray, FloatArray, IntArray, State

__all__ = ["LinearModel"]

_MOST_STEPS = 2**15 - 1


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
    steps_
        Shape (n_labels,), float64: the coefficients are whole multiples of it, from -32,767 to 32,767 times;
        absent where they are not rounded.
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
        self._finish(rows)
        return self

    def keep_largest(self, rows: Any, n_features: int) -> None:  # noqa: ANN401
        """Set the coefficients of all but `n_features` features to 0: those that move scores least.

        A feature moves scores by the largest of its coefficients times the square root of the number of
        training texts, `rows`, that have it.
        """
        n_texts = np.asarray((rows != 0).sum(axis=0), dtype=np.float64).ravel()
        moves = np.abs(self.coef_).max(axis=1) * np.sqrt(n_texts)
        self.coef_[np.argsort(-moves, kind="stable")[n_features:]] = 0.0

    def used_columns(self) -> IntArray:
        """Return the features that have a coefficient other than 0, ascending."""
        self._check_fitted()
        return np.flatnonzero(self.coef_.any(axis=1))

    def keep_columns(self, columns: IntArray) -> None:
        """Forget all features but those; rows must have lost the same columns."""
        self._check_fitted()
        self.coef_ = self.coef_[columns]

    def round_coefficients(self) -> None:
        """Round each label's coefficients to 2^15 - 1 steps either side of 0, so that 16 bits hold them.

        Sums of rounded coefficients are exact in any order; see `geoclf.classifier.hashed_scorer`.
        """
        largest = np.abs(self.coef_).max(axis=0, initial=0.0)
        self.steps_ = np.where(largest > 0, largest, 1.0) / _MOST_STEPS
        self.coef_ = np.rint(self.coef_ / self.steps_) * self.steps_

    def _fit_label(
        self,
        rows: Any,  # noqa: ANN401
        target: BoolArray,
        label: int,
        seed: int,
    ) -> tuple[FloatArray, float]:
        """Return one label's coefficients, shape (n_features,), and intercept; `label` is its column."""
        raise NotImplementedError

    def _finish(self, rows: Any) -> None:  # noqa: ANN401
        """Do what is to be done to the coefficients of all labels, fitted on `rows`."""

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
        arrays: dict[str, Any] = {"coef": self.coef_, "intercept": self.intercept_}
        if hasattr(self, "steps_"):
            arrays.update(coef=np.rint(self.coef_ / self.steps_).astype(np.int16), steps=self.steps_)
        return State(params=self._plain_params(), arrays=arrays)

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted model."""
        model = cls(**state.params)
        model.coef_ = np.asarray(state.arrays["coef"], dtype=np.float64)
        if "steps" in state.arrays:
            model.steps_ = np.asarray(state.arrays["steps"], dtype=np.float64)
            model.coef_ *= model.steps_
        model.intercept_ = np.asarray(state.arrays["intercept"], dtype=np.float64)
        return model

    def _check_fitted(self) -> None:
        if not hasattr(self, "coef_"):
            raise ParameterError(
                f"{type(self).__name__} is not fitted yet; call fit(rows, targets, seed=...) first"
            )
