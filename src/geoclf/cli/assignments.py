"""Arguments of the form name=value, as Hydra's commands take them, for commands without Hydra."""

from collections.abc import Mapping, Sequence

from geoclf.errors import ConfigError
from geoclf.scheme.suggestion import did_you_mean

__all__ = ["parse_assignments", "whole_number"]


def parse_assignments(arguments: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the values by name.

    Parameters
    ----------
    arguments
        Such as "data=gold"; a value may hold further "=".
    known
        The names there are, with an example of each.

    Raises
    ------
    ConfigError
        If an argument has another form, its name is not known or comes twice, or its value is empty.

    Examples
    --------
    >>> parse_assignments(["data=gold"], {"data": "data=gold"})
    {'data': 'gold'}
    >>> parse_assignments(["date=gold"], {"data": "data=gold"})
    Traceback (most recent call last):
    geoclf.errors.ConfigError: date: no such setting; did you mean 'data'? there are: data=gold
    """
    values: dict[str, str] = {}
    examples = ", ".join(known.values())
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or not value:
            raise ConfigError(f"{argument}: expected NAME=VALUE; there are: {examples}")
        if name not in known:
            raise ConfigError(
                f"{name}: no such setting{did_you_mean(name, known) or ';'} there are: {examples}"
            )
        if name in values:
            raise ConfigError(f"{name}: given twice, {values[name]!r} and {value!r}; drop one")
        values[name] = value
    return values


def whole_number(values: Mapping[str, str], name: str, default: int) -> int:
    """Return the value of `name` as a whole number.

    Raises
    ------
    ConfigError
        If it is none.

    Examples
    --------
    >>> whole_number({"seed": "3"}, "seed", 0)
    3
    """
    try:
        return int(values.get(name, default))
    except ValueError as error:
        raise ConfigError(f"{name}: expected a whole number, got {values[name]!r}") from error
