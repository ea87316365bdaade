"""What a row's text is, a sentence or an article, and what a classifier says of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np

from geoclf.classifier.adjusting import adjustable
from geoclf.classifier.article import ArticleResult, label_names
from geoclf.classifier.labeller import Labeller
from geoclf.prediction.batch import Kind
from geoclf.protocols import BoolArray, FloatArray

__all__ = ["LEVELS", "ArticleLevel", "Level", "Outcome", "SentenceLevel"]

Records = list[dict[str, Any]]

# Words shown a label, in a sentence that has it.
_N_STRONGEST = 5
_EXPLANATION: dict[str, Kind] = {"label": str, "start": int, "end": int, "text": str, "contribution": float}


@dataclass(frozen=True)
class Outcome:
    """What is said of some texts.

    Attributes
    ----------
    proba, predicted
        Shape (n_texts, n_labels), float64 and bool.
    review
        Shape (n_texts, n_labels), bool: what a person should decide; None where nothing was asked.
    nested
        By name of a nested column, one list of records per text.
    """

    proba: FloatArray
    predicted: BoolArray
    review: BoolArray | None
    nested: dict[str, list[Records]]


class Level(Protocol):
    """What a row's text is."""

    @property
    def nested(self) -> dict[str, dict[str, Kind]]:
        """The nested columns it adds: by name, the kinds of the fields of their records."""

    def label(self, texts: Sequence[str]) -> Outcome:
        """Return what the classifier says of `texts`."""


class SentenceLevel:
    """Each text is one sentence.

    Parameters
    ----------
    classifier
        A trained classifier.
    explain
        Whether to add a column "explanation": for each label that applies the words that add or take most,
        with offsets into the text.
    abstain
        Whether to say which labels a person should decide.
    """

    def __init__(self, classifier: Labeller, *, explain: bool, abstain: bool) -> None:
        self._classifier = classifier
        self._explain = explain
        self._abstain = abstain
        self.nested: dict[str, dict[str, Kind]] = {"explanation": _EXPLANATION} if explain else {}

    def label(self, texts: Sequence[str]) -> Outcome:
        """Return labels and calibrated probabilities of sentences."""
        proba = self._classifier.predict_proba(texts)
        predicted = self._classifier.decision_.predict(proba)
        nested = {}
        if self._explain:
            names = (label_names(self._classifier.labels, row) for row in predicted)
            explained = (_explain(self._classifier, *row) for row in zip(texts, names, strict=True))
            nested["explanation"] = [list(records) for records in explained]
        review = adjustable(self._classifier.decision_).review(proba) if self._abstain else None
        return Outcome(proba, predicted, review, nested)


class ArticleLevel:
    """Each text is an article: its sentences are labelled, and the article has the union of their labels.

    Parameters
    ----------
    classifier
        A trained classifier.
    explain
        As for `SentenceLevel`, for each sentence; offsets are into the article.
    abstain
        Whether to say which labels a person should decide: those that no sentence has beyond doubt, and at
        least one may have. The level of false alarms is one of sentences: of long articles without a label a
        larger share may get it unread.

    A column "sentences" is added: where each stands, its labels, and its probability of each label.
    """

    def __init__(self, classifier: Labeller, *, explain: bool, abstain: bool) -> None:
        self._classifier = classifier
        self._explain = explain
        self._abstain = abstain
        proba: dict[str, Kind] = dict.fromkeys(classifier.labels, float)
        self.nested: dict[str, dict[str, Kind]] = {
            "sentences": {"start": int, "end": int, "labels": (str,), "proba": proba}
        }
        if explain:
            self.nested["explanation"] = _EXPLANATION

    def label(self, texts: Sequence[str]) -> Outcome:
        """Return labels and probabilities of articles; see `geoclf.classifier.article.ArticleResult`."""
        labels = self._classifier.labels
        results = self._classifier.classify_articles(texts)
        nested: dict[str, list[Records]] = {
            "sentences": [
                [
                    {"start": one.start, "end": one.end, "labels": list(one.labels), "proba": one.proba}
                    for one in result.sentences
                ]
                for result in results
            ]
        }
        if self._explain:
            nested["explanation"] = [
                [
                    record
                    for one in result.sentences
                    for record in _explain(self._classifier, one.text, one.labels, offset=one.start)
                ]
                for result in results
            ]
        proba = np.array([list(result.proba.values()) for result in results]).reshape(-1, len(labels))
        predicted = np.array([[label in result.labels for label in labels] for result in results])
        review = np.array([self._review(result) for result in results]) if self._abstain else None
        if review is not None:
            review = review.reshape(-1, len(labels))
        return Outcome(proba, predicted.reshape(-1, len(labels)).astype(np.bool_), review, nested)

    def _review(self, article: ArticleResult) -> BoolArray:
        """Return the labels that a person should decide, shape (n_labels,)."""
        labels = self._classifier.labels
        proba = np.array([list(one.proba.values()) for one in article.sentences]).reshape(-1, len(labels))
        decision = adjustable(self._classifier.decision_)
        doubtful = decision.review(proba)
        sure = decision.predict(proba) & ~doubtful
        return cast("BoolArray", doubtful.any(axis=0) & ~sure.any(axis=0))


LEVELS: dict[str, Callable[..., Level]] = {"sentence": SentenceLevel, "article": ArticleLevel}
"""By what users call them."""


def _explain(
    classifier: Labeller, text: str, labels: Sequence[str], *, offset: int = 0
) -> Iterator[dict[str, Any]]:
    """Yield the strongest words for each of `labels`; a text without labels costs nothing."""
    if not labels:
        return
    explanation = classifier.explain(text)
    for label in labels:
        for word in explanation.strongest(label, _N_STRONGEST):
            yield {
                "label": label,
                "start": offset + word.start,
                "end": offset + word.end,
                "text": word.text,
                "contribution": word.contribution,
            }
