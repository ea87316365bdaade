"""The parts of a saved model: described by class, parameters and values, restored from nothing else."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy.typing as npt

from geoclf.errors import ModelFileError
from geoclf.protocols import State

__all__ = ["describe_part", "nested_arrays", "restore_part"]


def describe_part(part: object, state: State) -> dict[str, Any]:
    """Return what is saved of a part beside its arrays, JSON values."""
    return {
        "class": f"{type(part).__module__}:{type(part).__qualname__}",
        "params": dict(state.params),
        "values": dict(state.values),
    }


def restore_part(
    described: Mapping[str, Any],
    arrays: Mapping[str, npt.NDArray[Any]],
    *,
    packages: tuple[str, ...],
    where: str,
) -> Any:  # noqa: ANN401 - features, model or decision
    """Restore a part from its description and arrays; `where` is what messages call it.

    Raises
    ------
    ModelFileError
        If its class is not inside one of `packages` ("geoclf.features."), or does not exist.
    """
    target = described["class"]
    if not target.startswith(packages):
        raise ModelFileError(f"{where} asks for {target!r}; only parts of geoclf itself are loaded")
    module, _, name = target.partition(":")
    try:
        part = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        from importlib.metadata import version

        raise ModelFileError(f"{where} is a {target!r}, which geoclf {version('geoclf')} lacks") from error
    return part.from_state(State(params=described["params"], values=described["values"], arrays=arrays))


def nested_arrays(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of one part: those whose names begin with "name/", without it."""
    prefix = f"{name}/"
    return {key.removeprefix(prefix): array for key, array in arrays.items() if key.startswith(prefix)}
