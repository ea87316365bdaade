"""What parts with a frozen encoder share: its files are named, not saved, and what it gives is cached."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from geoclf.encoders.cache import VectorCache, open_cache
from geoclf.encoders.snapshot import check_name, find_snapshot
from geoclf.errors import ParameterError
from geoclf.extras import check_extra
from geoclf.params import Configurable, check_count
from geoclf.protocols import FloatArray

__all__ = ["FrozenEncoder"]


class FrozenEncoder(Configurable):
    """A part whose encoder is not trained further; a subclass says which kind and what comes of the vectors.

    A saved model holds the encoder's name, revision and fingerprint, not its weights: where it is loaded, the
    encoder is taken from the same folder or from the Hugging Face Hub, at the first text that is not in the
    cache. If the folder is elsewhere there, `set_params(encoder=FOLDER)` on the loaded part says so; the
    fingerprint makes sure that it holds the same encoder.

    Attributes
    ----------
    revision_
        The commit on the hub; None for a folder.
    fingerprint_
        SHA-256 of the encoder's files.
    """

    EXTRA: str
    PACKAGE: str  # what a subclass needs of the extra
    ACTION: str  # what the progress bar says

    encoder: str
    revision: str | None
    max_length: int | None
    cache: bool
    cache_dir: str | Path | None

    def set_params(self, **params: Any) -> Self:  # noqa: ANN401
        """Set arguments by name; an encoder loaded with the old ones is let go."""
        self.__dict__.pop("_loaded", None)
        return super().set_params(**params)

    def _find(self) -> None:
        """Find the encoder, downloading it if need be, and remember which it is.

        Raises
        ------
        MissingPackageError
            If the extra is not installed.
        EncoderError
            If the encoder cannot be found.
        """
        check_extra(self.EXTRA, self.PACKAGE)
        snapshot = find_snapshot(self.encoder, self.revision)
        self.revision_, self.fingerprint_ = snapshot.revision, snapshot.fingerprint
        self.__dict__.pop("_loaded", None)

    def _vectors(self, texts: Sequence[str]) -> FloatArray:
        """Return one vector per text, shape (len(texts), n_features), float64.

        Raises
        ------
        EncoderError
            If the encoder is needed and cannot be found, or is not the one it was.
        """
        self._check_fitted()
        identity = {"fingerprint": self.fingerprint_, **self._settings()}
        cache = open_cache(self.cache_dir, **identity) if self.cache else VectorCache(None)
        return cache.rows(list(texts), self._encode_here, description=self.ACTION).astype(np.float64)

    def _settings(self) -> dict[str, Any]:
        """Return what the vectors depend on besides text and encoder, JSON values."""
        raise NotImplementedError

    def _load(self, folder: Path) -> Any:  # noqa: ANN401 - the encoder's own class
        """Load the encoder from its files."""
        raise NotImplementedError

    def _encode(self, loaded: Any, texts: list[str]) -> npt.NDArray[np.float32]:  # noqa: ANN401
        """Return the vectors of some texts, shape (len(texts), n_features)."""
        raise NotImplementedError

    def _encode_here(self, texts: list[str]) -> npt.NDArray[np.float32]:
        if not hasattr(self, "_loaded"):
            check_extra(self.EXTRA, self.PACKAGE)
            found = find_snapshot(self.encoder, self.revision_, fingerprint=self.fingerprint_)
            self._loaded = self._load(found.folder)
        return self._encode(self._loaded, texts)

    def _check_params(self) -> None:
        check_name(self.encoder, self.revision)
        if self.max_length is not None:
            check_count("max_length", self.max_length)
        if not isinstance(self.cache, bool):
            raise ParameterError(f"cache: expected True or False, got {self.cache!r}")

    def _check_fitted(self) -> None:
        if not hasattr(self, "fingerprint_"):
            raise ParameterError(f"{type(self).__name__} is not fitted yet; call fit first")
