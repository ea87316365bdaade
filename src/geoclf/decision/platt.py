"""Platt scaling of one label's scores: probability = sigmoid(slope * score + intercept), slope >= 0."""

import numpy as np

from geoclf.decision.scores import sigmoid
from geoclf.protocols import BoolArray, FloatArray

__all__ = ["fit_constant", "fit_intercept", "fit_platt", "is_constant"]


def fit_constant(target: BoolArray) -> tuple[float, float]:
    """Return slope 0 and the log-odds of the smoothed rate of positives: what to say of useless scores.

    Examples
    --------
    >>> fit_constant(np.array([True, False]))
    (0.0, 0.0)
    """
    rate = _smoothed_rate(target)
    return 0.0, float(np.log(rate / (1 - rate)))


def is_constant(score: FloatArray) -> bool:
    """Say whether the scores differ by no more than rounding.

    Examples
    --------
    >>> is_constant(np.array([0.1 + 0.2, 0.3])), is_constant(np.array([0.3, 0.4]))
    (True, False)
    """
    return bool(np.std(score) <= 1e-9 * max(1.0, float(abs(np.mean(score)))))


def _smoothed_rate(target: BoolArray) -> float:
    """Return the share of positives after adding one positive and one negative."""
    return float((target.sum() + 1.0) / (len(target) + 2.0))


def fit_platt(score: FloatArray, target: BoolArray) -> tuple[float, float]:
    """Return the slope (>= 0) and the intercept that fit best.

    The targets are Platt's: (n1 + 1) / (n1 + 2) for the n1 positives and 1 / (n0 + 2) for the n0 negatives,
    so that scores which separate the classes do not get probabilities of 0 and 1. Scores that are constant,
    or fall where the target rises, and targets that are all alike get `fit_constant`.

    Parameters
    ----------
    score, target
        Shape (n_texts,), float64 and bool.

    Examples
    --------
    >>> slope, intercept = fit_platt(np.array([-2.0, -1.0, 1.0, 2.0]), np.array([False, False, True, True]))
    >>> round(slope, 2), abs(round(intercept, 2))
    (0.67, 0.0)
    """
    from scipy.optimize import minimize

    if target.all() or not target.any() or is_constant(score):
        return fit_constant(target)
    centre, scale = float(np.mean(score)), float(np.std(score))
    standard = (score - centre) / scale
    n_positive = int(target.sum())
    goal = np.where(target, (n_positive + 1) / (n_positive + 2), 1 / (len(target) - n_positive + 2))

    def loss(parameters: FloatArray) -> tuple[float, FloatArray]:
        logit = parameters[0] * standard + parameters[1]
        residual = sigmoid(logit) - goal
        value = float(np.mean(np.logaddexp(0.0, logit) - goal * logit))
        return value, np.array([np.mean(residual * standard), np.mean(residual)])

    options = {"ftol": 1e-15, "gtol": 1e-10, "maxiter": 1000}
    start = np.array([1.0, fit_constant(target)[1]])
    slope, shift = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    if slope <= 0:
        return fit_constant(target)
    return float(slope / scale), float(shift - slope * centre / scale)


def fit_intercept(score: FloatArray, target: BoolArray) -> float:
    """Return what to add to `score` (slope 1) for the mean probability to be the smoothed rate of positives.

    Examples
    --------
    >>> round(fit_intercept(np.array([1.0, 1.0, 1.0]), np.array([True, False, False])), 3)
    -1.405
    """
    rate, (_, logit) = _smoothed_rate(target), fit_constant(target)
    # The mean of sigmoid(score + x) rises with x, is below the rate at `low` and above it at `high`.
    low, high = float(logit - np.max(score)), float(logit - np.min(score))
    for _ in range(200):
        middle = (low + high) / 2
        if np.mean(sigmoid(score + middle)) < rate:
            low = middle
        else:
            high = middle
    return (low + high) / 2
