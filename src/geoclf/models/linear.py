"""What linear models share: one fit per label, scores as a sum of coefficients."""

import warnings
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

    C: float
    class_weight: str | None
    max_iter: int

    def fit(self, rows: Any, targets: BoolArray, *, seed: int) -> Self:  # noqa: ANN401
        """Fit each label on `rows`, a sparse or dense matrix of shape (n_texts, n_features).

        Raises
        ------
        ParameterError
            If a parameter has a value it cannot have, or `targets` does not fit to `rows`.

        Warns
        -----
        sklearn.exceptions.ConvergenceWarning
            If a label needs more than `max_iter` iterations.
        """
        self._check_params()
        targets = check_targets(rows, targets)
        self.coef_ = np.zeros((rows.shape[1], targets.shape[1]))
        self.intercept_ = prior_logits(targets)
        for label in range(targets.shape[1]):
            if targets[:, label].any() and not targets[:, label].all():
                self._fit_label(rows, targets[:, label], label, seed)
        return self

    def _classifier(self, seed: int) -> Any:  # noqa: ANN401 - scikit-learn is untyped
        """Return the untrained scikit-learn classifier of one label."""
        raise NotImplementedError

    def _fit_label(self, rows: Any, target: BoolArray, label: int, seed: int) -> None:  # noqa: ANN401
        # Imported here: only training needs scikit-learn, which takes more than a second to load.
        from sklearn.exceptions import ConvergenceWarning

        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ConvergenceWarning)
            classifier = self._classifier(seed).fit(rows, target)
        for warning in caught:
            message = warning.message
            if issubclass(warning.category, ConvergenceWarning):
                message = ConvergenceWarning(
                    f"{type(self).__name__}: label {label} (counted from 0) did not converge in "
                    f"max_iter={self.max_iter} iterations; raise max_iter or lower C={self.C}"
                )
            warnings.warn(message, stacklevel=3)
        self.coef_[:, label] = classifier.coef_[0]
        self.intercept_[label] = classifier.intercept_[0]

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
        params = self.get_params() | {"C": float(self.C), "max_iter": int(self.max_iter)}
        return State(params=params, arrays={"coef": self.coef_, "intercept": self.intercept_})

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted model."""
        model = cls(**state.params)
        model.coef_ = np.asarray(state.arrays["coef"], dtype=np.float64)
        model.intercept_ = np.asarray(state.arrays["intercept"], dtype=np.float64)
        return model

    def _check_params(self) -> None:
        strength: object = self.C
        if not isinstance(strength, int | float) or not 0 < strength < float("inf"):
            raise ParameterError(f"C: expected a finite number above 0, got {self.C!r}")
        if self.class_weight not in ("balanced", None):
            raise ParameterError(f"class_weight: expected 'balanced' or None, got {self.class_weight!r}")
        whole = isinstance(self.max_iter, int | np.integer) and not isinstance(self.max_iter, bool)
        if not whole or self.max_iter < 1:
            raise ParameterError(f"max_iter: expected an integer of at least 1, got {self.max_iter!r}")

    def _check_fitted(self) -> None:
        if not hasattr(self, "coef_"):
            raise ParameterError(
                f"{type(self).__name__} is not fitted yet; call fit(rows, targets, seed=...) first"
            )
