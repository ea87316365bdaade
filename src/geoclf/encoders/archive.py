"""A folder of model files as arrays, so that a fine-tuned encoder is saved like every other model."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import numpy.typing as npt
import safetensors.numpy

from geoclf.errors import ModelFileError

__all__ = ["pack_folder", "unpack_folder"]

Arrays = dict[str, npt.NDArray[Any]]

_TENSORS = ".safetensors"
# What a model needs besides its tensors; a model card, say, is left behind.
_FILES = (".json", ".txt", ".model")


def pack_folder(folder: Path) -> Arrays:
    """Return the files of `folder`: each tensor of a safetensors file, and each other file as bytes.

    A tensor is called "model.safetensors/NAME", another file by its path.
    """
    arrays: Arrays = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == _TENSORS:
            tensors = safetensors.numpy.load_file(path)
            arrays.update({f"{name}/{tensor}": array for tensor, array in sorted(tensors.items())})
        elif path.suffix in _FILES:
            arrays[name] = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    return arrays


def unpack_folder(arrays: Mapping[str, npt.NDArray[Any]], folder: Path) -> None:
    """Write what `pack_folder` returned.

    Raises
    ------
    ModelFileError
        If a name leads out of `folder`.
    """
    tensors: dict[str, Arrays] = {}
    for name, array in arrays.items():
        stem, slash, tensor = name.partition(f"{_TENSORS}/")
        if slash:
            tensors.setdefault(f"{stem}{_TENSORS}", {})[tensor] = array
        else:
            _place(folder, name).write_bytes(array.tobytes())
    for name, content in tensors.items():
        # The format is what transformers asks for before it reads a file.
        safetensors.numpy.save_file(content, _place(folder, name), metadata={"format": "pt"})


def _place(folder: Path, name: str) -> Path:
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or "\\" in name:
        raise ModelFileError(f"the saved encoder has a file {name!r} outside its folder; it is not loaded")
    path = folder / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
