"""Constructor arguments as scikit-learn expects them, without importing scikit-learn."""

import inspect
from collections.abc import Sequence
from typing import Any, Self

from geoclf.errors import ParameterError

__all__ = ["Configurable"]


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
        """Return the constructor's arguments as JSON values: numpy's numbers as Python's, tuples as lists."""
        return {name: _plain(value) for name, value in self.get_params().items()}

    @classmethod
    def _param_names(cls) -> list[str]:
        if cls.__init__ is object.__init__:
            return []
        return [name for name in inspect.signature(cls).parameters if name != "self"]


def _plain(value: Any) -> Any:  # noqa: ANN401 - each parameter has its own type
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value.item() if hasattr(value, "item") else value
