"""Constructor arguments as scikit-learn expects them, without importing scikit-learn, and checks of them."""

import inspect
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np

from geoclf.errors import ParameterError

__all__ = [
    "Configurable",
    "as_ngram_range",
    "check_count",
    "check_fraction",
    "check_positive",
    "is_count",
    "plain_value",
]


class Configurable:
    """Gives a component `get_params` and `set_params`, so that `sklearn.base.clone` and grids work on it.

    A subclass stores each constructor argument under its own name, unchanged, and checks values in `fit`.

    Examples
    --------
    >>> class Ridge(Configurable):
    ...     def __init__(self, *, alpha: float = 1.0) -> None:
    ...         self.alpha = alpha
    >>> Ridge(alpha=0.5).get_params()
    {'alpha': 0.5}
    >>> Ridge().set_params(beta=1)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: Ridge has no parameter 'beta'; it has: alpha
    """

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the constructor's arguments by name; `deep` is accepted for scikit-learn's sake."""
        del deep
        return {name: getattr(self, name) for name in self._param_names()}

    def set_params(self, **params: Any) -> Self:  # noqa: ANN401 - each parameter has its own type
        """Set arguments by name, or those of an argument that is a part as `name__argument`; return self."""
        names = self._param_names()
        for key, value in params.items():
            name, nested, parameter = key.partition("__")
            part: Any = getattr(self, name, None)
            if name not in names or (nested and not hasattr(part, "set_params")):
                raise ParameterError(
                    f"{type(self).__name__} has no parameter {key!r}; it has: {', '.join(names) or 'none'}"
                )
            if nested:
                part.set_params(**{parameter: value})
            else:
                setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        """Return the call that would make this object."""
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.get_params().items())
        return f"{type(self).__name__}({arguments})"

    def _plain_params(self) -> dict[str, Any]:
        """Return the constructor's arguments as JSON values: see `plain_value`."""
        return {name: plain_value(value) for name, value in self.get_params().items()}

    @classmethod
    def _param_names(cls) -> list[str]:
        if cls.__init__ is object.__init__:
            return []
        return [name for name in inspect.signature(cls).parameters if name != "self"]


def check_positive(name: str, value: object) -> None:
    """Raise `ParameterError` unless parameter `name` is a finite number above 0.

    Examples
    --------
    >>> check_positive("C", 0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: C: expected a finite number above 0, got 0
    """
    if not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise ParameterError(f"{name}: expected a finite number above 0, got {value!r}")


def check_count(name: str, value: object) -> None:
    """Raise `ParameterError` unless parameter `name` is an integer of at least 1.

    Examples
    --------
    >>> check_count("max_iter", 0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: max_iter: expected an integer of at least 1, got 0
    """
    if not is_count(value):
        raise ParameterError(f"{name}: expected an integer of at least 1, got {value!r}")


def check_fraction(name: str, value: object) -> None:
    """Raise `ParameterError` unless `value` is a number in [0, 1)."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1:
        raise ParameterError(f"{name}: expected a number in [0, 1), got {value!r}")


def as_ngram_range(name: str, value: object, *, or_none: bool = False) -> tuple[int, int]:
    """Return a parameter as smallest and largest n; it may come as a tuple, a list or a Hydra list.

    `or_none` says that None is allowed as well, which is the caller's to see to, and the message's to say.

    Examples
    --------
    >>> as_ngram_range("char_ngrams", [2, 5])
    (2, 5)
    >>> as_ngram_range("chars", (5, 2), or_none=True)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: chars: expected None or two integers 1 <= smallest <= largest, got (5, 2)
    """
    pair = tuple(value) if isinstance(value, Sequence) else ()
    if len(pair) != 2 or not all(map(is_count, pair)) or pair[0] > pair[1]:
        expected = f"{'None or ' if or_none else ''}two integers 1 <= smallest <= largest"
        raise ParameterError(f"{name}: expected {expected}, got {value!r}")
    return int(pair[0]), int(pair[1])


def is_count(value: object) -> bool:
    """Say whether a value is an integer of at least 1, of Python or numpy, and no boolean."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and int(value) >= 1


def plain_value(value: Any) -> Any:  # noqa: ANN401 - each parameter has its own type
    """Return an argument as a JSON value: numpy's numbers as Python's, tuples as lists, paths as strings.

    Examples
    --------
    >>> plain_value((np.int64(1), 2)), plain_value(Path("models/beto"))
    ([1, 2], 'models/beto')
    """
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain_value(item) for item in value]
    if isinstance(value, Path):
        return value.as_posix()
    return value.item() if hasattr(value, "item") else value
