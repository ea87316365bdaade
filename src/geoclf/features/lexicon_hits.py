"""What the rules of a lexicon say of a text, as features beside those that are learnt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from scipy.sparse import csr_matrix

from geoclf.errors import ParameterError
from geoclf.lexicon.lexicon import Lexicon
from geoclf.params import Configurable
from geoclf.protocols import IntArray, State
from geoclf.texts import fold

__all__ = ["LexiconFeatures"]


@dataclass(frozen=True)
class _Hits:
    """The rows of texts that were searched once, shape (n_texts, n_features), CSR float64."""

    rows: csr_matrix

    def __len__(self) -> int:
        n_texts: int = self.rows.shape[0]
        return n_texts

    def select(self, rows: IntArray | Sequence[int]) -> "_Hits":
        return _Hits(self.rows[np.asarray(rows, dtype=np.int64)])


class LexiconFeatures(Configurable):
    """One column per label of a lexicon: 1 where one of its rules fires, else 0. Nothing is learnt.

    Parameters
    ----------
    path
        A lexicon file; None for the shipped one.

    Attributes
    ----------
    feature_names_
        Shape (n_features,): "l:treaty", in the order of the file.

    Examples
    --------
    >>> features = LexiconFeatures().fit([])
    >>> features.transform(["Rompen el alto el fuego"]).toarray().tolist()
    [[0.0, 0.0, 0.0, 1.0]]
    >>> features.occurrences("Rompen el alto el fuego")
    [(10, 23, 'l:treaty', 3, 1.0)]
    """

    def __init__(self, *, path: str | Path | None = None) -> None:
        self.path = path

    def analyse(self, texts: Sequence[str]) -> _Hits:
        """Search the texts, once for every `fit` and `transform` that takes the result instead of texts.

        Raises
        ------
        DataError
            If the file cannot be read or is malformed.
        """
        return _Hits(_rows(Lexicon.read(self.path), texts))

    def fit(self, texts: Sequence[str] | _Hits) -> Self:
        """Read the lexicon.

        Raises
        ------
        DataError
            If the file cannot be read or is malformed.
        """
        del texts
        self._use(Lexicon.read(self.path))
        return self

    def transform(self, texts: Sequence[str] | _Hits) -> csr_matrix:
        """Return which labels' rules fire, shape (len(texts), n_features), CSR float64."""
        self._check_fitted()
        return texts.rows if isinstance(texts, _Hits) else _rows(self._lexicon, texts)

    def occurrences(self, text: str) -> list[tuple[int, int, str, int, float]]:
        """Return each place where a rule fires: `(start, end, name, column, value)`, in text order.

        The places of a label share its 1 evenly.
        """
        self._check_fitted()
        folded = fold(text)
        found = []
        for column, rules in enumerate(self._lexicon.rules.values()):
            matches = rules.matches(folded)
            name = self.feature_names_[column]
            found += [(match.start, match.end, name, column, 1 / len(matches)) for match in matches]
        return sorted(found)

    def state(self) -> State:
        """Return the parameters and the whole lexicon, so that the file is not needed again."""
        self._check_fitted()
        params = {"path": None if self.path is None else str(self.path)}
        return State(params=params, values={"lexicon": self._lexicon.content})

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore fitted features."""
        features = cls(**state.params)
        content: Mapping[str, object] = state.values["lexicon"]
        features._use(Lexicon.from_content(content, "the saved lexicon"))
        return features

    def _use(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.feature_names_ = tuple(f"l:{label}" for label in lexicon.rules)

    def _check_fitted(self) -> None:
        if not hasattr(self, "feature_names_"):
            raise ParameterError("LexiconFeatures is not fitted yet; call fit(texts) first")


def _rows(lexicon: Lexicon, texts: Sequence[str]) -> csr_matrix:
    labels = lexicon.rules.values()
    fired = [[bool(rules.matches(text)) for rules in labels] for text in map(fold, texts)]
    return csr_matrix(np.array(fired, dtype=np.float64).reshape(len(fired), len(lexicon.rules)))
