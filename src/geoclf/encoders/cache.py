"""What an encoder has computed, kept on disk by content: large sets of texts are encoded once."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geoclf.errors import EncoderError
from geoclf.files import write_bytes
from geoclf.hashing import sha256_of_json, sha256_of_text

__all__ = ["CACHE_VARIABLE", "VectorCache", "cache_folder", "open_cache"]

CACHE_VARIABLE = "GEOCLF_CACHE"
"""Environment variable that names the cache folder."""

Vectors = npt.NDArray[np.float32]

# Texts encoded between two writes: what a killed run loses at most.
_CHUNK = 256
# Fewer new texts than this are not worth a file: somebody is trying out sentences.
_WORTH_KEEPING = 16


def cache_folder() -> Path:
    """Return `$GEOCLF_CACHE`, else `geoclf` in `$XDG_CACHE_HOME`, else `~/.cache/geoclf`."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named).expanduser()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "geoclf"


def open_cache(folder: str | Path | None, **identity: Any) -> "VectorCache":  # noqa: ANN401 - JSON values
    """Return the cache for one way of encoding.

    Parameters
    ----------
    folder
        Where all caches are; None for `cache_folder()`.
    identity
        What the vectors depend on besides the text: the encoder's fingerprint and all settings. JSON values.
    """
    base = cache_folder() if folder is None else Path(folder).expanduser()
    return VectorCache(base / "vectors" / sha256_of_json(identity)[:32])


class VectorCache:
    """Vectors of texts in one folder: files of some hundred vectors each, written whole or not at all.

    Several processes may use the folder at once; at worst they encode the same text twice.

    Parameters
    ----------
    folder
        Holds the vectors of one encoder with one set of settings; None keeps nothing.

    Examples
    --------
    >>> cache = VectorCache(None)
    >>> cache.rows(["a", "bbb", "a"], lambda texts: np.array([[len(text)] for text in texts], np.float32),
    ...            description="counting").tolist()
    [[1.0], [3.0], [1.0]]
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def rows(
        self, texts: Sequence[str], encode: Callable[[list[str]], Vectors], *, description: str
    ) -> Vectors:
        """Return one vector per text, shape (len(texts), n_features), float32.

        Parameters
        ----------
        encode
            Called with texts that are not in the cache, some at a time.
        description
            Beside the progress bar, which only a terminal gets.

        Raises
        ------
        EncoderError
            If a file of the cache cannot be read.
        """
        if not texts:
            return encode([""])[:0]
        keys = [sha256_of_text(text) for text in texts]
        wanted = dict(zip(keys, texts, strict=True))
        known = {key: row for part in self._read(set(wanted)) for key, row in part.items()}
        new = [key for key in wanted if key not in known]
        for part in self._computed(new, wanted, encode, description):
            known.update(part)
        return np.stack([known[key] for key in keys])

    def _computed(
        self,
        keys: list[str],
        wanted: dict[str, str],
        encode: Callable[[list[str]], Vectors],
        description: str,
    ) -> Iterator[dict[str, Vectors]]:
        from tqdm import tqdm

        with tqdm(total=len(keys), desc=description, unit=" texts", disable=None, leave=False) as bar:
            for start in range(0, len(keys), _CHUNK):
                chunk = keys[start : start + _CHUNK]
                vectors = np.asarray(encode([wanted[key] for key in chunk]), dtype=np.float32)
                if self.folder is not None and len(keys) >= _WORTH_KEEPING:
                    self._write(self.folder, chunk, vectors)
                yield dict(zip(chunk, vectors, strict=True))
                bar.update(len(chunk))

    def _write(self, folder: Path, keys: list[str], vectors: Vectors) -> None:
        import safetensors.numpy

        digests = np.frombuffer(bytes.fromhex("".join(keys)), dtype=np.uint8).reshape(len(keys), -1)
        content = safetensors.numpy.save({"keys": digests, "vectors": np.ascontiguousarray(vectors)})
        name = hashlib.sha256(digests.tobytes()).hexdigest()
        write_bytes(folder / f"{name[:32]}.safetensors", content)

    def _read(self, wanted: set[str]) -> Iterator[dict[str, Vectors]]:
        """Yield the kept vectors of the texts wanted, file by file."""
        if self.folder is None or not self.folder.is_dir():
            return
        from safetensors import SafetensorError, safe_open

        for path in sorted(self.folder.glob("*.safetensors")):
            try:
                with safe_open(path, framework="numpy") as file:
                    keys = [digest.tobytes().hex() for digest in file.get_tensor("keys")]
                    places = {key: place for place, key in enumerate(keys) if key in wanted}
                    if places:
                        vectors = file.get_tensor("vectors")
                        yield {key: vectors[place] for key, place in places.items()}
            except SafetensorError as error:
                raise EncoderError(f"{path}: damaged ({error}); remove this file of the cache") from error
