"""Why a text got its score: exact contributions of its parts, as spans of the text as it was given."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

import numpy as np

from geoclf.errors import ParameterError
from geoclf.protocols import BoolArray, Features, FloatArray, Model, Occurrence
from geoclf.texts import NormalisedText

if TYPE_CHECKING:
    from geoclf.classifier.nearest import NearExample

__all__ = ["Explanation", "Stretch", "contributions"]

# A combining accent belongs to its letter.
_WORD = re.compile(r"[\w\u0300-\u036f]+|[^\w\u0300-\u036f]+")
_LETTER = re.compile(r"\w")


@runtime_checkable
class _LinearModel(Protocol):
    """A model whose score is intercept + row @ coefficients."""

    def coefficients(self) -> tuple[FloatArray, FloatArray]:
        """Return coefficients (n_features, n_labels) and intercept (n_labels,)."""


@runtime_checkable
class _TracedFeatures(Protocol):
    """Features that know where in the text each value comes from."""

    def occurrences(self, text: str) -> list[tuple[int, int, str, int, float]]:
        """Return (start, end, feature, column, value); values of a column sum to the row's."""


@runtime_checkable
class _TextModel(Protocol):
    """A model that reads the text itself and says which parts counted."""

    def occurrences(self, text: str) -> list[Occurrence]:
        """Return the parts of the text that counted."""

    def intercept(self) -> FloatArray:
        """Return the score of a text in which nothing counts, shape (n_labels,)."""


def contributions(
    features: Features, model: Model, normalised: NormalisedText
) -> tuple[FloatArray, tuple[Occurrence, ...]]:
    """Return the intercept, shape (n_labels,), and every occurrence that adds to a score.

    Offsets of the occurrences point into the original text. A model that cannot be taken apart (the
    majority baseline) has its whole score as intercept.
    """
    if isinstance(model, _LinearModel) and isinstance(features, _TracedFeatures):
        weights, intercept = model.coefficients()
        found = [
            Occurrence(start, end, feature, value * weights[column])
            for start, end, feature, column, value in features.occurrences(normalised.text)
        ]
    elif isinstance(model, _TextModel):
        intercept = model.intercept()
        found = model.occurrences(normalised.text)
    else:
        intercept = model.scores(features.transform([normalised.text]))[0]
        found = []
    return intercept, tuple(_in_original(occurrence, normalised) for occurrence in found)


def _in_original(occurrence: Occurrence, normalised: NormalisedText) -> Occurrence:
    start, end = normalised.original_span(occurrence.start, occurrence.end)
    return occurrence._replace(start=start, end=end)


class Stretch(NamedTuple):
    """A word of a text and what it adds to one label's score; `start` and `end` point into the text."""

    start: int
    end: int
    text: str
    contribution: float


@dataclass(frozen=True)
class Explanation:
    """What each part of a text adds to each label's score.

    Attributes
    ----------
    text
        The text as given; all offsets point into it.
    labels
        Label names; the order of every array.
    intercept
        Shape (n_labels,), float64: the score of a text in which nothing counts.
    occurrences
        Every place that counts, with what it adds to each label. They and the intercept sum to `scores`.
    scores
        Shape (n_labels,), float64: raw scores before calibration.
    proba
        Shape (n_labels,), float64: calibrated probabilities.
    thresholds
        Shape (n_labels,), float64: the probability from which on each label applies.
    predicted
        Shape (n_labels,), bool.
    nearest
        Training examples that are most like the text, the likest first, if they were asked for.

    Examples
    --------
    >>> import geoclf, numpy as np
    >>> explanation = geoclf.load_model().explain("Rusia y Corea del Norte firmaron un tratado.")
    >>> total = explanation.intercept + sum(part.contributions for part in explanation.occurrences)
    >>> bool(np.allclose(total, explanation.scores))
    True
    """

    text: str
    labels: tuple[str, ...]
    intercept: FloatArray
    occurrences: tuple[Occurrence, ...]
    scores: FloatArray
    proba: FloatArray
    thresholds: FloatArray
    predicted: BoolArray
    nearest: "tuple[NearExample, ...]" = ()

    def words(self, label: str) -> list[tuple[int, int, float]]:
        """Return (start, end, contribution) for each stretch of word or non-word characters, in order.

        An occurrence that spans several stretches is shared among them by number of characters, so the
        contributions still sum to the label's score less its intercept.

        Raises
        ------
        ParameterError
            If `label` is not one of `labels`.
        """
        column = self._column(label)
        characters = np.zeros(len(self.text) + 1)
        for start, end, _, values in self.occurrences:
            share = values[column] / max(end - start, 1)
            characters[start] += share
            characters[end] -= share
        running = np.cumsum(characters)[:-1]
        spans = [match.span() for match in _WORD.finditer(self.text)]
        return [(start, end, float(running[start:end].sum())) for start, end in spans]

    def strongest(self, label: str, n: int = 5) -> list[Stretch]:
        """Return the `n` words that add or take most for `label`, the strongest first.

        Raises
        ------
        ParameterError
            If `label` is not one of `labels`.
        """
        words = [Stretch(a, b, self.text[a:b], value) for a, b, value in self.words(label)]
        counting = [word for word in words if word.contribution and _LETTER.search(word.text)]
        return sorted(counting, key=lambda word: (-abs(word.contribution), word.start))[:n]

    def terms(self, label: str, n: int = 5) -> list[tuple[str, float]]:
        """Return the `n` strongest words, and last what all others add, as they are printed.

        Values have two decimals and sum exactly to the score less the intercept, both rounded as well: the
        last one takes what rounding leaves.

        Raises
        ------
        ParameterError
            If `label` is not one of `labels`.
        """
        column = self._column(label)
        shown = [(word.text.strip(), round(word.contribution, 2) + 0.0) for word in self.strongest(label, n)]
        total = round(self.scores[column], 2) - round(self.intercept[column], 2)
        rest = round(total - sum(value for _, value in shown), 2) + 0.0
        n_counting = sum(bool(value) for *_, value in self.words(label))
        if n_counting > len(shown):
            return [*shown, ("others", rest)]
        return [*shown, ("rounding", rest)] if rest else shown

    def top(self, label: str, n: int = 10) -> list[tuple[str, float]]:
        """Return the `n` features that add or take most for `label`, with their summed contributions."""
        column = self._column(label)
        totals: dict[str, float] = {}
        for occurrence in self.occurrences:
            totals[occurrence.feature] = totals.get(occurrence.feature, 0.0) + float(
                occurrence.contributions[column]
            )
        return sorted(totals.items(), key=lambda item: (-abs(item[1]), item[0]))[:n]

    def _column(self, label: str) -> int:
        if label not in self.labels:
            raise ParameterError(f"unknown label {label!r}; known: {', '.join(self.labels)}")
        return self.labels.index(label)

    def __str__(self) -> str:
        from geoclf.classifier.explanation_text import to_text

        return to_text(self)

    def _repr_html_(self) -> str:
        from geoclf.classifier.explanation_html import to_fragment

        return to_fragment(self)

    def to_html(self) -> str:
        """Return a whole HTML page, to be written to a file in UTF-8."""
        from geoclf.classifier.explanation_html import to_page

        return to_page(self)
