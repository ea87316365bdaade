"""Logistic regression, one label at a time."""

from typing import Any

from geoclf.models.regularised import RegularisedModel

__all__ = ["LogisticModel"]


class LogisticModel(RegularisedModel):
    """One L2-regularised logistic regression per label (scikit-learn, lbfgs).

    Parameters
    ----------
    C
        Inverse strength of the regularisation, above 0.
    class_weight
        "balanced" gives the texts with a label the same total weight as those without; None weighs all
        texts alike.
    max_iter
        Largest number of lbfgs iterations; a warning names the label that would need more.

    Examples
    --------
    >>> import numpy as np
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

    def _classifier(self, seed: int) -> Any:  # noqa: ANN401 - scikit-learn is untyped
        del seed  # lbfgs draws no random numbers
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(C=self.C, class_weight=self.class_weight, max_iter=self.max_iter)
