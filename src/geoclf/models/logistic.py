"""Logistic regression, one label at a time."""

import warnings
from typing import Any, Self

import numpy as np

from geoclf.errors import ParameterError
from geoclf.models.training import check_targets, prior_logits
from geoclf.params import Configurable
from geoclf.protocols import BoolArray, FloatArray, State

__all__ = ["LogisticModel"]


class LogisticModel(Configurable):
    """One L2-regularised logistic regression per label (scikit-learn, lbfgs).

    A label that all training texts have, or none, cannot be fitted: its coefficients are 0 and its score is
    the log-odds of its frequency, with one positive and one negative text added.

    Parameters
    ----------
    C
        Inverse strength of the regularisation, above 0.
    class_weight
        "balanced" gives the texts with a label the same total weight as those without; None weighs all
        texts alike.
    max_iter
        Largest number of lbfgs iterations; a warning names the label that would need more.

    Attributes
    ----------
    coef_
        Shape (n_features, n_labels), float64.
    intercept_
        Shape (n_labels,), float64.

    Examples
    --------
    >>> rows = np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.8]])
    >>> targets = np.array([[True, False], [True, False], [False, False], [False, False]])
    >>> model = LogisticModel().fit(rows, targets, seed=0)
    >>> model.scores(rows).round(1).tolist()
    [[0.6, -1.6], [0.5, -1.6], [-0.6, -1.6], [-0.5, -1.6]]
    >>> LogisticModel(C=0).fit(rows, targets, seed=0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: C: expected a finite number above 0, got 0
    """

    def __init__(
        self, *, C: float = 1.0, class_weight: str | None = "balanced", max_iter: int = 1000
    ) -> None:
        self.C = C
        self.class_weight = class_weight
        self.max_iter = max_iter

    def fit(self, rows: Any, targets: BoolArray, *, seed: int) -> Self:  # noqa: ANN401
        """Fit each label on `rows`, a sparse or dense matrix of shape (n_texts, n_features).

        `seed` is for the protocol's sake: lbfgs draws no random numbers.

        Raises
        ------
        ParameterError
            If a parameter has a value it cannot have, or `targets` does not fit to `rows`.

        Warns
        -----
        sklearn.exceptions.ConvergenceWarning
            If a label needs more than `max_iter` iterations.
        """
        del seed
        self._check_params()
        targets = check_targets(rows, targets)
        self.coef_ = np.zeros((rows.shape[1], targets.shape[1]))
        self.intercept_ = prior_logits(targets)
        for label in range(targets.shape[1]):
            if targets[:, label].any() and not targets[:, label].all():
                self._fit_label(rows, targets[:, label], label)
        return self

    def _fit_label(self, rows: Any, target: BoolArray, label: int) -> None:  # noqa: ANN401
        # Imported here: only training needs scikit-learn, which takes more than a second to load.
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression

        regression = LogisticRegression(C=self.C, class_weight=self.class_weight, max_iter=self.max_iter)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ConvergenceWarning)
            regression.fit(rows, target)
        for warning in caught:
            message = warning.message
            if issubclass(warning.category, ConvergenceWarning):
                message = ConvergenceWarning(
                    f"LogisticModel: label {label} (counted from 0) did not converge in "
                    f"max_iter={self.max_iter} iterations; raise max_iter or lower C={self.C}"
                )
            warnings.warn(message, stacklevel=3)
        self.coef_[:, label] = regression.coef_[0]
        self.intercept_[label] = regression.intercept_[0]

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
            raise ParameterError("LogisticModel is not fitted yet; call fit(rows, targets, seed=...) first")
