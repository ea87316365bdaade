"""TF-IDF over word and character n-grams, with every feature's places in the text."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.sparse import csr_matrix, hstack

from geoclf.errors import ParameterError
from geoclf.features.counts import NgramCounts, count_ngrams
from geoclf.features.ngrams import CHARS, WORDS, Analyzer
from geoclf.features.pairs import PairAnalyzer, check_word_lists, word_lists_hash
from geoclf.features.words import STEMMERS, WordAnalyzer
from geoclf.params import Configurable, as_ngram_range, check_count, is_count
from geoclf.protocols import FloatArray, IntArray, State

__all__ = ["TfidfFeatures"]

_RANGES = ("char_ngrams", "word_ngrams")

_Analyzer = Analyzer | WordAnalyzer | PairAnalyzer


@dataclass(frozen=True)
class _Block:
    """The columns of one family: its analyzer, and where each of its n-grams stands in the whole matrix."""

    analyzer: _Analyzer
    columns: dict[str, int]


class TfidfFeatures(Configurable):
    r"""Weighted n-grams of words, of characters inside words, and pairs of words.

    The numbers are those of scikit-learn's `FeatureUnion` of one `TfidfVectorizer` per family, with `\w+`
    words, with `char_wb`, and with `geoclf.features.pairs.PairAnalyzer`: each family is weighted and
    normalised on its own. Letters are folded one by one, so every n-gram can be traced to the characters it
    came from.

    Parameters
    ----------
    word_ngrams
        Smallest and largest number of words in an n-gram, or None for no word n-grams. A word is a run of
        letters, digits and underscores; one letter is enough ("y").
    char_ngrams
        Smallest and largest number of characters in an n-gram, or None for no character n-grams. Words are
        cut at blanks, keep their punctuation, and get a blank at each end.
    word_pairs
        Pair each word with this many that follow, or None for no pairs; see
        `geoclf.features.pairs.PairAnalyzer`.
    stem
        "snowball" puts the stem of each word in its place in word n-grams, None leaves the words.
    mask_actors
        Put the class of each actor ("<state>") in the place of its name in word n-grams; see
        `geoclf.features.words.WordAnalyzer`.
    min_df
        Drop n-grams found in fewer than this many training texts.
    max_features
        Keep at most this many n-grams of each family, the most frequent ones; None keeps all.
    sublinear_tf
        Count an n-gram found k times as 1 + log(k).
    strip_accents
        Take "sanción" and "sancion" as the same.
    norm
        "l2" scales each family's part of a row to length 1; None leaves it.

    Attributes
    ----------
    feature_names_
        Shape (n_features,): "c: trat" for characters, "p:firmar&pacto" for pairs, "w:tratado de" for words;
        sorted. The columns.
    idf_
        Shape (n_features,), float64.

    Examples
    --------
    >>> features = TfidfFeatures(char_ngrams=None).fit(["Firman un tratado", "Rompen un tratado"])
    >>> features.feature_names_[:3]
    ('w:firman', 'w:firman un', 'w:rompen')
    >>> features.transform(["El tratado"]).toarray().round(2).tolist()
    [[0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]]
    >>> features.occurrences("El tratado")
    [(3, 10, 'w:tratado', 4, 1.0)]
    >>> TfidfFeatures(min_df=0).fit(["Firman un tratado"])
    Traceback (most recent call last):
    geoclf.errors.ParameterError: min_df: expected an integer of at least 1, got 0
    """

    def __init__(
        self,
        *,
        word_ngrams: Sequence[int] | None = (1, 2),
        char_ngrams: Sequence[int] | None = (2, 5),
        word_pairs: int | None = None,
        stem: str | None = None,
        mask_actors: bool = False,
        min_df: int = 1,
        max_features: int | None = None,
        sublinear_tf: bool = True,
        strip_accents: bool = True,
        norm: str | None = "l2",
    ) -> None:
        self.word_ngrams = word_ngrams
        self.char_ngrams = char_ngrams
        self.word_pairs = word_pairs
        self.stem = stem
        self.mask_actors = mask_actors
        self.min_df = min_df
        self.max_features = max_features
        self.sublinear_tf = sublinear_tf
        self.strip_accents = strip_accents
        self.norm = norm

    def analyse(self, texts: Sequence[str]) -> NgramCounts:
        """Cut the texts, once for every `fit` and `transform` that takes the result instead of texts.

        Raises
        ------
        ParameterError
            If a parameter has a value it cannot have.
        """
        return NgramCounts({cutter.prefix: count_ngrams(texts, cutter) for cutter in self._analyzers()})

    def fit(self, texts: Sequence[str] | NgramCounts) -> Self:
        """Learn the n-grams of `texts`, or of texts analysed by such features, and how rare each is.

        Raises
        ------
        ParameterError
            If a parameter has a value it cannot have, or no n-gram is left.
        """
        # Imported here: only training needs scikit-learn, which takes more than a second to load.
        from sklearn.feature_extraction.text import TfidfTransformer

        counted = texts if isinstance(texts, NgramCounts) else self.analyse(texts)
        names: list[str] = []
        weights: list[FloatArray] = []
        for analyzer in self._analyzers():
            family = counted.families[analyzer.prefix].most_frequent(
                min_df=self.min_df, max_features=self.max_features
            )
            if not len(family.names):
                raise ParameterError(
                    f"TfidfFeatures: no n-gram with prefix {analyzer.prefix!r} is in at least "
                    f"min_df={self.min_df} of the {len(texts)} texts; lower min_df or pass more text"
                )
            names.extend(analyzer.prefix + name for name in family.names)
            weights.append(TfidfTransformer().fit(family.counts).idf_)
        self._restore(tuple(names), np.concatenate(weights))
        return self

    def transform(self, texts: Sequence[str] | NgramCounts) -> csr_matrix:
        """Return the weighted n-grams, shape (len(texts), n_features), CSR float64, column indices sorted.

        A row does not depend on the other texts.
        """
        if isinstance(texts, NgramCounts):
            return self._weigh(texts)
        rows = [self._row(text) for text in texts]
        ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns = np.concatenate([np.empty(0, dtype=np.int64), *(columns for columns, _ in rows)])
        values = np.concatenate([np.empty(0), *(values for _, values in rows)])
        shape = (len(rows), len(self.feature_names_))
        matrix = csr_matrix((values, columns, ends), shape=shape)
        matrix.has_sorted_indices = True
        return matrix

    def _weigh(self, counted: NgramCounts) -> csr_matrix:
        """Return what `_row` gives for each text, from counts."""
        self._check_fitted()
        parts = []
        for block in self._blocks:
            family = counted.families[block.analyzer.prefix]
            place = {name: column for column, name in enumerate(family.names.tolist())}
            known = sorted(block.columns.items(), key=lambda item: item[1])
            # An n-gram that none of the counted texts has gets an empty column, added at the end.
            columns = [place.get(name, len(place)) for name, _ in known]
            empty = csr_matrix((len(counted), 1), dtype=family.counts.dtype)
            part = hstack([family.counts, empty], format="csc")[:, columns].tocsr().astype(np.float64)
            if self.sublinear_tf:
                part.data = 1 + np.log(part.data)
            part = part.multiply(self.idf_[[column for _, column in known]]).tocsr()
            if self.norm:
                length = np.sqrt(np.asarray(part.multiply(part).sum(axis=1)).ravel())
                part.data /= np.repeat(np.where(length > 0, length, 1.0), np.diff(part.indptr))
            parts.append(part)
        matrix = hstack(parts, format="csr")
        matrix.sort_indices()
        return matrix

    def occurrences(self, text: str) -> list[tuple[int, int, str, int, float]]:
        """Return each place of each known n-gram: `(start, end, name, column, value)`, in text order.

        The values of a column add up to the column's value in the row of `text`; a character n-gram covers
        only the characters that are in the text, not the blanks added around words, and a pair has a place
        for each of its words.
        """
        columns, values = self._row(text)
        places = [
            (ngram, column)
            for block in self._blocks
            for ngram in block.analyzer.ngrams(text)
            if (column := block.columns.get(ngram.name)) is not None
        ]
        n_places = Counter(column for _, column in places)
        value = dict(zip(columns.tolist(), values.tolist(), strict=True))
        return sorted(
            (ngram.start, ngram.end, self.feature_names_[column], column, value[column] / n_places[column])
            for ngram, column in places
        )

    def state(self) -> State:
        """Return the parameters, and the vocabulary as one UTF-8 byte array of lines beside the weights."""
        self._check_fitted()
        vocabulary = "\n".join(self.feature_names_).encode("utf-8", errors="surrogatepass")
        return State(
            params=self._plain_params(),
            values={"word_lists": word_lists_hash()} if self._knows_actors() else {},
            arrays={"vocabulary": np.frombuffer(vocabulary, dtype=np.uint8), "idf": self.idf_},
        )

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore fitted features; their rows are the same to the last bit.

        Raises
        ------
        ParameterError
            If they know names of actors, and were fitted with other lists of actors and word classes.
        """
        features = cls(**state.params)
        if features._knows_actors():
            check_word_lists(state.values.get("word_lists"))
        vocabulary = state.arrays["vocabulary"].tobytes().decode("utf-8", errors="surrogatepass")
        features._restore(tuple(vocabulary.split("\n")), np.asarray(state.arrays["idf"], dtype=np.float64))
        return features

    def _restore(self, names: tuple[str, ...], idf: FloatArray) -> None:
        self.feature_names_ = names
        self.idf_ = idf
        blocks = [_Block(analyzer, {}) for analyzer in self._analyzers()]
        by_prefix = {block.analyzer.prefix: block.columns for block in blocks}
        for column, name in enumerate(names):
            by_prefix[name[:2]][name[2:]] = column
        self._blocks = blocks

    def _row(self, text: str) -> tuple[IntArray, FloatArray]:
        """Return the known n-grams of `text`: columns (ascending) and values, one entry each."""
        self._check_fitted()
        parts = [self._block_row(block, text) for block in self._blocks]
        columns, values = (np.concatenate(part) for part in zip(*parts, strict=True))
        return columns, values

    def _block_row(self, block: _Block, text: str) -> tuple[IntArray, FloatArray]:
        found = Counter(map(block.columns.get, block.analyzer(text)))
        found.pop(None, None)
        columns = np.array(sorted(column for column in found if column is not None), dtype=np.int64)
        counts = np.array([found[column] for column in columns.tolist()], dtype=np.float64)
        values = (1 + np.log(counts) if self.sublinear_tf else counts) * self.idf_[columns]
        if self.norm and len(values):
            values = values / np.sqrt(np.sum(values * values))
        return columns, values

    def _check_fitted(self) -> None:
        if not hasattr(self, "feature_names_"):
            raise ParameterError("TfidfFeatures is not fitted yet; call fit(texts) first")

    def _knows_actors(self) -> bool:
        return self.word_pairs is not None or self.mask_actors

    def _analyzers(self) -> list[_Analyzer]:
        """Check all parameters and return one analyzer per family that is switched on."""
        for name in ("mask_actors", "sublinear_tf", "strip_accents"):
            _check(name, getattr(self, name), "True or False", isinstance(getattr(self, name), bool))
        _check("norm", self.norm, "'l2' or None", self.norm in ("l2", None))
        _check("stem", self.stem, "'snowball' or None", self.stem in (*STEMMERS, None))
        check_count("min_df", self.min_df)
        limited = self.max_features is None or is_count(self.max_features)
        _check("max_features", self.max_features, "None or an integer of at least 1", limited)
        paired = self.word_pairs is None or is_count(self.word_pairs)
        _check("word_pairs", self.word_pairs, "None or an integer of at least 1", paired)
        chars, words = (_ngram_range(name, getattr(self, name)) for name in _RANGES)
        # In the order of their prefixes, so that all feature names together are sorted.
        analyzers: list[_Analyzer] = []
        if chars is not None:
            analyzers.append(Analyzer(CHARS, *chars, strip_accents=self.strip_accents))
        if self.word_pairs is not None:
            analyzers.append(PairAnalyzer(int(self.word_pairs)))
        if words is not None:
            analyzers.append(self._word_analyzer(*words))
        if not analyzers:
            raise ParameterError(
                "word_ngrams, char_ngrams and word_pairs are all None; give at least one a value"
            )
        return analyzers

    def _word_analyzer(self, lowest: int, highest: int) -> Analyzer | WordAnalyzer:
        if self.stem is None and not self.mask_actors:
            return Analyzer(WORDS, lowest, highest, strip_accents=self.strip_accents)
        return WordAnalyzer(
            lowest,
            highest,
            strip_accents=self.strip_accents,
            stem=self.stem,
            mask_actors=self.mask_actors,
        )


def _check(name: str, value: Any, expected: str, valid: bool) -> None:  # noqa: ANN401 - any parameter
    if not valid:
        raise ParameterError(f"{name}: expected {expected}, got {value!r}")


def _ngram_range(name: str, value: Sequence[int] | None) -> tuple[int, int] | None:
    return None if value is None else as_ngram_range(name, value, or_none=True)
