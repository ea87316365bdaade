"""The files of a pretrained encoder: found in a folder or on the Hugging Face Hub, known by their content."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geoclf.errors import EncoderError
from geoclf.hashing import sha256_of_file, sha256_of_json

__all__ = ["Snapshot", "check_name", "find_snapshot"]

_SETTINGS = ("*.json", "*.txt", "*.model")
_WEIGHTS = "*.safetensors"
_OLD_WEIGHTS = "pytorch_model*.bin"
# The same weights in other formats, which nothing here reads.
_IGNORED = ("onnx/*", "openvino/*", "coreml/*", "tf_model*", "flax_model*")


@dataclass(frozen=True)
class Snapshot:
    """An encoder as it lies on this machine.

    Attributes
    ----------
    name
        What was asked for: a name on the hub, or a folder.
    revision
        The commit on the hub; None for a folder.
    folder
        Where the files are.
    fingerprint
        Hexadecimal SHA-256 over settings, tokenizer and weights, whatever the folder is called.
    """

    name: str
    revision: str | None
    folder: Path
    fingerprint: str


def check_name(name: object, revision: object) -> None:
    """Check what names an encoder, without looking for it.

    Raises
    ------
    EncoderError
        If `name` is no text, or is empty, or `revision` is neither text nor None.

    Examples
    --------
    >>> check_name("", None)
    Traceback (most recent call last):
    geoclf.errors.EncoderError: encoder: expected a name on the Hugging Face Hub or a folder, got ''
    """
    if not isinstance(name, str) or not name.strip():
        raise EncoderError(f"encoder: expected a name on the Hugging Face Hub or a folder, got {name!r}")
    if revision is not None and (not isinstance(revision, str) or not revision):
        raise EncoderError(
            f"revision: expected a commit, tag or branch of {name!r}, or None; got {revision!r}"
        )


def find_snapshot(name: str, revision: str | None = None, *, fingerprint: str | None = None) -> Snapshot:
    """Return the files of an encoder, downloading what is missing.

    Parameters
    ----------
    name
        An existing folder, else a name on the hub.
    revision
        Commit, tag or branch on the hub; None for the newest. Ignored for a folder.
    fingerprint
        What the encoder must have; None for any.

    Raises
    ------
    EncoderError
        If it cannot be found, holds no weights, or is not the one with that fingerprint.
    """
    check_name(name, revision)
    folder = Path(name).expanduser()
    local = folder.is_dir()
    if not local:
        folder = _download(name, revision)
    files = _files(folder)
    if not any(file.match(_WEIGHTS) or file.match(_OLD_WEIGHTS) for file in files):
        raise EncoderError(
            f"encoder {name!r}: {folder} holds no weights ({_WEIGHTS} or {_OLD_WEIGHTS}); "
            "pass the folder of a whole model"
        )
    stamps = tuple((file.as_posix(), (folder / file).stat().st_mtime_ns) for file in files)
    found = _fingerprint(folder, stamps)
    if fingerprint not in (None, found):
        raise EncoderError(
            f"encoder {name!r}: not the one the model was trained with; expected fingerprint "
            f"{str(fingerprint)[:12]}..., got {found[:12]}... in {folder}; restore its files, or train the "
            "model again"
        )
    # The hub's cache keeps each commit in a folder of that name.
    return Snapshot(name, None if local else folder.name, folder, found)


def _download(name: str, revision: str | None) -> Path:
    from huggingface_hub import snapshot_download

    def fetch(weights: str) -> Path:
        patterns = [*_SETTINGS, weights]
        return Path(
            snapshot_download(
                name, revision=revision, allow_patterns=patterns, ignore_patterns=list(_IGNORED)
            )
        )

    try:
        folder = fetch(_WEIGHTS)
        # Old repositories have pickled weights alone; newer ones often both, and one is enough.
        return folder if any(folder.rglob(_WEIGHTS)) else fetch(_OLD_WEIGHTS)
    except Exception as error:
        # Whatever it is: the hub's HTTP client has errors of its own, and they differ by version.
        first_line = str(error).partition("\n")[0]
        at = "" if revision is None else f" at revision {revision!r}"
        raise EncoderError(
            f"encoder {name!r}{at}: neither a folder here nor to be had from the Hugging Face Hub "
            f"({type(error).__name__}: {first_line}). Check the name; without a network, "
            f"download it elsewhere (hf download {name} --local-dir FOLDER), copy the folder and pass its "
            "path; HF_HUB_OFFLINE=1 uses only what was downloaded before"
        ) from error


def _files(folder: Path) -> list[Path]:
    """Return the paths, relative to `folder`, of the files that make the encoder; sorted."""
    patterns = [*_SETTINGS, _WEIGHTS]
    if not any(folder.rglob(_WEIGHTS)):
        patterns.append(_OLD_WEIGHTS)
    found = {path.relative_to(folder) for pattern in patterns for path in folder.rglob(pattern)}
    return sorted(path for path in found if not any(path.match(ignored) for ignored in _IGNORED))


@lru_cache(maxsize=32)
def _fingerprint(folder: Path, stamps: tuple[tuple[str, int], ...]) -> str:
    """Hash the files; once for each time they were changed, as weights are large."""
    return sha256_of_json({name: sha256_of_file(folder / name) for name, _ in stamps})
