"""Saved models: a folder of one JSON manifest and one safetensors file, never code.

`manifest.json` names the parts, their parameters, the scheme, the data and the versions, and carries the
SHA-256 of the weights and of itself. Loading calls only classes inside `geoclf.features`, `geoclf.models`
and `geoclf.decision`. A model card for people, README.md, may lie beside the two and is never read.

What only saving and messages need is imported in functions, as loading is to be quick.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy

from geoclf.classifier.labeller import Labeller
from geoclf.classifier.origin import Origin
from geoclf.errors import ModelFileError
from geoclf.hashing import sha256_of_file, sha256_of_json
from geoclf.parts import describe_part, nested_arrays, restore_part

__all__ = ["CARD", "CARD_MARK", "FORMAT_VERSION", "MANIFEST", "WEIGHTS", "check_target", "load", "save"]

MANIFEST = "manifest.json"
WEIGHTS = "weights.safetensors"
CARD = "README.md"
CARD_MARK = "library_name: geoclf\n"
"""Tells a model card from a README that somebody has written, which is never replaced."""

FORMAT = "geoclf-model"
FORMAT_VERSION = 2
_PARTS = ("features", "model", "decision", "article")
_PACKAGES = ("geoclf.features.", "geoclf.models.", "geoclf.decision.")


def save(labeller: Labeller, folder: Path) -> None:
    """Write `labeller` to `folder`; the same classifier gives the same bytes.

    The folder appears whole or not at all. A saved model that is already there is replaced.

    Raises
    ------
    ModelFileError
        If `folder` exists and is something other than a saved model or an empty folder.
    """
    import tempfile

    check_target(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as temporary:
        fresh, replaced = Path(temporary) / "model", Path(temporary) / "replaced"
        _write(labeller, fresh)
        if folder.exists():
            folder.rename(replaced)
        try:
            fresh.rename(folder)
        except OSError:
            if replaced.exists():
                replaced.rename(folder)
            raise


def check_target(folder: Path) -> None:
    """Raise `ModelFileError` unless `save` may write there: nothing, an empty folder, or a saved model.

    A model card may lie beside the model; `save` leaves none, as it would speak of the model replaced.
    """
    if not folder.exists():
        return
    content = {path.name for path in folder.iterdir()} if folder.is_dir() else {"a file"}
    if CARD in content and _is_card(folder / CARD):
        content.remove(CARD)
    if content and (content != {MANIFEST, WEIGHTS} or not _is_model(folder / MANIFEST)):
        raise ModelFileError(
            f"{folder}: exists and is not a saved model alone; choose another folder or remove it"
        )


def _is_card(file: Path) -> bool:
    return file.is_file() and CARD_MARK.encode() in file.read_bytes()


def _is_model(manifest: Path) -> bool:
    try:
        content = json.loads(manifest.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.get("format") == FORMAT


def _write(labeller: Labeller, folder: Path) -> None:
    from importlib.metadata import version

    from geoclf.files import write_bytes, write_text

    states = {name: getattr(labeller, f"{name}_").state() for name in _PARTS}
    arrays = {
        f"{name}/{key}": np.ascontiguousarray(array)
        for name, state in states.items()
        for key, array in sorted(state.arrays.items())
    }
    write_bytes(folder / WEIGHTS, safetensors.numpy.save(arrays))
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "labels": list(labeller.labels_),
        "origin": asdict(labeller.origin_),
        "parts": {
            name: describe_part(getattr(labeller, f"{name}_"), state) for name, state in states.items()
        },
        "versions": {package: version(package) for package in ("geoclf", "numpy", "scikit-learn")},
        "weights_sha256": sha256_of_file(folder / WEIGHTS),
    }
    manifest = {**content, "manifest_sha256": sha256_of_json(content)}
    write_text(folder / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def load(folder: Path) -> Labeller:
    """Read a model written by `save`.

    Raises
    ------
    ModelFileError
        If the folder or a file is missing, not a geoclf model, damaged, or written in another format.
    """
    manifest = _read_manifest(folder)
    arrays = _read_weights(folder, manifest.get("weights_sha256", "none"))
    try:
        parts = {
            name: restore_part(
                manifest["parts"][name],
                nested_arrays(arrays, name),
                packages=_PACKAGES,
                where=f"{folder / MANIFEST}: part {name!r}",
            )
            for name in _PARTS
        }
        origin = manifest["origin"]
        return Labeller.from_parts(
            labels=tuple(manifest["labels"]),
            origin=Origin(**{**origin, "positives": tuple(origin["positives"])}),
            **parts,
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        if isinstance(error, ModelFileError):
            raise
        from importlib.metadata import version

        raise ModelFileError(
            f"{folder / MANIFEST}: a part of the model cannot be restored ({type(error).__name__}: {error}); "
            f"it was written by {manifest.get('versions')}, this is {version('geoclf')}; "
            "train it again"
        ) from error


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not folder.is_dir():
        raise ModelFileError(f"{folder}: no such folder; pass a folder written by save() or geoclf train")
    if not path.is_file():
        raise ModelFileError(f"{folder}: not a saved geoclf model, {MANIFEST} is missing")
    try:
        manifest = json.loads(path.read_bytes().decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ModelFileError(
            f"{path}: damaged, not valid JSON ({error}); copy or train the model again"
        ) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ModelFileError(f"{path}: not the manifest of a geoclf model (expected format {FORMAT!r})")
    if manifest.get("format_version") != FORMAT_VERSION:
        from importlib.metadata import version

        raise ModelFileError(
            f"{path}: model format {manifest.get('format_version')}, this geoclf ({version('geoclf')}) reads "
            f"{FORMAT_VERSION}; install the geoclf that wrote it: {manifest.get('versions')}"
        )
    content = {key: value for key, value in manifest.items() if key != "manifest_sha256"}
    if sha256_of_json(content) != manifest.get("manifest_sha256"):
        raise ModelFileError(
            f"{path}: damaged or edited, its checksum does not match; copy or train it again"
        )
    return manifest


def _read_weights(folder: Path, expected: str) -> dict[str, Any]:
    path = folder / WEIGHTS
    if not path.is_file():
        raise ModelFileError(f"{folder}: {WEIGHTS} is missing; copy or train the model again")
    found = sha256_of_file(path)
    if found != expected:
        raise ModelFileError(
            f"{path}: damaged or truncated; expected SHA-256 {expected[:12]}..., got {found[:12]}...; "
            "copy or train the model again"
        )
    try:
        return dict(safetensors.numpy.load_file(path))
    except safetensors.SafetensorError as error:
        raise ModelFileError(f"{path}: not a safetensors file ({error})") from error
