"""NB-SVM: a linear support vector machine on features scaled by naive Bayes, one label at a time."""

from typing import Any

import numpy as np

from geoclf.errors import ParameterError
from geoclf.models.regularised import RegularisedModel
from geoclf.params import check_count, check_positive
from geoclf.protocols import BoolArray, FloatArray

__all__ = ["NbsvmModel", "log_count_ratios"]


def log_count_ratios(rows: Any, target: BoolArray, alpha: float) -> FloatArray:  # noqa: ANN401
    """Return how much more texts with a label hold each feature than texts without, shape (n_features,).

    The ratio of Wang and Manning (2012): log((p / |p|) / (q / |q|)), where p is `alpha` plus the number of
    texts with the label that have the feature, q the same of texts without, and |.| a sum over all features.

    Examples
    --------
    >>> rows = np.array([[0.3, 0.0], [0.2, 0.0], [0.0, 0.7]])
    >>> log_count_ratios(rows, np.array([True, True, False]), alpha=1.0).round(3).tolist()
    [0.811, -0.981]
    """
    present = rows != 0
    having = alpha + np.asarray(present[target].sum(axis=0), dtype=np.float64).ravel()
    without = alpha + np.asarray(present[~target].sum(axis=0), dtype=np.float64).ravel()
    return np.asarray(np.log(having / having.sum()) - np.log(without / without.sum()))


class NbsvmModel(RegularisedModel):
    """One NB-SVM [1]_ per label: a linear SVM on rows scaled by log-count ratios, as one linear model.

    The SVM's coefficients are mixed with their mean size and multiplied by the ratios, so that the result
    reads the rows as they are. Unlike the paper's, the rows need not be binary: only the ratios look at mere
    presence. Scores are margins, no log-odds: use `geoclf.decision.calibrated.CalibratedDecision`.

    Parameters
    ----------
    C
        Inverse strength of the regularisation, above 0.
    alpha
        Added to the number of texts that have a feature, on either side, above 0.
    beta
        From 0 (each feature has its ratio times one common factor, as in naive Bayes) to 1 (the SVM's own
        coefficients).
    class_weight
        "balanced" gives the texts with a label the same total weight as those without; None weighs all
        texts alike.
    max_iter
        Largest number of passes over the texts; a warning names the label that would need more.
    tol
        Stop when no coefficient would change by more, above 0.
    max_features
        Keep the coefficients of at most this many features, those that move scores most; None keeps all. See
        `geoclf.models.linear.LinearModel.keep_largest`.
    rounded
        Round the coefficients to 16 bits, which makes a saved model four times as small; on features of
        `geoclf.features.hashed` it is also scored much faster.

    References
    ----------
    .. [1] Wang, Manning (2012): Baselines and bigrams: simple, good sentiment and topic classification. ACL.
       https://aclanthology.org/P12-2018/

    Examples
    --------
    >>> rows = np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.8]])
    >>> targets = np.array([[True], [True], [False], [False]])
    >>> (NbsvmModel().fit(rows, targets, seed=0).scores(rows)[:, 0] > 0).tolist()
    [True, True, False, False]
    >>> NbsvmModel(beta=2).fit(rows, targets, seed=0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: beta: expected a number from 0 to 1, got 2
    """

    def __init__(
        self,
        *,
        C: float = 1.0,
        alpha: float = 1.0,
        beta: float = 0.5,
        class_weight: str | None = None,
        max_iter: int = 1000,
        tol: float = 1e-4,
        max_features: int | None = None,
        rounded: bool = False,
    ) -> None:
        self.C = C
        self.alpha = alpha
        self.beta = beta
        self.class_weight = class_weight
        self.max_iter = max_iter
        self.tol = tol
        self.max_features = max_features
        self.rounded = rounded

    def _finish(self, rows: Any) -> None:  # noqa: ANN401
        if self.max_features is not None:
            self.keep_largest(rows, self.max_features)
        if self.rounded:
            self.round_coefficients()

    def _classifier(self, seed: int) -> "_ScaledSvm":
        from sklearn.svm import LinearSVC

        svm = LinearSVC(
            C=self.C,
            tol=self.tol,
            class_weight=self.class_weight,
            max_iter=self.max_iter,
            random_state=seed,
        )
        return _ScaledSvm(svm, self.alpha, self.beta)

    def _check_params(self) -> None:
        super()._check_params()
        check_positive("alpha", self.alpha)
        check_positive("tol", self.tol)
        if self.max_features is not None:
            check_count("max_features", self.max_features)
        beta: object = self.beta
        if not isinstance(beta, int | float) or not 0 <= beta <= 1:
            raise ParameterError(f"beta: expected a number from 0 to 1, got {beta!r}")


class _ScaledSvm:
    """The classifier of one label, with the coefficients of the unscaled rows."""

    def __init__(self, svm: Any, alpha: float, beta: float) -> None:  # noqa: ANN401
        self.svm = svm
        self.alpha = alpha
        self.beta = beta

    def fit(self, rows: Any, target: BoolArray) -> "_ScaledSvm":  # noqa: ANN401
        from scipy.sparse import csr_matrix

        ratios = log_count_ratios(rows, target, self.alpha)
        scaled = csr_matrix(rows, copy=True)
        scaled.data *= ratios.take(scaled.indices, mode="clip")  # without "clip", indices are copied first
        svm = self.svm.fit(scaled, target)
        mean_size = np.abs(svm.coef_).mean()
        self.coef_ = ratios * ((1 - self.beta) * mean_size + self.beta * svm.coef_)
        self.intercept_ = svm.intercept_
        return self
