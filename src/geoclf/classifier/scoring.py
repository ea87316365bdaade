"""Texts to scores: the one way for every trained classifier, and the fast way for those that have one."""

import re
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from geoclf.protocols import BoolArray, Features, FloatArray, Model
from geoclf.texts import normalise

__all__ = ["MatrixScorer", "Scorer", "make_scorer"]

# Rows scored at a time: bounds memory for any number of texts, large enough not to cost time.
_BATCH = 4096
_WORD = re.compile(r"\w")


class Scorer(Protocol):
    """Scores texts with fitted features and a model."""

    @property
    def features(self) -> Features:
        """The fitted features."""

    @property
    def model(self) -> Model:
        """The fitted model."""

    def scores(self, texts: Sequence[str]) -> tuple[FloatArray, BoolArray]:
        """Return the scores, shape (n_texts, n_labels), and whether each text has a letter or digit."""


class MatrixScorer:
    """Scores any model on any features, by way of the rows that the features make."""

    def __init__(self, features: Features, model: Model) -> None:
        self.features = features
        self.model = model

    def scores(self, texts: Sequence[str]) -> tuple[FloatArray, BoolArray]:
        """Return the scores, shape (n_texts, n_labels), and whether each text has a letter or digit."""
        parts = []
        for start in range(0, len(texts), _BATCH):
            normalised = [normalise(text) for text in texts[start : start + _BATCH]]
            parts.append(self.model.scores(self.features.transform(normalised)))
        if not parts:
            return self.model.scores(self.features.transform([])), np.empty(0, dtype=np.bool_)
        return np.concatenate(parts), np.array([_WORD.search(text) is not None for text in texts])


def make_scorer(features: Features, model: Model) -> Scorer:
    """Return what scores texts fastest; the scores are the same up to the rounding of float64."""
    from geoclf.features.hashed.features import HashedNgrams
    from geoclf.models.linear import LinearModel

    if isinstance(features, HashedNgrams) and isinstance(model, LinearModel) and hasattr(model, "steps_"):
        from geoclf.classifier.hashed_scorer import HashedScorer

        return HashedScorer(features, model)
    return MatrixScorer(features, model)
