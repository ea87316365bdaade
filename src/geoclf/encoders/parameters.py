"""Constructor arguments of encoders: checked, and made fit to be saved."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from geoclf.errors import ParameterError

__all__ = ["check_fraction", "check_whole", "portable"]

_LOCAL = ("device", "cache_dir", "checkpoint_dir")


def check_whole(name: str, value: object) -> None:
    """Raise `ParameterError` unless `value` is an integer of at least 1.

    Examples
    --------
    >>> check_whole("epochs", 0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: epochs: expected an integer of at least 1, got 0
    """
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < 1:
        raise ParameterError(f"{name}: expected an integer of at least 1, got {value!r}")


def check_fraction(name: str, value: object) -> None:
    """Raise `ParameterError` unless `value` is a number in [0, 1)."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1:
        raise ParameterError(f"{name}: expected a number in [0, 1), got {value!r}")


def portable(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments as JSON values, with None for what belongs to this machine: device and own folders.

    Examples
    --------
    >>> portable({"encoder": Path("models/beto"), "device": "cuda", "epochs": np.int64(3)})
    {'encoder': 'models/beto', 'device': None, 'epochs': 3}
    """
    return {name: None if name in _LOCAL else _plain(value) for name, value in params.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any argument
    if isinstance(value, np.generic):
        return value.item()
    return value.as_posix() if isinstance(value, Path) else value
