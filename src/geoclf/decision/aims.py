"""What thresholds are chosen for: the best of a measure, or a least value of one at the best of the other."""

from typing import NamedTuple

import numpy as np

from geoclf.decision.curve import Curve
from geoclf.errors import ParameterError
from geoclf.protocols import FloatArray

__all__ = ["BETAS", "LEASTS", "Choice", "check_aim", "choose_threshold"]

BETAS = {"f0.5": 0.5, "f1": 1.0, "f2": 2.0}
"""The aims without a level: what each weighs recall by, against precision (the beta of F-beta)."""

LEASTS = ("recall", "precision")
"""The aims that need a level."""

# Sums of many probabilities miss a round level by rounding.
_ROUNDING = 1e-9


class Choice(NamedTuple):
    """A threshold, and the expected value of the aim's own measure there: F-beta, recall or precision."""

    threshold: float
    value: float


def check_aim(aim: str, at_least: float | None) -> None:
    """Check an aim and its level.

    Raises
    ------
    ParameterError
        If there is no such aim, or `at_least` is missing, out of (0, 1), or given to an aim that has none.

    Examples
    --------
    >>> check_aim("f1", None)
    >>> check_aim("recall", 0.9)
    >>> check_aim("recall", None)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: at_least: aim 'recall' needs a number in (0, 1), got None
    """
    if aim in LEASTS:
        level: object = at_least
        if not isinstance(level, int | float) or not 0 < level < 1:
            raise ParameterError(f"at_least: aim {aim!r} needs a number in (0, 1), got {at_least!r}")
    elif aim not in BETAS:
        names = ", ".join(map(repr, (*BETAS, *LEASTS)))
        raise ParameterError(f"aim: expected one of {names}, got {aim!r}")
    elif at_least is not None:
        raise ParameterError(
            f"at_least: aim {aim!r} takes none, got {at_least!r}; 'recall' and 'precision' do"
        )


def choose_threshold(curve: Curve, aim: str, at_least: float | None) -> Choice:
    """Return the threshold of `curve` that serves an aim best.

    "recall" takes the highest threshold whose recall is at least `at_least`, "precision" the lowest whose
    precision is. Where none is, the nearest is taken: that with the highest recall or precision.

    Examples
    --------
    >>> curve = Curve(np.array([0.7, 0.4, 0.1]), np.array([0.9, 0.7, 0.3]), np.array([0.4, 0.8, 1.0]))
    >>> choose_threshold(curve, "recall", 0.75)
    Choice(threshold=0.4, value=0.8)
    >>> choose_threshold(curve, "precision", 0.95)
    Choice(threshold=0.7, value=0.9)
    """
    if aim in BETAS:
        value = _f_beta(curve, BETAS[aim])
        best = int(np.argmax(value))
    else:
        value = curve.recall if aim == "recall" else curve.precision
        enough = np.flatnonzero(value >= min(at_least or 1.0, value.max()) - _ROUNDING)
        # Along the curve thresholds and precision fall, and recall rises.
        best = int(enough[0] if aim == "recall" else enough[-1])
    return Choice(float(curve.threshold[best]), float(value[best]))


def _f_beta(curve: Curve, beta: float) -> FloatArray:
    below = curve.recall + beta**2 * curve.precision
    value = np.zeros_like(below)
    np.divide((1 + beta**2) * curve.precision * curve.recall, below, out=value, where=below > 0)
    return value
