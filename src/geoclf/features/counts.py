"""How often each n-gram stands in each text: cut once, counted once, used for every fold of a training."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from geoclf.protocols import IntArray

__all__ = ["FamilyCounts", "NgramCounts", "count_ngrams"]


@dataclass(frozen=True)
class FamilyCounts:
    """The counts of one family of n-grams.

    Attributes
    ----------
    names
        Shape (n_ngrams,), str objects, sorted: the columns.
    counts
        Shape (n_texts, n_ngrams), CSR int64, column indices sorted.
    """

    names: np.ndarray[tuple[int], np.dtype[np.object_]]
    counts: csr_matrix

    def most_frequent(self, *, min_df: int, max_features: int | None) -> "FamilyCounts":
        """Return the columns of n-grams that stand in at least `min_df` texts, at most `max_features`.

        Of more than that the ones with the highest counts stay; of equals the first in the alphabet.
        """
        in_texts = np.bincount(self.counts.indices, minlength=len(self.names))
        columns = np.flatnonzero(in_texts >= min_df)
        if max_features is not None and len(columns) > max_features:
            totals = np.asarray(self.counts.sum(axis=0)).ravel()[columns]
            columns = np.sort(columns[np.argsort(-totals, kind="stable")[:max_features]])
        return FamilyCounts(self.names[columns], self.counts[:, columns])


@dataclass(frozen=True)
class NgramCounts:
    """The counts of all families, by the prefix of the family's features."""

    families: dict[str, FamilyCounts]

    def __len__(self) -> int:
        n_texts: int = next(iter(self.families.values())).counts.shape[0]
        return n_texts

    def select(self, rows: IntArray | Sequence[int]) -> "NgramCounts":
        """Return the counts of some of the texts; n-grams that are in none of them keep their columns."""
        index = np.asarray(rows, dtype=np.int64)
        return NgramCounts(
            {prefix: FamilyCounts(one.names, one.counts[index]) for prefix, one in self.families.items()}
        )


def count_ngrams(texts: Sequence[str], cut: Callable[[str], Iterator[str]]) -> FamilyCounts:
    """Count what `cut` makes of each text.

    Examples
    --------
    >>> family = count_ngrams(["b a b", "c"], lambda text: iter(text.split()))
    >>> family.names.tolist(), family.counts.toarray().tolist()
    (['a', 'b', 'c'], [[1, 2, 0], [0, 0, 1]])
    """
    # Imported here: only training needs scikit-learn, which takes more than a second to load.
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(analyzer=cut)
    try:
        counts = vectorizer.fit_transform(texts)
    except ValueError as error:
        if "empty vocabulary" not in str(error):
            raise
        return FamilyCounts(np.empty(0, dtype=object), csr_matrix((len(texts), 0), dtype=np.int64))
    return FamilyCounts(vectorizer.get_feature_names_out(), counts)
