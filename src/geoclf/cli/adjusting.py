"""What `geoclf predict` is told to change about the model's decision."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geoclf.errors import ParameterError

if TYPE_CHECKING:
    from geoclf.classifier.labeller import Labeller

__all__ = ["adjust", "load_adjusted", "parse_aim", "parse_thresholds"]


def adjust(
    classifier: "Labeller",
    *,
    aim: str | None,
    thresholds: Sequence[str],
    miss: float | None,
    false_alarm: float | None,
) -> "Labeller":
    """Return `classifier` with what the command line names changed, and the rest as it was.

    Raises
    ------
    ParameterError
        If something is malformed, or the classifier cannot be changed that way.
    """
    if aim is not None:
        classifier = classifier.with_aim(*parse_aim(aim))
    if thresholds:
        classifier = classifier.with_thresholds(parse_thresholds(thresholds))
    if (miss, false_alarm) != (None, None):
        classifier = classifier.with_levels(miss=miss, false_alarm=false_alarm)
    return classifier


def load_adjusted(
    model: str | None,
    *,
    aim: str | None,
    thresholds: Sequence[str],
    miss: float | None,
    false_alarm: float | None,
) -> "Labeller":
    """Load a model and `adjust` it; a call of this can be pickled for other processes.

    Raises
    ------
    ModelFileError
        If there is no such model, or it is damaged.
    ParameterError
        As `adjust`.
    """
    from geoclf.api import load_model

    return adjust(load_model(model), aim=aim, thresholds=thresholds, miss=miss, false_alarm=false_alarm)


def parse_aim(text: str) -> tuple[str, float | None]:
    """Return an aim and its level.

    Raises
    ------
    ParameterError
        If there is no such aim, or the level is missing, no share, or given to an aim that has none.

    Examples
    --------
    >>> parse_aim("f2"), parse_aim("recall=0.9")
    (('f2', None), ('recall', 0.9))
    >>> parse_aim("recall=most")
    Traceback (most recent call last):
    geoclf.errors.ParameterError: --aim recall: expected a number such as 0.9 after '=', got 'most'
    """
    from geoclf.decision.aims import BETAS, LEASTS

    name, equals, number = text.partition("=")
    if name not in (*BETAS, *LEASTS):
        there_are = ", ".join([*BETAS, *(f"{least}=SHARE" for least in LEASTS)])
        raise ParameterError(f"--aim: there is no {name!r}; there are: {there_are}")
    if name in BETAS and equals:
        raise ParameterError(f"--aim {name} takes no number, got {number!r}; {' and '.join(LEASTS)} do")
    level = _number(number, f"--aim {name}") if equals else None
    if name in LEASTS and (level is None or not 0 < level < 1):
        came = f" above 0 and below 1, got {number}" if equals else ""
        raise ParameterError(f"--aim {name} needs a share{came}, such as --aim {name}=0.9")
    return name, level


def parse_thresholds(arguments: Sequence[str]) -> dict[str, float]:
    """Return thresholds by label.

    Raises
    ------
    ParameterError
        If an argument is not LABEL=NUMBER, or a label comes twice.

    Examples
    --------
    >>> parse_thresholds(["treaty=0.6", "sanctions=0.3"])
    {'treaty': 0.6, 'sanctions': 0.3}
    >>> parse_thresholds(["treaty"])
    Traceback (most recent call last):
    geoclf.errors.ParameterError: --threshold treaty: expected a number such as 0.9 after '=', got ''
    """
    values: dict[str, float] = {}
    for argument in arguments:
        label, _, number = argument.partition("=")
        if label in values:
            raise ParameterError(f"--threshold {label}: given twice; drop one")
        values[label] = _number(number, f"--threshold {label}")
    return values


def _number(text: str, where: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ParameterError(f"{where}: expected a number such as 0.9 after '=', got {text!r}") from error
