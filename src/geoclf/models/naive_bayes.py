"""Naive Bayes over weighted n-grams, one label at a time."""

from typing import Any

from geoclf.errors import ParameterError
from geoclf.models.linear import LinearModel
from geoclf.params import check_positive
from geoclf.protocols import BoolArray, FloatArray

__all__ = ["NaiveBayesModel"]


class NaiveBayesModel(LinearModel):
    """One complement naive Bayes classifier per label (scikit-learn), as a linear model.

    Complement naive Bayes [1]_ weighs a feature by how rare it is in the texts that do not have a class. Of
    two classes each is the other's complement, so that a label's coefficient is the logarithm of the
    feature's share in texts with the label over its share in texts without; how frequent the label is does
    not enter, and the intercept is 0.

    Parameters
    ----------
    alpha
        Added to the sum of each feature's values on either side, above 0; 1 for counts, less for tf-idf,
        whose values are far below 1.

    References
    ----------
    .. [1] Rennie, Shih, Teevan, Karger (2003): Tackling the poor assumptions of naive Bayes text
       classifiers. ICML.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
    >>> targets = np.array([[True], [False], [False]])
    >>> model = NaiveBayesModel(alpha=1.0).fit(rows, targets, seed=0)
    >>> model.scores(rows).round(2).tolist()
    [[1.62], [-0.17], [-1.96]]
    >>> NaiveBayesModel().fit(-rows, targets, seed=0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: NaiveBayesModel: expected no value below 0, got -2.0; use counts or tf-idf
    """

    def __init__(self, *, alpha: float = 0.1) -> None:
        self.alpha = alpha

    def _fit_label(
        self,
        rows: Any,  # noqa: ANN401
        target: BoolArray,
        label: int,
        seed: int,
    ) -> tuple[FloatArray, float]:
        del label, seed
        # Imported here: only training needs scikit-learn, which takes more than a second to load.
        from sklearn.naive_bayes import ComplementNB

        if rows.min() < 0:
            raise ParameterError(
                f"NaiveBayesModel: expected no value below 0, got {rows.min()}; use counts or tf-idf"
            )
        without, having = ComplementNB(alpha=self.alpha).fit(rows, target).feature_log_prob_
        return having - without, 0.0

    def _check_params(self) -> None:
        check_positive("alpha", self.alpha)
