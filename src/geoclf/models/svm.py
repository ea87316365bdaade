"""Linear support vector machine, one label at a time."""

from typing import Any

from geoclf.models.regularised import RegularisedModel

__all__ = ["SvmModel"]


class SvmModel(RegularisedModel):
    """One linear support vector machine with squared hinge loss per label (scikit-learn, liblinear).

    Its scores are margins, no log-odds: `geoclf.decision.calibrated.CalibratedDecision` makes probabilities
    of them, `geoclf.decision.fixed.FixedDecision` does not.

    Parameters
    ----------
    C
        Inverse strength of the regularisation, above 0.
    class_weight
        "balanced" gives the texts with a label the same total weight as those without; None weighs all
        texts alike.
    max_iter
        Largest number of passes over the texts; a warning names the label that would need more.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.8]])
    >>> targets = np.array([[True, False], [True, False], [False, False], [False, False]])
    >>> model = SvmModel(C=1.0).fit(rows, targets, seed=0)
    >>> (model.scores(rows)[:, 0] > 0).tolist()
    [True, True, False, False]
    """

    def __init__(self, *, C: float = 0.3, class_weight: str | None = None, max_iter: int = 1000) -> None:
        self.C = C
        self.class_weight = class_weight
        self.max_iter = max_iter

    def _classifier(self, seed: int) -> Any:  # noqa: ANN401 - scikit-learn is untyped
        from sklearn.svm import LinearSVC

        return LinearSVC(C=self.C, class_weight=self.class_weight, max_iter=self.max_iter, random_state=seed)
