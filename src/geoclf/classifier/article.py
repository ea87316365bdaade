"""Articles: sentences with their places, labels and probabilities, and what follows for the whole."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geoclf.decision.article import ArticleCalibration
from geoclf.protocols import BoolArray, FloatArray

__all__ = ["ArticleResult", "SentenceResult", "article_result", "label_names"]

_UNCALIBRATED = "not calibrated: as if sentences were independent"


@dataclass(frozen=True)
class SentenceResult:
    """One sentence of an article.

    Attributes
    ----------
    start, end
        Character offsets into the article, end exclusive.
    text
        The sentence as printed.
    labels
        Labels that apply, in the scheme's order.
    proba
        Calibrated probability by label.
    """

    start: int
    end: int
    text: str
    labels: tuple[str, ...]
    proba: dict[str, float]


@dataclass(frozen=True)
class ArticleResult:
    """A labelled article.

    Attributes
    ----------
    text
        The article as given.
    labels
        The union of the sentences' labels, in the scheme's order: an article has a label when at least one
        of its sentences has it.
    proba
        By label, the probability that at least one sentence has it. It is not the largest of the sentences'
        probabilities, which would be too low where several are unsure and too high where one is picked out
        of many; nor does it decide `labels`.
    calibrated
        Whether `proba` was fitted to articles whose labels are known, see
        `geoclf.decision.article.ArticleCalibration`. If not, it is 1 - prod(1 - p), which takes sentences for
        independent and is mostly too high.
    sentences
        In order; what lies between them is white space.
    """

    text: str
    labels: tuple[str, ...]
    proba: dict[str, float]
    calibrated: bool
    sentences: tuple[SentenceResult, ...]

    def __str__(self) -> str:
        lines = [f"labels: {', '.join(self.labels) or 'none'}", self._probabilities()]
        for sentence in self.sentences:
            marks = ", ".join(f"{label} {sentence.proba[label]:.2f}" for label in sentence.labels) or "-"
            lines.append(f"{sentence.start:>6}-{sentence.end:<6} [{marks}] {sentence.text}")
        return "\n".join(lines)

    def _probabilities(self) -> str:
        shown = ", ".join(f"{label} {value:.2f}" for label, value in self.proba.items())
        return f"probability of the article: {shown}" + ("" if self.calibrated else f" ({_UNCALIBRATED})")

    def _repr_html_(self) -> str:
        import html

        rows = "".join(
            f"<tr><td>{sentence.start}-{sentence.end}</td><td>{html.escape(', '.join(sentence.labels))}</td>"
            f"<td style='text-align:left'>{html.escape(sentence.text)}</td></tr>"
            for sentence in self.sentences
        )
        return (
            f"<p><b>{html.escape(', '.join(self.labels) or 'none')}</b><br>"
            f"{html.escape(self._probabilities())}</p>"
            f"<table><tr><th>place</th><th>labels</th><th>sentence</th></tr>{rows}</table>"
        )


def article_result(
    text: str,
    spans: Sequence[tuple[int, int]],
    names: Sequence[str],
    proba: FloatArray,
    predicted: BoolArray,
    calibration: ArticleCalibration,
) -> ArticleResult:
    """Put the result for one article together.

    Parameters
    ----------
    text
        The article.
    spans
        Begin and end of each sentence, n_sentences of them.
    names
        Label names, n_labels of them.
    proba, predicted
        Shape (n_sentences, n_labels), float64 and bool.
    calibration
        What makes the probability of the article of those of its sentences.
    """
    sentences = tuple(
        SentenceResult(
            start=start,
            end=end,
            text=text[start:end],
            labels=label_names(names, row),
            proba=dict(zip(names, probabilities.tolist(), strict=True)),
        )
        for (start, end), row, probabilities in zip(spans, predicted, proba, strict=True)
    )
    return ArticleResult(
        text=text,
        labels=label_names(names, np.logical_or.reduce(predicted, axis=0)),
        proba=dict(zip(names, calibration.proba(proba).tolist(), strict=True)),
        calibrated=calibration.calibrated_,
        sentences=sentences,
    )


def label_names(names: Sequence[str], row: BoolArray) -> tuple[str, ...]:
    """Return the names whose entry in `row`, shape (n_labels,), is true."""
    return tuple(name for name, holds in zip(names, row, strict=True) if holds)
