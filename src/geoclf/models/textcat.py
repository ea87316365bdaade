"""spaCy's text classifier in its simplest form: a linear model over hashed words."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np

from geoclf.errors import ParameterError
from geoclf.extras import import_extra
from geoclf.models.text_rows import check_text_rows
from geoclf.models.training import check_targets
from geoclf.params import Configurable, check_count, check_positive
from geoclf.protocols import BoolArray, FloatArray, State
from geoclf.texts import fold

__all__ = ["TextcatModel"]


class TextcatModel(Configurable):
    """spaCy's `textcat_multilabel` with the architecture `spacy.TextCatBOW.v3`, on a blank Spanish pipeline.

    It needs the extra `peers`. The rows are the texts themselves (`geoclf.features.raw.RawText`), folded
    to lower case without accents and cut into words by spaCy. The scores are log-odds. It runs on the CPU.

    Parameters
    ----------
    ngram_size
        Largest number of words in an n-gram; 1 for words alone.
    length
        Number of weights per label that the n-grams share, by hash; spaCy rounds it up to a power of two.
    epochs
        Passes over the training texts.
    batch_size
        Texts per step.
    learn_rate
        Step size of the optimiser (spaCy's default: Adam with decay of the weights), above 0.

    Attributes
    ----------
    weights_
        The trained weights as spaCy lays them out, shape (length * n_labels,), float32.
    biases_
        Shape (n_labels,), float32.

    Examples
    --------
    >>> TextcatModel(epochs=0).fit(["Firman un tratado."], np.array([[True]]), seed=0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: epochs: expected an integer of at least 1, got 0
    """

    def __init__(
        self,
        *,
        ngram_size: int = 1,
        length: int = 262144,
        epochs: int = 10,
        batch_size: int = 32,
        learn_rate: float = 0.001,
    ) -> None:
        self.ngram_size = ngram_size
        self.length = length
        self.epochs = epochs
        self.batch_size = batch_size
        self.learn_rate = learn_rate

    def fit(self, rows: Sequence[str], targets: BoolArray, *, seed: int) -> Self:
        """Train on texts and `targets` of shape (n_texts, n_labels); `seed` decides their order.

        Raises
        ------
        MissingPackageError
            If the package is not installed.
        ParameterError
            If a parameter has a value it cannot have, `rows` are no texts, or `targets` does not fit to them.
        """
        for name in ("ngram_size", "length", "epochs", "batch_size"):
            check_count(name, getattr(self, name))
        check_positive("learn_rate", self.learn_rate)
        texts = check_text_rows(rows, "TextcatModel")
        targets = check_targets(texts, targets)
        nlp = self._pipeline(targets.shape[1])
        [(_, textcat)] = nlp.pipeline
        examples = _examples(nlp, texts, targets)
        optimiser = nlp.create_optimizer()
        optimiser.learn_rate = self.learn_rate
        random = np.random.default_rng(seed)
        for _ in range(self.epochs):
            order = random.permutation(len(examples))
            for start in range(0, len(order), self.batch_size):
                batch = [examples[i] for i in order[start : start + self.batch_size]]
                textcat.update(batch, sgd=optimiser, drop=0.0)
        layer = textcat.model.get_ref("output_layer")
        self.weights_, self.biases_ = layer.get_param("W").copy(), layer.get_param("b").copy()
        self._nlp = nlp
        return self

    def scores(self, rows: Sequence[str]) -> FloatArray:
        """Return log-odds, shape (n_texts, n_labels), float64."""
        self._check_fitted()
        if not rows:
            return np.zeros((0, len(self.biases_)))
        [(_, textcat)] = self._nlp.pipeline
        # The last layer only turns log-odds into probabilities, and cuts them off at 20.
        linear = textcat.model.layers[0]
        return np.asarray(linear.predict([_document(self._nlp, text) for text in rows]), dtype=np.float64)

    def state(self) -> State:
        """Return the parameters and the weights; spaCy's pipeline is made anew from the parameters."""
        self._check_fitted()
        return State(params=self._plain_params(), arrays={"weights": self.weights_, "biases": self.biases_})

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted model.

        Raises
        ------
        MissingPackageError
            If the package is not installed.
        """
        model = cls(**state.params)
        model.weights_, model.biases_ = state.arrays["weights"], state.arrays["biases"]
        model._nlp = model._pipeline(len(model.biases_))
        [(_, textcat)] = model._nlp.pipeline
        layer = textcat.model.get_ref("output_layer")
        layer.set_param("W", model.weights_)
        layer.set_param("b", model.biases_)
        return model

    def _pipeline(self, n_labels: int) -> Any:  # noqa: ANN401 - spaCy is untyped here
        """Return an untrained pipeline; its weights are 0, so that no seed is needed."""
        spacy = import_extra("peers", "spacy")
        nlp = spacy.blank("es")
        architecture = {
            "@architectures": "spacy.TextCatBOW.v3",
            "exclusive_classes": False,
            "ngram_size": self.ngram_size,
            "length": self.length,
            "no_output_layer": False,
        }
        textcat = nlp.add_pipe("textcat_multilabel", config={"model": architecture})
        examples = _examples(nlp, ["x"], np.zeros((1, n_labels), dtype=np.bool_))
        textcat.initialize(lambda: examples, nlp=nlp, labels=_names(n_labels))
        return nlp

    def _check_fitted(self) -> None:
        if not hasattr(self, "weights_"):
            raise ParameterError("TextcatModel is not fitted yet; call fit(rows, targets, seed=...) first")


def _names(n_labels: int) -> list[str]:
    return [str(label) for label in range(n_labels)]


def _examples(nlp: Any, texts: Iterable[str], targets: BoolArray) -> list[Any]:  # noqa: ANN401
    example = import_extra("peers", "spacy.training").Example
    names = _names(targets.shape[1])
    return [
        example.from_dict(_document(nlp, text), {"cats": dict(zip(names, row, strict=True))})
        for text, row in zip(texts, targets.astype(np.float64).tolist(), strict=True)
    ]


def _document(nlp: Any, text: str) -> Any:  # noqa: ANN401
    # spaCy cannot cut n-grams from a document without a word; a blank counts as one.
    return nlp.make_doc(fold(text) or " ")
