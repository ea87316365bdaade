"""Several features side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from scipy.sparse import csr_matrix, hstack

from geoclf.errors import ParameterError
from geoclf.features.analysis import analyse, select
from geoclf.params import Configurable
from geoclf.parts import describe_part, nested_arrays, restore_part
from geoclf.protocols import Analysed, Features, IntArray, State

__all__ = ["FeatureUnion"]


@dataclass(frozen=True)
class _AnalysedParts:
    """What each of the features has worked out about the same texts."""

    parts: Mapping[str, Sequence[str] | Analysed]

    def __len__(self) -> int:
        return len(next(iter(self.parts.values())))

    def select(self, rows: IntArray | Sequence[int]) -> "_AnalysedParts":
        return _AnalysedParts({name: select(part, rows) for name, part in self.parts.items()})


class FeatureUnion(Configurable):
    """The columns of several features, side by side in the order given.

    Parameters
    ----------
    parts
        Features by a name of their own; each makes a matrix. `set_params(ngrams__min_df=2)` sets `min_df` of
        the part called "ngrams".

    Attributes
    ----------
    parts_
        The fitted features, by name.

    Examples
    --------
    >>> from geoclf.features.lexicon_hits import LexiconFeatures
    >>> from geoclf.features.tfidf import TfidfFeatures
    >>> words = TfidfFeatures(char_ngrams=None, word_ngrams=(1, 1))
    >>> features = FeatureUnion(parts={"words": words, "rules": LexiconFeatures()}).fit(["Alto el fuego"])
    >>> features.transform(["El fuego", "El alto el fuego"]).toarray().round(1).tolist()
    [[0.0, 0.7, 0.7, 0.0, 0.0, 0.0, 0.0], [0.5, 0.8, 0.5, 0.0, 0.0, 0.0, 1.0]]
    >>> FeatureUnion(parts={}).fit(["Alto el fuego"])
    Traceback (most recent call last):
    geoclf.errors.ParameterError: parts: expected at least one, got none
    """

    def __init__(self, *, parts: Mapping[str, Features]) -> None:
        self.parts = parts

    def set_params(self, **params: Any) -> Self:  # noqa: ANN401 - each parameter has its own type
        """Set `parts`, or parameters of a part as `name__parameter`, and return this object."""
        own = {key: value for key, value in params.items() if "__" not in key}
        super().set_params(**own)
        for key, value in params.items():
            name, nested, parameter = key.partition("__")
            if nested:
                self._part(name).set_params(**{parameter: value})
        return self

    def analyse(self, texts: Sequence[str]) -> _AnalysedParts:
        """Work out what the parts can, once for every `fit` and `transform` that takes the result."""
        return _AnalysedParts({name: analyse(part, texts) for name, part in self._checked().items()})

    def fit(self, texts: Sequence[str] | _AnalysedParts) -> Self:
        """Fit a copy of each part.

        Raises
        ------
        ParameterError
            If there is no part, or one cannot be fitted.
        """
        # Imported here: only training needs scikit-learn, which takes more than a second to load.
        from sklearn.base import clone

        self.parts_: dict[str, Features] = {
            name: clone(part).fit(_texts_of(name, texts)) for name, part in self._checked().items()
        }
        return self

    def transform(self, texts: Sequence[str] | _AnalysedParts) -> csr_matrix:
        """Return the parts' columns, shape (len(texts), n_features), CSR float64."""
        self._check_fitted()
        rows = [csr_matrix(part.transform(_texts_of(name, texts))) for name, part in self.parts_.items()]
        return hstack(rows, format="csr")

    def occurrences(self, text: str) -> list[tuple[int, int, str, int, float]]:
        """Return the places of all parts, as theirs: `(start, end, name, column, value)`, in text order.

        Raises
        ------
        ParameterError
            If a part does not know places.
        """
        self._check_fitted()
        return sorted(self._occurrences(text))

    def _occurrences(self, text: str) -> Iterator[tuple[int, int, str, int, float]]:
        offset = 0
        for name, part in self.parts_.items():
            if not hasattr(part, "occurrences"):
                raise ParameterError(f"parts: {name!r} does not know what stands where in a text")
            for start, end, feature, column, value in part.occurrences(text):
                yield start, end, feature, offset + column, value
            offset += part.transform([]).shape[1]

    def state(self) -> State:
        """Return the class, the parameters and the fitted values of each part, and the arrays of all."""
        self._check_fitted()
        states = {name: part.state() for name, part in self.parts_.items()}
        return State(
            params={},
            values={"parts": {name: describe_part(self.parts_[name], states[name]) for name in states}},
            arrays={f"{name}/{key}": array for name in states for key, array in states[name].arrays.items()},
        )

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore fitted features.

        Raises
        ------
        ModelFileError
            If a part is none of geoclf's features.
        """
        parts = {
            name: restore_part(
                described,
                nested_arrays(state.arrays, name),
                packages=("geoclf.features.",),
                where=f"part {name!r} of the features",
            )
            for name, described in state.values["parts"].items()
        }
        features = cls(parts=parts)
        features.parts_ = parts
        return features

    def _checked(self) -> Mapping[str, Features]:
        if not isinstance(self.parts, Mapping):
            raise ParameterError(f"parts: expected features by name, got {self.parts!r}")
        if not self.parts:
            raise ParameterError("parts: expected at least one, got none")
        return self.parts

    def _part(self, name: str) -> Features:
        if name not in self.parts:
            raise ParameterError(f"FeatureUnion has no part {name!r}; it has: {', '.join(self.parts)}")
        return self.parts[name]

    def _check_fitted(self) -> None:
        if not hasattr(self, "parts_"):
            raise ParameterError("FeatureUnion is not fitted yet; call fit(texts) first")


def _texts_of(name: str, texts: Sequence[str] | _AnalysedParts) -> Sequence[str] | Analysed:
    return texts.parts[name] if isinstance(texts, _AnalysedParts) else texts
