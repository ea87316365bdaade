"""Between which probabilities a person should decide: conformal risk control of one label.

Below the band a label is dropped, above it it is set, and nobody looks. Of two losses a level is promised for
a new group (an article, a story): the share of its texts with the label that are dropped, and the share of
its texts without it that get it. If R is the mean loss of n groups at some cut, and the new group is
exchangeable with them, its expected loss is at most the least a with (n R + 1) / (n + 1) <= a, whatever the
distribution (Angelopoulos, Bates, Fisch, Lei and Schuster 2022, "Conformal Risk Control", theorem 1,
https://arxiv.org/abs/2208.02814; losses lie in [0, 1] and rise with the cut). Groups without a text that the
loss is about do not enter: the promise is for groups that have one, so it holds whatever the prevalence.
Nothing depends on the probabilities being right, only on their order.
"""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np

from geoclf.decision.curve import spread
from geoclf.errors import ParameterError
from geoclf.protocols import BoolArray, FloatArray, IntArray

__all__ = ["N_RISK_POINTS", "RiskCurve", "check_level", "group_numbers", "miss_risk", "wrong_risk"]

N_RISK_POINTS = 100
"""Points that a curve is kept with; the cut taken is the nearest kept one on the safe side."""


class RiskCurve(NamedTuple):
    """Cuts, and the level that each can be promised at.

    Attributes
    ----------
    cut
        Probabilities, shape (N_RISK_POINTS,), float64.
    level
        (n R + 1) / (n + 1), rising, shape (N_RISK_POINTS,), float64.
    """

    cut: FloatArray
    level: FloatArray

    def at(self, level: float, *, otherwise: float) -> float:
        """Return the cut that drops or sets most at this level; `otherwise` where no cut can promise it."""
        n_kept = int(np.searchsorted(self.level, level, side="right"))
        return float(self.cut[n_kept - 1]) if n_kept else otherwise


def miss_risk(proba: FloatArray, target: BoolArray, groups: IntArray) -> RiskCurve:
    """Return the risk of dropping texts that have the label: those with a probability below the cut.

    Parameters
    ----------
    proba, target, groups
        Of each text; shape (n_texts,), float64, bool and int64.

    Examples
    --------
    >>> proba, target = np.array([0.2, 0.6, 0.9, 0.4]), np.array([True, True, True, False])
    >>> curve = miss_risk(proba, target, np.array([0, 0, 1, 1]))
    >>> curve.cut[:3].tolist(), curve.level[:3].round(3).tolist()
    ([0.2, 0.6, 0.9], [0.333, 0.5, 0.667])
    >>> curve.at(0.5, otherwise=0.0), curve.at(0.1, otherwise=0.0)
    (0.6, 0.0)
    """
    return _risk(proba[target], groups[target])


def wrong_risk(proba: FloatArray, target: BoolArray, groups: IntArray) -> RiskCurve:
    """Return the risk of setting the label on texts without it: those with a probability above the cut.

    Parameters and result as `miss_risk`.

    Examples
    --------
    >>> proba, target = np.array([0.2, 0.6, 0.9]), np.array([False, False, True])
    >>> wrong_risk(proba, target, np.arange(3)).at(0.4, otherwise=1.0)
    0.6
    """
    mirrored = _risk(-proba[~target], groups[~target])
    return RiskCurve(-mirrored.cut, mirrored.level)


def _risk(values: FloatArray, groups: IntArray) -> RiskCurve:
    """Return the risk of losing what lies below a cut; each group weighs the same, however long it is."""
    if not len(values):
        return RiskCurve(np.zeros(N_RISK_POINTS), np.ones(N_RISK_POINTS))
    _, group = np.unique(groups, return_inverse=True)
    sizes = np.bincount(group)
    cuts, places = np.unique(values, return_inverse=True)
    lost = np.cumsum(np.bincount(places, 1 / sizes[group]))
    level = (np.append(0.0, lost[:-1]) + 1) / (len(sizes) + 1)
    # Evenly by ratio: small levels are the ones that matter.
    kept = spread(np.log(level), N_RISK_POINTS)
    return RiskCurve(cuts[kept], level[kept])


def group_numbers(groups: Sequence[Hashable] | None, n_texts: int) -> IntArray:
    """Return each text's group as a number, shape (n_texts,), int64; each its own where there are none.

    Raises
    ------
    ParameterError
        If there is not one group per text.

    Examples
    --------
    >>> group_numbers(["b", "a", "b"], 3).tolist(), group_numbers(None, 2).tolist()
    ([0, 1, 0], [0, 1])
    """
    if groups is None:
        return np.arange(n_texts)
    if len(groups) != n_texts:
        raise ParameterError(f"groups: expected one for each of {n_texts} texts, got {len(groups)}")
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return np.array([numbers[group] for group in groups], dtype=np.int64)


def check_level(name: str, level: object) -> None:
    """Check the level of a loss; `name` is what the setting is called.

    Raises
    ------
    ParameterError
        If it is not in (0, 1).
    """
    if not isinstance(level, int | float) or not 0 < level < 1:
        raise ParameterError(f"{name}: expected a number in (0, 1), got {level!r}")
