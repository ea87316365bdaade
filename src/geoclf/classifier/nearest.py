"""Training examples most like a text: precedents to hold a prediction against.

Likeness is the cosine of tf-idf over words and pairs of neighbouring words, accents and case aside. That is
a part of what the shipped model sees: it also knows parts of words, words that stand apart, and which names
are those of states. Its own features count all words alike, so that the commonest would decide. The
examples do not enter the score: the model keeps no examples, only weights.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from geoclf.classifier.origin import Origin
from geoclf.classifier.training_data import shipped_training_data
from geoclf.errors import ParameterError
from geoclf.texts import fold, normalise

__all__ = ["ExampleIndex", "NearExample", "as_index", "shipped_index"]


@dataclass(frozen=True)
class NearExample:
    """A training example that is like a text.

    Attributes
    ----------
    id
        The example's id, or its number where it has none, counted from 0.
    text
        The example.
    labels
        What it is labelled with.
    similarity
        Cosine, above 0 and at most 1.
    """

    id: str
    text: str
    labels: tuple[str, ...]
    similarity: float


class ExampleIndex:
    """Examples, ready to be searched.

    Parameters
    ----------
    examples
        Mappings with "text" (a string), "labels" (a list of names) and perhaps "id": a `datasets.Dataset`,
        or a list of dictionaries.

    Raises
    ------
    ParameterError
        If there is no example with a word in it, or one is malformed; the message gives its number.

    Examples
    --------
    >>> index = ExampleIndex([{"text": "Firman un tratado.", "labels": ["treaty"]},
    ...                       {"text": "Llueve en Lima.", "labels": []}])
    >>> [(found.id, found.labels, round(found.similarity, 2)) for found in index.nearest("El tratado", 5)]
    [('0', ('treaty',), 0.45)]
    >>> ExampleIndex([{"text": "Llueve en Lima."}])
    Traceback (most recent call last):
    geoclf.errors.ParameterError: examples: example 0: expected "labels", a list of names, got None
    """

    def __init__(self, examples: Iterable[Mapping[str, Any]]) -> None:
        # Imported here: nothing else on the way to a prediction needs scikit-learn.
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._rows = [_checked(number, example) for number, example in enumerate(examples)]
        self._vectorizer = TfidfVectorizer(
            preprocessor=_fold, token_pattern=r"\w+", ngram_range=(1, 2), sublinear_tf=True
        )
        try:
            self._matrix = self._vectorizer.fit_transform([row.text for row in self._rows])
        except ValueError as error:
            raise ParameterError(
                f"examples: expected texts with words, got {len(self._rows)} examples with none"
            ) from error

    def nearest(self, text: str, n: int) -> tuple[NearExample, ...]:
        """Return the examples most like `text`, the likest first: `n`, or as many as share a word with it."""
        similarity = (self._matrix @ self._vectorizer.transform([text]).T).toarray().ravel()
        order = np.argsort(-similarity, kind="stable")[:n]
        return tuple(
            NearExample(
                self._rows[i].id, self._rows[i].text, self._rows[i].labels, min(float(similarity[i]), 1.0)
            )
            for i in order.tolist()
            if similarity[i] > 0
        )


@dataclass(frozen=True)
class _Row:
    id: str
    text: str
    labels: tuple[str, ...]


def as_index(examples: Iterable[Mapping[str, Any]] | ExampleIndex) -> ExampleIndex:
    """Return `examples` as an index; errors as for `ExampleIndex`."""
    return examples if isinstance(examples, ExampleIndex) else ExampleIndex(examples)


@lru_cache(maxsize=1)
def shipped_index(origin: Origin) -> ExampleIndex:
    """Return the index of the examples that ship with geoclf, for a classifier that was trained on them.

    Raises
    ------
    ParameterError
        If it was trained on other examples.
    """
    data = shipped_training_data(origin)
    if data is None:
        raise ParameterError(
            "nearest: this classifier was not trained on the examples that ship with geoclf; pass those it "
            'was trained on, with text and labels, as examples=[{"text": ..., "labels": [...]}, ...] '
            "(geoclf explain: --examples FILE)"
        )
    names = np.array(data.labels)
    return ExampleIndex(
        {"id": id_, "text": text, "labels": names[row].tolist()}
        for id_, text, row in zip(data.ids, data.texts, data.targets, strict=True)
    )


def _fold(text: str) -> str:
    return fold(normalise(text))


def _checked(number: int, example: Any) -> _Row:  # noqa: ANN401 - anything may arrive here
    where = f"examples: example {number}"
    if not isinstance(example, Mapping):
        raise ParameterError(
            f"{where}: expected a mapping with text and labels, got {type(example).__name__}"
        )
    text, labels = example.get("text"), example.get("labels")
    if not isinstance(text, str):
        raise ParameterError(f'{where}: expected "text", a string, got {text!r}')
    if not isinstance(labels, list | tuple) or not all(isinstance(label, str) for label in labels):
        raise ParameterError(f'{where}: expected "labels", a list of names, got {labels!r}')
    return _Row(str(example.get("id", number)), text, tuple(labels))
