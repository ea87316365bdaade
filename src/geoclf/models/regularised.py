"""What linear models with an L2 penalty share: its strength, weights of texts, a limit of iterations."""

import warnings
from typing import Any

from geoclf.models.linear import LinearModel
from geoclf.models.training import check_class_weight
from geoclf.params import check_count, check_positive
from geoclf.protocols import BoolArray, FloatArray

__all__ = ["RegularisedModel"]


class RegularisedModel(LinearModel):
    """A linear model fitted by a scikit-learn classifier with an L2 penalty; a subclass says which.

    A label that needs more than `max_iter` iterations gives a `sklearn.exceptions.ConvergenceWarning`.
    """

    C: float
    class_weight: str | None
    max_iter: int

    def _classifier(self, seed: int) -> Any:  # noqa: ANN401 - scikit-learn is untyped
        """Return the untrained classifier of one label: it has `fit`, then `coef_` and `intercept_`."""
        raise NotImplementedError

    def _fit_label(
        self,
        rows: Any,  # noqa: ANN401
        target: BoolArray,
        label: int,
        seed: int,
    ) -> tuple[FloatArray, float]:
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
        return classifier.coef_[0], float(classifier.intercept_[0])

    def _check_params(self) -> None:
        check_positive("C", self.C)
        check_class_weight(self.class_weight)
        check_count("max_iter", self.max_iter)
