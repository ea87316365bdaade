"""fastText's classifier: the mean of learnt vectors of words, word n-grams and character n-grams."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np

from geoclf.errors import ParameterError
from geoclf.extras import import_extra
from geoclf.models.text_rows import check_text_rows
from geoclf.models.training import check_targets, prior_logits
from geoclf.params import Configurable, as_ngram_range, check_count, check_positive
from geoclf.protocols import BoolArray, FloatArray, State
from geoclf.texts import fold

__all__ = ["FastTextModel"]

_TOKEN = re.compile(r"\w+|[^\w\s]")
# No token can begin so.
_PREFIX = "label:"
_NONE = f"{_PREFIX}none"
_TRAIN = """
import fasttext, json, sys
options = json.load(sys.stdin)
output = options.pop("output")
fasttext.train_supervised(**options).save_model(output)
"""


class FastTextModel(Configurable):
    """One fastText classifier [1]_ for all labels, one against the rest (loss "ova"), trained on the texts.

    It needs the extra `peers`. The rows are the texts themselves (`geoclf.features.raw.RawText`); they are
    cut into words (runs of letters, digits and underscores) and single other characters, in lower case and
    without accents. The scores are log-odds. A label that all training texts have, or none, has the log-odds
    of its frequency.

    Parameters
    ----------
    dim
        Length of the vectors.
    buckets
        Number of vectors that the word n-grams and character n-grams share, by hash.
    epochs
        Passes over the training texts.
    lr
        Learning rate at the start, above 0; it falls linearly to 0.
    word_ngrams
        Largest number of words in an n-gram; 1 for words alone.
    char_ngrams
        Smallest and largest number of characters in an n-gram, or None for none.

    Attributes
    ----------
    file_
        The trained model as fastText writes it, bytes.

    Notes
    -----
    Training runs with one thread, and in a process of its own: with one thread, fastText takes nine tenths of
    its vectors as it finds them in memory. There, with glibc (Linux), the memory is all zeros, so that the
    same texts, parameters and seed give the same model; elsewhere models may differ a little.

    References
    ----------
    .. [1] Joulin, Grave, Bojanowski, Mikolov (2017): Bag of tricks for efficient text classification. EACL.
       https://aclanthology.org/E17-2068/

    Examples
    --------
    >>> FastTextModel(dim=0).fit(["Firman un tratado."], np.array([[True]]), seed=0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: dim: expected an integer of at least 1, got 0
    """

    def __init__(
        self,
        *,
        dim: int = 16,
        buckets: int = 262144,
        epochs: int = 25,
        lr: float = 0.5,
        word_ngrams: int = 2,
        char_ngrams: Sequence[int] | None = (2, 5),
    ) -> None:
        self.dim = dim
        self.buckets = buckets
        self.epochs = epochs
        self.lr = lr
        self.word_ngrams = word_ngrams
        self.char_ngrams = char_ngrams

    def fit(self, rows: Sequence[str], targets: BoolArray, *, seed: int) -> Self:
        """Train on texts and `targets` of shape (n_texts, n_labels).

        Raises
        ------
        MissingPackageError
            If the package is not installed.
        ParameterError
            If a parameter has a value it cannot have, `rows` are no texts, `targets` does not fit to them,
            or training fails, as with too high a learning rate.
        """
        options = self._options()
        texts = check_text_rows(rows, "FastTextModel")
        targets = check_targets(texts, targets)
        _fasttext()
        learnt = targets.any(axis=0) & ~targets.all(axis=0)
        with tempfile.TemporaryDirectory() as folder:
            lines, output = Path(folder, "texts.txt"), Path(folder, "model.bin")
            lines.write_text("".join(_lines(texts, targets & learnt)), encoding="utf-8")
            _train({**options, "seed": int(seed), "input": str(lines), "output": str(output)})
            self.file_ = output.read_bytes()
        self._priors = prior_logits(targets)
        return self

    def scores(self, rows: Sequence[str]) -> FloatArray:
        """Return log-odds, shape (n_texts, n_labels), float64.

        Raises
        ------
        MissingPackageError
            If the package is not installed.
        """
        self._check_fitted()
        model = _loaded(self.file_)
        # fastText's own probabilities are read from a table that ends at log-odds of 8.
        weights = dict(zip(model.get_labels(), model.get_output_matrix(), strict=True))
        vectors = np.zeros((len(rows), self.dim))
        for i, text in enumerate(rows):
            vectors[i] = model.get_sentence_vector(_line(text))
        scores = np.tile(self._priors, (len(rows), 1))
        for label in range(scores.shape[1]):
            if f"{_PREFIX}{label}" in weights:
                scores[:, label] = vectors @ weights[f"{_PREFIX}{label}"]
        return scores

    def state(self) -> State:
        """Return the parameters, the model's file as bytes, and the log-odds of the labels in training."""
        self._check_fitted()
        return State(
            params=self._plain_params(),
            arrays={"file": np.frombuffer(self.file_, dtype=np.uint8), "priors": self._priors},
        )

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted model; fastText reads the file when the model is first used."""
        model = cls(**state.params)
        model.file_ = state.arrays["file"].tobytes()
        model._priors = np.asarray(state.arrays["priors"], dtype=np.float64)
        return model

    def _options(self) -> dict[str, Any]:
        """Check all parameters and return fastText's names for them."""
        for name in ("dim", "buckets", "epochs", "word_ngrams"):
            check_count(name, getattr(self, name))
        check_positive("lr", self.lr)
        shortest, longest = 0, 0
        if self.char_ngrams is not None:
            shortest, longest = as_ngram_range("char_ngrams", self.char_ngrams, or_none=True)
        return {
            "loss": "ova",
            "label": _PREFIX,
            "thread": 1,
            "verbose": 0,
            "dim": int(self.dim),
            "bucket": int(self.buckets),
            "epoch": int(self.epochs),
            "lr": float(self.lr),
            "wordNgrams": int(self.word_ngrams),
            "minn": shortest,
            "maxn": longest,
        }

    def _check_fitted(self) -> None:
        if not hasattr(self, "file_"):
            raise ParameterError("FastTextModel is not fitted yet; call fit(rows, targets, seed=...) first")


def _line(text: str) -> str:
    return " ".join(_TOKEN.findall(fold(text)))


def _lines(texts: Sequence[str], targets: BoolArray) -> Iterator[str]:
    """Yield a line for each text, its labels first; fastText skips lines without a label, so none is one."""
    for text, row in zip(texts, targets, strict=True):
        labels = [f"{_PREFIX}{label}" for label in np.flatnonzero(row)] or [_NONE]
        yield f"{' '.join(labels)} {_line(text)}\n"


def _train(options: dict[str, Any]) -> None:
    # glibc fills the memory that it gives out with the complement of this byte: zeros.
    environment = {**os.environ, "MALLOC_PERTURB_": "255"}
    command = [sys.executable, "-P", "-c", _TRAIN]
    done = subprocess.run(
        command, input=json.dumps(options), env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
        raise ParameterError(f"FastTextModel: training failed: {reason}; if it says NaN, lower lr")


def _fasttext() -> Any:  # noqa: ANN401 - a module
    return import_extra("peers", "fasttext")


# A trained model stays picklable, as bytes, and is read by fastText once.
@lru_cache(maxsize=2)
def _loaded(file: bytes) -> Any:  # noqa: ANN401 - fastText is untyped
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.bin")
        path.write_bytes(file)
        return _fasttext().load_model(str(path))
