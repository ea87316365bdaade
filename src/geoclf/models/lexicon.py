"""A rule lexicon: readable Spanish patterns that say why a label applies."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np

from geoclf.errors import ParameterError
from geoclf.lexicon.lexicon import Lexicon
from geoclf.models.text_rows import check_text_rows
from geoclf.models.training import check_targets
from geoclf.params import Configurable, check_positive
from geoclf.protocols import BoolArray, FloatArray, Occurrence, State
from geoclf.texts import fold

__all__ = ["LexiconModel"]


class LexiconModel(Configurable):
    """Scores texts with rules from a YAML file: `match_logit` where a label's rule fires, else its negative.

    Nothing is learnt: `fit` reads the file and checks it against the labels. The rows are the texts
    themselves (`geoclf.features.raw.RawText`).

    Parameters
    ----------
    path
        A lexicon file; None for the shipped one, for the four labels of the shipped scheme. The notation of
        patterns is described in `geoclf.lexicon.patterns`, the keys in the shipped file.
    labels
        Label names in the order of the columns wanted; None for the order in the file. The file must have
        rules for exactly these.
    match_logit
        How sure a rule is, as log-odds above 0; 2 is a probability of 0.88.

    Attributes
    ----------
    labels_
        Label names in the order of the columns.

    Examples
    --------
    >>> text = "Francia y Siria rompen el alto el fuego"
    >>> model = LexiconModel().fit([text], np.zeros((1, 4), dtype=bool), seed=0)
    >>> dict(zip(model.labels_, model.scores([text])[0].tolist()))
    {'military_cooperation': -2.0, 'sanctions': -2.0, 'humanitarian_aid': -2.0, 'treaty': 2.0}
    >>> start, end, _, contributions = model.occurrences(text)[0]
    >>> text[start:end], contributions.tolist()
    ('alto el fuego', [0.0, 0.0, 0.0, 4.0])
    >>> LexiconModel(match_logit=0).fit([text], np.zeros((1, 4), dtype=bool), seed=0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: match_logit: expected a finite number above 0, got 0
    """

    def __init__(
        self,
        *,
        path: str | Path | None = None,
        labels: Sequence[str] | None = None,
        match_logit: float = 2.0,
    ) -> None:
        self.path = path
        self.labels = labels
        self.match_logit = match_logit

    def fit(self, rows: Sequence[str], targets: BoolArray, *, seed: int) -> Self:
        """Read the lexicon and check that it has a rule set for each column of `targets`.

        Raises
        ------
        DataError
            If the file is malformed.
        ParameterError
            If its labels are not those of `labels`, or not as many as `targets` has columns.
        """
        del seed
        rows = check_text_rows(rows, "LexiconModel")
        check_positive("match_logit", self.match_logit)
        self._use(Lexicon.read(self.path))
        n_labels = check_targets(rows, targets).shape[1]
        if n_labels != len(self.labels_):
            raise ParameterError(
                f"targets: expected {len(self.labels_)} columns, one per label of {self._lexicon.source}, "
                f"got {n_labels}; pass path= with a lexicon for your labels"
            )
        return self

    def scores(self, rows: Sequence[str]) -> FloatArray:
        """Return `match_logit` or `-match_logit` per text and label, shape (n_texts, n_labels), float64."""
        self._check_fitted()
        fired = [[bool(rules.matches(text)) for rules in self._rules] for text in map(fold, rows)]
        signs = np.where(np.array(fired, dtype=np.bool_).reshape(len(fired), len(self.labels_)), 1.0, -1.0)
        return np.asarray(self.match_logit * signs, dtype=np.float64)

    def intercept(self) -> FloatArray:
        """Return the scores of a text in which no rule fires, shape (n_labels,), float64."""
        self._check_fitted()
        return np.full(len(self.labels_), -float(self.match_logit))

    def occurrences(self, text: str) -> list[Occurrence]:
        """Return where rules fire, in text order; the matches of a label share its score evenly.

        `intercept()` and the contributions add up to the text's scores.
        """
        self._check_fitted()
        folded = fold(text)
        found = []
        for column, rules in enumerate(self._rules):
            matches = rules.matches(folded)
            for match in matches:
                contributions = np.zeros(len(self.labels_))
                contributions[column] = 2.0 * self.match_logit / len(matches)
                found.append(Occurrence(match.start, match.end, match.notation, contributions))
        return sorted(found, key=lambda occurrence: (occurrence.start, occurrence.end))

    def state(self) -> State:
        """Return the parameters and the whole lexicon, so that the file is not needed again."""
        self._check_fitted()
        params = {
            "path": None if self.path is None else str(self.path),
            "labels": None if self.labels is None else list(self.labels),
            "match_logit": float(self.match_logit),
        }
        return State(params=params, values={"lexicon": self._lexicon.content})

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted model."""
        model = cls(**state.params)
        model._use(Lexicon.from_content(state.values["lexicon"], "the saved lexicon"))
        return model

    def _use(self, lexicon: Lexicon) -> None:
        labels = tuple(lexicon.rules) if self.labels is None else tuple(self.labels)
        if sorted(labels) != sorted(lexicon.rules):
            raise ParameterError(
                f"labels: expected those of {lexicon.source} ({', '.join(lexicon.rules)}), "
                f"got {', '.join(labels)}; pass path= with a lexicon for your labels"
            )
        self.labels_ = labels
        self._lexicon = lexicon
        self._rules = tuple(lexicon.rules[label] for label in labels)

    def _check_fitted(self) -> None:
        if not hasattr(self, "labels_"):
            raise ParameterError("LexiconModel is not fitted yet; call fit(rows, targets, seed=...) first")
