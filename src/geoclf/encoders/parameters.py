"""Constructor arguments of encoders, made fit to be saved."""

from collections.abc import Mapping
from typing import Any

from geoclf.params import plain_value

__all__ = ["portable"]

_LOCAL = ("device", "cache_dir", "checkpoint_dir")


def portable(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments as JSON values, with None for what belongs to this machine: device and own folders.

    Examples
    --------
    >>> portable({"encoder": "models/beto", "device": "cuda", "epochs": 3})
    {'encoder': 'models/beto', 'device': None, 'epochs': 3}
    """
    return {name: None if name in _LOCAL else plain_value(value) for name, value in params.items()}
