"""Working texts out once where features can, and picking the result for some of the texts."""

from collections.abc import Sequence

from geoclf.protocols import Analysed, AnalysingFeatures, Features, IntArray

__all__ = ["analyse", "select"]


def analyse(features: Features, texts: Sequence[str]) -> Sequence[str] | Analysed:
    """Return the texts as far worked out as the features can, once for all folds."""
    return features.analyse(texts) if isinstance(features, AnalysingFeatures) else texts


def select(texts: Sequence[str] | Analysed, rows: IntArray | Sequence[int]) -> Sequence[str] | Analysed:
    """Return what belongs to some of the texts."""
    return texts.select(rows) if isinstance(texts, Analysed) else [texts[row] for row in rows]
