"""What only a look at a saved model can tell: its size, its hashes, and how fast it is here."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from geoclf.classifier.persistence import MANIFEST, WEIGHTS, load
from geoclf.hashing import sha256_of_file

__all__ = ["SavedFile", "SavedModel", "Speed", "inspect_model"]

# Enough sentences to measure a fast model by, few enough for a slow one.
_BATCH = 64
_LARGEST_BATCH = 4096
_SECONDS = 1.0


@dataclass(frozen=True)
class SavedFile:
    """One file of a saved model: its name, its size in bytes and its hexadecimal SHA-256."""

    name: str
    n_bytes: int
    sha256: str


@dataclass(frozen=True)
class Speed:
    """How fast a model was, once, on one machine.

    Attributes
    ----------
    start
        Seconds from the saved folder to the labels of a first sentence, geoclf being imported.
    rate
        Sentences per second after that.
    n_sentences
        How many were labelled to measure it.
    machine
        What measured it, such as "Linux x86_64, 8 processors, Python 3.11.2".
    """

    start: float
    rate: float
    n_sentences: int
    machine: str


@dataclass(frozen=True)
class SavedModel:
    """A saved model as its folder shows it.

    Attributes
    ----------
    manifest
        The content of manifest.json.
    files
        The manifest and the weights.
    n_features
        Number of columns that the model reads, None where it reads the texts themselves.
    speed
        How fast it is.
    """

    manifest: Mapping[str, Any]
    files: tuple[SavedFile, ...]
    n_features: int | None
    speed: Speed


def inspect_model(folder: Path, texts: Sequence[str]) -> SavedModel:
    """Read a saved model and label some of `texts`, at least one, to see how fast it is.

    Raises
    ------
    ModelFileError
        If the folder holds no model.
    """
    started = perf_counter()
    model = load(folder)
    model.predict(texts[:1])
    ready = perf_counter()
    n_done, seconds = 0, 0.0
    while n_done < len(texts) and seconds < _SECONDS:
        # As many again as are done: few of a slow model, soon thousands of a fast one.
        batch = texts[n_done : n_done + max(_BATCH, min(n_done, _LARGEST_BATCH))]
        model.predict(batch)
        n_done += len(batch)
        seconds = perf_counter() - ready
    rows = model.features_.transform(texts[:1])
    return SavedModel(
        manifest=json.loads((folder / MANIFEST).read_bytes()),
        files=tuple(_file(folder / name) for name in (MANIFEST, WEIGHTS)),
        n_features=rows.shape[1] if hasattr(rows, "shape") else None,
        speed=Speed(ready - started, n_done / seconds, n_done, _machine()),
    )


def _file(path: Path) -> SavedFile:
    return SavedFile(path.name, path.stat().st_size, sha256_of_file(path))


def _machine() -> str:
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {os.cpu_count()} processors, Python {platform.python_version()}"
