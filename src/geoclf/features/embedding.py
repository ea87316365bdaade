"""What features from frozen encoders share: vectors instead of n-grams."""

from collections.abc import Sequence
from typing import Self

from geoclf.encoders.frozen import FrozenEncoder
from geoclf.encoders.parameters import portable
from geoclf.protocols import FloatArray, State

__all__ = ["EmbeddingFeatures"]


class EmbeddingFeatures(FrozenEncoder):
    """Dense vectors of texts, for the linear models; a subclass says from which encoder."""

    EXTRA = "embeddings"
    ACTION = "encoding"

    def fit(self, texts: Sequence[str]) -> Self:
        """Find the encoder, downloading it if need be; nothing is learnt from `texts`.

        Raises
        ------
        MissingPackageError
            If the extra is not installed.
        EncoderError
            If the encoder cannot be found.
        ParameterError
            If a parameter has a value it cannot have.
        """
        del texts
        self._check_params()
        self._find()
        return self

    def transform(self, texts: Sequence[str]) -> FloatArray:
        """Return one vector per text, shape (len(texts), n_features), float64.

        Raises
        ------
        EncoderError
            If the encoder is needed and cannot be found, or is not the one of `fit`.
        """
        return self._vectors(texts)

    def state(self) -> State:
        """Return what identifies the encoder, and the parameters but for those of this machine."""
        self._check_fitted()
        return State(
            params=portable(self.get_params()),
            values={"revision": self.revision_, "fingerprint": self.fingerprint_},
        )

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore fitted features; the encoder is looked for when it is needed."""
        features = cls(**state.params)
        features.revision_ = state.values["revision"]
        features.fingerprint_ = state.values["fingerprint"]
        return features
