"""Changing a trained decision: what is asked for, by label, in the terms of the decision."""

import warnings
from collections.abc import Mapping, Sequence

from geoclf.errors import ParameterError
from geoclf.protocols import AdjustableDecision, Decision
from geoclf.scheme.suggestion import did_you_mean

__all__ = ["adjustable", "replace_thresholds", "warn_unreached"]


def adjustable(decision: Decision) -> AdjustableDecision:
    """Return `decision` as one that can be changed and can abstain.

    Raises
    ------
    ParameterError
        If it is none.
    """
    if not isinstance(decision, AdjustableDecision):
        raise ParameterError(
            f"this classifier was trained with {type(decision).__name__}, which cannot be changed; "
            "train it with CalibratedDecision (decision=calibrated)"
        )
    return decision


def replace_thresholds(
    decision: AdjustableDecision, labels: Sequence[str], thresholds: Mapping[str, float]
) -> AdjustableDecision:
    """Return `decision` with other thresholds for some labels.

    Raises
    ------
    ParameterError
        If a name is no label, or a threshold is not in (0, 1].
    """
    values = decision.thresholds()
    for name, threshold in thresholds.items():
        if name not in labels:
            raise ParameterError(
                f"thresholds: unknown label {name!r}{did_you_mean(name, labels) or ';'} "
                f"there are: {', '.join(labels)}"
            )
        value: object = threshold
        if not isinstance(value, int | float) or not 0 < value <= 1:
            raise ParameterError(f"thresholds: {name}: expected a number in (0, 1], got {threshold!r}")
        values[labels.index(name)] = threshold
    return decision.with_thresholds(values)


def warn_unreached(decision: Decision, labels: Sequence[str]) -> None:
    """Warn of the labels that cannot have what the decision aims at, and say what they can have."""
    if not isinstance(decision, AdjustableDecision):
        return
    unreached = decision.unreached()
    if unreached:
        found = ", ".join(f"{labels[column]} {value:.2f}" for column, value in unreached.items())
        aim = decision.get_params()
        warnings.warn(
            f"aim {aim['aim']}={aim['at_least']} is out of reach for some labels; they get what "
            f"comes nearest: {found}",
            stacklevel=3,
        )
