"""Why a text got its score: exact contributions of its parts, as spans of the text as it was given."""

import html
import re
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from geoclf.errors import ParameterError
from geoclf.protocols import BoolArray, Features, FloatArray, Model, Occurrence
from geoclf.texts import NormalisedText

__all__ = ["Explanation", "contributions"]

# A combining accent belongs to its letter.
_WORD = re.compile(r"[\w\u0300-\u036f]+|[^\w\u0300-\u036f]+")
_FOR, _AGAINST = "0,114,178", "213,94,0"  # blue and orange: told apart by the colour-blind, too
_LEGEND = (
    f"<p><small><span style='background:rgba({_FOR},0.5)'>blue</span> speaks for the label, "
    f"<span style='background:rgba({_AGAINST},0.5)'>orange</span> against it; the strongest word of each "
    "label has the full colour</small></p>"
)


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
        lines = [self.text]
        for column, label in enumerate(self.labels):
            mark = "x" if self.predicted[column] else " "
            lines.append(
                f"[{mark}] {label}: probability {self.proba[column]:.3f} "
                f"(applies from {self.thresholds[column]:.3f}), score {self.scores[column]:+.2f} "
                f"(intercept {self.intercept[column]:+.2f})"
            )
            # The blank between two words has its share of what they say together; it is among the others.
            words = [(self.text[a:b].strip(), value) for a, b, value in self.words(label) if value]
            strongest = sorted((w for w in words if w[0]), key=lambda word: -abs(word[1]))[:5]
            parts = [f"{word} {value:+.2f}" for word, value in strongest]
            if len(strongest) < len(words):
                parts.append(f"others {sum(value for _, value in words) - sum(v for _, v in strongest):+.2f}")
            lines.append(f"      {', '.join(parts) or 'nothing in the text counts'}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        blocks = []
        for column, label in enumerate(self.labels):
            words = self.words(label)
            largest = max((abs(value) for *_, value in words), default=0.0) or 1.0
            marked = "".join(_marked_word(self.text[a:b], value, largest) for a, b, value in words)
            weight = "bold" if self.predicted[column] else "normal"
            blocks.append(
                f"<p><span style='font-weight:{weight}'>{html.escape(label)}</span> "
                f"probability {self.proba[column]:.3f} (applies from {self.thresholds[column]:.3f}), "
                f"score {self.scores[column]:+.2f}, intercept {self.intercept[column]:+.2f}<br>{marked}</p>"
            )
        return "".join([*blocks, _LEGEND])

    def to_html(self) -> str:
        """Return a whole HTML page, to be written to a file in UTF-8."""
        return (
            '<!doctype html><html lang="es"><head><meta charset="utf-8"><title>geoclf</title></head>'
            f'<body style="font-family:sans-serif">{self._repr_html_()}</body></html>'
        )


def _marked_word(word: str, value: float, largest: float) -> str:
    """Return `word` on a background: blue adds to the score, orange takes from it."""
    colour = _FOR if value > 0 else _AGAINST
    opacity = round(0.7 * abs(value) / largest, 2)
    text = html.escape(word)
    if opacity == 0:
        return text
    return f"<span style='background:rgba({colour},{opacity})' title='{value:+.3f}'>{text}</span>"
