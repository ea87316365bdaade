"""Parameters of a run from its configuration."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from geoclf.tracking.items import Param
from geoclf.tracking.keys import safe_key

__all__ = ["config_items", "flatten"]

_LONGEST = 500
_SHORTENED = "… (see config.yaml)"
_TARGET = "_target_"
_OWN = "geoclf."


def config_items(config: Mapping[str, Any]) -> Iterator[Param]:
    """Yield one parameter per leaf of a nested configuration, with values no longer than 500 characters.

    Examples
    --------
    >>> config = {"model": {"_target_": "geoclf.models.logistic.LogisticModel", "C": 1.0}, "ngrams": [1, 2]}
    >>> for param in config_items(config):
    ...     print(param.key, "=", param.value)
    model = LogisticModel
    model.C = 1.0
    ngrams = [1,2]
    """
    for key, value in flatten(config).items():
        yield Param(safe_key(key), _shorten(_render(value)))


def flatten(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the leaves of a nested configuration under dotted names.

    A `_target_` goes by the name of the part it makes; geoclf's own classes by their class name alone.

    Examples
    --------
    >>> flatten({"a": {"_target_": "mypackage.Model", "b": {}}, "seed": 0})
    {'a': 'mypackage.Model', 'a.b': {}, 'seed': 0}
    """
    return dict(_leaves("", config))


def _leaves(prefix: str, config: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in config.items():
        key = f"{prefix}.{name}" if prefix else str(name)
        if name == _TARGET and prefix:
            yield prefix, value.rpartition(".")[2] if str(value).startswith(_OWN) else value
        elif isinstance(value, Mapping) and value:
            yield from _leaves(key, value)
        else:
            yield key, value


def _render(value: object) -> str:
    # JSON spells true, false, null and numbers as the YAML of the configuration does.
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _shorten(value: str) -> str:
    if len(value) <= _LONGEST:
        return value
    return value[: _LONGEST - len(_SHORTENED)] + _SHORTENED
