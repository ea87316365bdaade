"""Hashed n-grams as features of a linear model, with their places in the text."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from geoclf.errors import ParameterError
from geoclf.features.hashed.facts import LONGEST
from geoclf.features.hashed.hashes import (
    UInt32Array,
    bigram_ids,
    char_ids,
    pair_ids,
    string_sum,
    word_ids,
    word_keys,
    word_names,
)
from geoclf.features.hashed.pairs import Window
from geoclf.features.hashed.table import SlotTable, one_per_slot
from geoclf.features.ngrams import CHARS, WORDS, Ngram, join_words
from geoclf.features.pairs import COUNTS, PairAnalyzer, check_word_lists, word_lists_hash
from geoclf.params import Configurable, as_ngram_range, check_count
from geoclf.protocols import FloatArray, IntArray, State
from geoclf.texts import fold

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from geoclf.features.hashed.counts import HashedCounts

__all__ = ["FAMILY_WEIGHTS", "FEWEST_WORDS", "HashedNgrams", "ngram_id", "text_norms"]

FAMILY_WEIGHTS = np.array([0.0, 0.5, 1.0, 0.5])
"""What an n-gram counts, by family (see `geoclf.features.hashed.hashes`): a text has about four times as many
character n-grams as words, and five times as many pairs. Powers of two, so that sums stay exact."""

FEWEST_WORDS = 3
"""Shorter texts count as this long, the least that models learn from: a word alone would weigh too much."""

# Goes with saved features, whose scores would be others with other weights.
_WEIGHING = {"family_weights": FAMILY_WEIGHTS.tolist(), "fewest_words": FEWEST_WORDS}


class HashedNgrams(Configurable):
    r"""Counts of words, pairs of neighbouring words, characters inside words, and words that stand near.

    The n-grams are those of `geoclf.features.tfidf.TfidfFeatures` with `word_ngrams=(1, 2)`, but characters
    are cut inside `\w+` words, of at most 64 letters, and an n-gram goes by a number of 32 bits (see
    `geoclf.features.hashed.hashes`): the few that share a number are one feature, and of those that share its
    upper 20 bits only the most frequent is kept. A value is the count times the weight of the family
    (`FAMILY_WEIGHTS`) over the square root of the number of words (`text_norms`). Texts are worked on many at
    a time, and with a linear model whose weights are rounded they are scored without a matrix: see
    `geoclf.classifier.hashed_scorer`.

    Parameters
    ----------
    char_ngrams
        Smallest and largest number of characters in an n-gram; words get a blank at each end.
    word_pairs
        Pair each word with this many that follow; see `geoclf.features.pairs.PairAnalyzer`.
    min_df
        Drop n-grams found in fewer than this many training texts.

    Attributes
    ----------
    ids_
        Shape (n_features,), uint32, ascending: the columns.

    Examples
    --------
    >>> features = HashedNgrams().fit(["Firman un tratado", "Rompen un tratado"])
    >>> row = features.transform(["Un tratado más"])
    >>> row.shape[1] == len(features.ids_)
    True
    >>> [place[:3] for place in features.occurrences("Un tratado más") if place[2][0] == "w"]
    [(0, 2, 'w:un'), (0, 10, 'w:un tratado'), (3, 10, 'w:tratado')]
    """

    def __init__(self, *, char_ngrams: Sequence[int] = (4, 4), word_pairs: int = 12, min_df: int = 1) -> None:
        self.char_ngrams = char_ngrams
        self.word_pairs = word_pairs
        self.min_df = min_df

    @property
    def window(self) -> Window:
        """What is counted.

        Raises
        ------
        ParameterError
            If a parameter has a value it cannot have.
        """
        check_count("word_pairs", self.word_pairs)
        return Window(chars=as_ngram_range("char_ngrams", self.char_ngrams), pairs=int(self.word_pairs))

    def analyse(self, texts: Sequence[str]) -> "HashedCounts":
        """Count the texts' n-grams, once for every `fit` and `transform` that takes the result."""
        # Imported here: counting needs SciPy, which scoring can do without.
        from geoclf.features.hashed.counts import count_ngrams

        return count_ngrams(texts, self.window)

    def fit(self, texts: "Sequence[str] | HashedCounts") -> Self:
        """Learn which n-grams are in at least `min_df` of the texts.

        Raises
        ------
        ParameterError
            If a parameter has a value it cannot have, or no n-gram is left.
        """
        check_count("min_df", self.min_df)
        counted = self._counted(texts)
        n_texts = counted.n_texts()
        frequent = n_texts >= self.min_df
        kept = one_per_slot(counted.ids[frequent], n_texts[frequent])
        if not len(kept):
            raise ParameterError(
                f"HashedNgrams: no n-gram is in at least min_df={self.min_df} of the {len(texts)} texts; "
                "lower min_df or pass more text"
            )
        self._restore(kept)
        return self

    def transform(self, texts: "Sequence[str] | HashedCounts") -> "csr_matrix":
        """Return the weighted counts, shape (len(texts), n_features), CSR float64, column indices sorted."""
        self._check_fitted()
        counted = self._counted(texts)
        known, found = self.table_.hits(counted.ids)
        columns = np.full(len(counted.ids), -1, dtype=np.int64)
        columns[known] = found
        rows = counted.rows(columns, FAMILY_WEIGHTS[counted.ids & 3], len(self.ids_))
        rows.data *= np.repeat(1 / text_norms(counted.n_words), np.diff(rows.indptr))
        return rows

    def occurrences(self, text: str) -> list[tuple[int, int, str, int, float]]:
        """Return each place of each known n-gram: `(start, end, name, column, value)`, in text order.

        The values of a column add up to the column's value in the row of `text`; a character n-gram covers
        only the characters that are in the text, not the blanks added around words, and a pair has a place
        for each of its words.
        """
        self._check_fitted()
        words = list(WORDS.cut(fold(text), 1, 1))
        places = list(self._places(text, words))
        ids = np.array([ngram_id(ngram.name) for ngram in places], dtype=np.uint32)
        known, columns = self.table_.hits(ids)
        weights = FAMILY_WEIGHTS[ids & 3] / text_norms(len(words))
        found = []
        for i, column in zip(known.tolist(), columns.tolist(), strict=True):
            ngram = places[i]
            found.append((ngram.start, ngram.end, ngram.name, column, weights[i] * _share(ngram.name)))
        return sorted(found)

    def _counted(self, texts: "Sequence[str] | HashedCounts") -> "HashedCounts":
        from geoclf.features.hashed.counts import HashedCounts

        return texts if isinstance(texts, HashedCounts) else self.analyse(texts)

    def _places(self, text: str, words: list[Ngram]) -> Iterator[Ngram]:
        lowest, highest = self.window.chars
        for word in words:
            if word.end - word.start <= LONGEST:
                for start, end, name in CHARS.cut(word.name, lowest, highest):
                    if len(name) >= lowest:
                        yield Ngram(word.start + start, word.start + end, f"c:{name}")
        for ngram in join_words(words, 1, 2):
            yield ngram._replace(name=f"w:{ngram.name}")
        for ngram in PairAnalyzer(int(self.word_pairs)).ngrams(text):
            yield ngram._replace(name=f"p:{ngram.name}")

    def keep_columns(self, columns: IntArray) -> None:
        """Forget all n-grams but those in these columns."""
        self._check_fitted()
        self._restore(self.ids_[columns])

    def state(self) -> State:
        """Return the parameters and the columns' numbers."""
        self._check_fitted()
        return State(
            params=self._plain_params(),
            values={"word_lists": word_lists_hash(), **_WEIGHING},
            arrays={"ids": self.ids_},
        )

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore fitted features.

        Raises
        ------
        ParameterError
            If they were fitted with other lists of actors and word classes, or weighed otherwise.
        """
        check_word_lists(state.values.get("word_lists"))
        weighed = {name: state.values.get(name) for name in _WEIGHING}
        if weighed != _WEIGHING:
            raise ParameterError(
                f"HashedNgrams: expected features weighed by {_WEIGHING}, got {weighed}; they are of another "
                "version of geoclf: install that one, or train again"
            )
        features = cls(**state.params)
        features._restore(np.asarray(state.arrays["ids"], dtype=np.uint32))
        return features

    def _restore(self, ids: UInt32Array) -> None:
        self.ids_ = ids
        self.table_ = SlotTable(ids)

    def _check_fitted(self) -> None:
        if not hasattr(self, "ids_"):
            raise ParameterError("HashedNgrams is not fitted yet; call fit(texts) first")


def text_norms(n_words: npt.ArrayLike) -> FloatArray:
    """Return what the counts of texts with so many words are divided by, float64.

    Examples
    --------
    >>> text_norms([1, 3, 4]).round(2).tolist()
    [1.73, 1.73, 2.0]
    """
    return np.asarray(np.sqrt(np.maximum(n_words, FEWEST_WORDS)))


def _share(name: str) -> float:
    """Return what of an n-gram one of its places has: a pair of two words has two."""
    return 0.5 if name.startswith("p:") and not any(count in name for count in COUNTS) else 1.0


# Explaining one text after another meets the same n-grams again.
@lru_cache(maxsize=1 << 16)
def ngram_id(name: str) -> int:
    """Return the number of an n-gram by its name: "c: trat", "w:tratado de" or "p:<treaty>&firmar".

    This is the definition that the array functions are tested against.
    """
    family, text = name[0], name[2:]
    if family == "c":
        return int(char_ids(np.array([string_sum(text)], dtype=np.uint64))[0])
    parts = text.split("&" if family == "p" else " ")
    keys = word_keys(np.array([string_sum(part) for part in parts], dtype=np.uint64))
    if len(parts) == 1:
        return int(word_ids(keys)[0])
    names = word_names(keys)
    return int((pair_ids(names[:1], names[1:]) if family == "p" else bigram_ids(names))[0])
