"""Embeddings of sentences as means of word vectors: a frozen model2vec model."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geoclf.extras import import_extra
from geoclf.features.embedding import EmbeddingFeatures

__all__ = ["StaticVectors"]


class StaticVectors(EmbeddingFeatures):
    """Means of static token vectors distilled from a sentence encoder (model2vec); quick without a GPU.

    Needs the extra `embeddings`. A saved model names the encoder, see
    `geoclf.encoders.frozen.FrozenEncoder`.

    Parameters
    ----------
    encoder
        A model2vec model: its name on the Hugging Face Hub, or a folder.
    revision
        Commit, tag or branch on the hub; None for the newest.
    max_length
        Tokens after which a text is cut; None for no limit.
    cache
        Keep vectors on disk.
    cache_dir
        Where; None for `geoclf.encoders.cache.cache_folder()`.

    Examples
    --------
    >>> StaticVectors(encoder="").fit([])
    Traceback (most recent call last):
    geoclf.errors.EncoderError: encoder: expected a name on the Hugging Face Hub or a folder, got ''
    """

    PACKAGE = "model2vec"

    def __init__(
        self,
        *,
        encoder: str,
        revision: str | None = None,
        max_length: int | None = 512,
        cache: bool = True,
        cache_dir: str | Path | None = None,
    ) -> None:
        self.encoder = encoder
        self.revision = revision
        self.max_length = max_length
        self.cache = cache
        self.cache_dir = cache_dir

    def _settings(self) -> dict[str, Any]:
        return {"max_length": self.max_length}

    def _load(self, folder: Path) -> Any:  # noqa: ANN401 - a StaticModel
        return import_extra(self.EXTRA, "model2vec").StaticModel.from_pretrained(folder)

    def _encode(self, loaded: Any, texts: list[str]) -> npt.NDArray[np.float32]:  # noqa: ANN401
        vectors = loaded.encode(texts, max_length=self.max_length, use_multiprocessing=False)
        return np.asarray(vectors, dtype=np.float32)
