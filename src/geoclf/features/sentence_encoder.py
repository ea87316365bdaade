"""Embeddings of sentences from a frozen sentence-transformers model."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geoclf.encoders.loading import load_sentence_encoder
from geoclf.features.embedding import EmbeddingFeatures
from geoclf.params import check_count

__all__ = ["SentenceEncoder"]


class SentenceEncoder(EmbeddingFeatures):
    """Sentence embeddings (Reimers and Gurevych 2019), for the linear models.

    Needs the extra `embeddings`. A saved model names the encoder, see
    `geoclf.encoders.frozen.FrozenEncoder`.

    Parameters
    ----------
    encoder
        A sentence-transformers model: its name on the Hugging Face Hub, or a folder. A plain encoder, such as
        a BERT, gets a mean over its tokens.
    revision
        Commit, tag or branch on the hub; None for the newest.
    prompt
        Put before each text, if the encoder was trained so: "query: " for the E5 family.
    normalize
        Scale vectors to length 1.
    max_length
        Tokens after which a text is cut; None for the encoder's own limit.
    batch_size
        Texts encoded at a time.
    device
        "cpu", "cuda", ...; None for the best there is.
    cache
        Keep vectors on disk.
    cache_dir
        Where; None for `geoclf.encoders.cache.cache_folder()`.

    Examples
    --------
    >>> SentenceEncoder(encoder="intfloat/multilingual-e5-base", prompt="query: ").prompt
    'query: '
    >>> SentenceEncoder(encoder="intfloat/multilingual-e5-base", batch_size=0).fit([])
    Traceback (most recent call last):
    geoclf.errors.ParameterError: batch_size: expected an integer of at least 1, got 0
    """

    PACKAGE = "sentence_transformers"

    def __init__(
        self,
        *,
        encoder: str,
        revision: str | None = None,
        prompt: str = "",
        normalize: bool = True,
        max_length: int | None = None,
        batch_size: int = 32,
        device: str | None = None,
        cache: bool = True,
        cache_dir: str | Path | None = None,
    ) -> None:
        self.encoder = encoder
        self.revision = revision
        self.prompt = prompt
        self.normalize = normalize
        self.max_length = max_length
        self.batch_size = batch_size
        self.device = device
        self.cache = cache
        self.cache_dir = cache_dir

    def _settings(self) -> dict[str, Any]:
        return {"prompt": self.prompt, "normalize": self.normalize, "max_length": self.max_length}

    def _load(self, folder: Path) -> Any:  # noqa: ANN401 - a SentenceTransformer
        return load_sentence_encoder(folder, device=self.device, max_length=self.max_length, extra=self.EXTRA)

    def _encode(self, loaded: Any, texts: list[str]) -> npt.NDArray[np.float32]:  # noqa: ANN401
        vectors = loaded.encode(
            [f"{self.prompt}{text}" for text in texts],
            batch_size=self.batch_size,
            normalize_embeddings=self.normalize,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)

    def _check_params(self) -> None:
        super()._check_params()
        check_count("batch_size", self.batch_size)
