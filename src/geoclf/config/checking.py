"""Checks of a configuration against the classes it names, before any of them is made."""

import inspect
import json
import pkgutil
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from geoclf.errors import ConfigError
from geoclf.protocols import Features, Model
from geoclf.scheme.suggestion import did_you_mean

__all__ = ["TARGET", "check_keys", "check_node", "check_value", "no_such_key"]

TARGET = "_target_"
"""Key of a node that names the class or function to call with the node's other keys."""

# The group of an argument that is itself a part.
_PART_GROUPS: dict[Any, str] = {Features: "features", Model: "model"}


def check_node(
    node: Mapping[str, Any], path: str, *, provided: Collection[str] = (), group: str | None = None
) -> None:
    """Check that a node's keys and values fit the signature of the class or function it names.

    Parameters
    ----------
    node
        Plain values, with `_target_`.
    path
        Where the node stands in the configuration, such as "model".
    provided
        Arguments that the caller adds.
    group
        What the class must be, such as "features"; None for the last word of `path`.

    Raises
    ------
    ConfigError
        If the target does not exist, a key is no argument of it, an argument is missing, or a value has the
        wrong type.

    Examples
    --------
    >>> node = {"_target_": "geoclf.models.logistic.LogisticModel", "C": 1.0}
    >>> check_node(node, "model")
    >>> check_node({**node, "CC": 1.0}, "model")
    Traceback (most recent call last):
    geoclf.errors.ConfigError: model.CC: no such key; did you mean 'C'? keys here: C, class_weight, max_iter
    >>> check_node({**node, "max_iter": "many"}, "model")
    Traceback (most recent call last):
    geoclf.errors.ConfigError: model.max_iter: expected int, got 'many' (str)
    """
    if TARGET not in node:
        raise ConfigError(f"{path}: expected {TARGET} and its arguments, got: {', '.join(node) or 'nothing'}")
    target = _locate(node[TARGET], path)
    group = group or path.rpartition(".")[2]
    _check_kind(target, node[TARGET], path, group)
    parameters = inspect.signature(target).parameters
    known = [name for name in parameters if name not in provided]
    given = {key: value for key, value in node.items() if key != TARGET}
    if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        check_keys(given, known, f"{path}.")
    for name in known:
        if name not in given and _is_needed(parameters[name]):
            raise ConfigError(f"{path}.{name}: missing; {node[TARGET]} needs it")
    hints = _hints(target)
    for key, value in given.items():
        if key in hints:
            _check_argument(value, hints[key], f"{path}.{key}")


def _check_argument(value: Any, hint: Any, path: str) -> None:  # noqa: ANN401 - any value, any type hint
    """Check a plain value, or the nodes of parts where the class takes parts: one, or several by name."""
    if hint in _PART_GROUPS:
        check_value(value, dict[str, Any], path)
        check_node(value, path, group=_PART_GROUPS[hint])
    elif get_origin(hint) is Mapping and get_args(hint)[1] in _PART_GROUPS:
        check_value(value, dict[str, Any], path)
        for name, part in value.items():
            _check_argument(part, get_args(hint)[1], f"{path}.{name}")
    else:
        check_value(value, hint, path)


def check_keys(node: Collection[str], known: Sequence[str], prefix: str) -> None:
    """Check that all keys of a node are among `known`; `prefix` is the node's path with a dot, or nothing.

    Raises
    ------
    ConfigError
        If one is not.
    """
    for key in node:
        if key not in known:
            raise no_such_key(f"{prefix}{key}", known)


def check_value(value: Any, kind: Any, path: str) -> None:  # noqa: ANN401 - any value, any type hint
    """Check that a plain value is of the type `kind`; whole numbers are floats, lists are sequences.

    Raises
    ------
    ConfigError
        If it is not.

    Examples
    --------
    >>> check_value(1, float, "model.C")
    >>> check_value("1", float | None, "model.C")
    Traceback (most recent call last):
    geoclf.errors.ConfigError: model.C: expected float | None, got '1' (str)
    """
    try:
        # As JSON, a list may be a tuple or sequence while "1" is still no number.
        TypeAdapter(kind).validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        came = "null" if value is None else f"{value!r} ({type(value).__name__})"
        raise ConfigError(f"{path}: expected {_name(kind)}, got {came}") from error


def no_such_key(path: str, known: Sequence[str]) -> ConfigError:
    """Return the error for a key that does not exist where `known` do."""
    key = path.rpartition(".")[2]
    there = f"keys here: {', '.join(known)}" if known else "no keys here"
    return ConfigError(f"{path}: no such key{did_you_mean(key, known) or ';'} {there}")


def _is_needed(parameter: inspect.Parameter) -> bool:
    named = parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    return named and parameter.default is parameter.empty


def _locate(target: Any, path: str) -> Callable[..., Any]:  # noqa: ANN401 - a YAML value
    try:
        found = pkgutil.resolve_name(target)
    except Exception as error:  # whatever happens while a module is imported
        raise ConfigError(
            f"{path}.{TARGET}: {target!r} cannot be imported; expected a dotted path such as "
            "geoclf.models.logistic.LogisticModel"
        ) from error
    if not callable(found):
        raise ConfigError(
            f"{path}.{TARGET}: {target!r} is no class or function, it is a {type(found).__name__}"
        )
    return found  # type: ignore[no-any-return]


# What a class must be able to do to stand in a group. A configuration may come from anywhere, and calls
# whatever it names: so it may name parts of a classifier and nothing else.
_ABILITIES = {
    "features": ("fit", "transform", "state"),
    "model": ("fit", "scores", "state"),
    "decision": ("fit", "proba", "predict", "state"),
    "split": ("split",),
    "tracking": ("run",),
}


def _check_kind(target: Callable[..., Any], name: str, path: str, group: str) -> None:
    abilities = _ABILITIES.get(group)
    if abilities is None:
        fits = not group.startswith(("scheme", "data")) or target.__module__.startswith("geoclf.")
    else:
        fits = inspect.isclass(target) and all(hasattr(target, ability) for ability in abilities)
    if not fits:
        expected = f"a class with {', '.join(abilities)}" if abilities else "a function of geoclf"
        raise ConfigError(f"{path}.{TARGET}: {name!r} cannot stand here; expected {expected}")


def _hints(target: Callable[..., Any]) -> dict[str, Any]:
    return get_type_hints(target.__init__ if inspect.isclass(target) else target)


def _name(kind: Any) -> str:  # noqa: ANN401 - any type hint
    return inspect.formatannotation(kind).replace("collections.abc.", "")
