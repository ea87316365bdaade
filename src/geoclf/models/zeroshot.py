"""Zero-shot labelling: a label applies when a sentence that describes it follows from the text."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from geoclf.encoders.frozen import FrozenEncoder
from geoclf.encoders.loading import load_classifier
from geoclf.encoders.parameters import portable
from geoclf.errors import EncoderError, ParameterError
from geoclf.extras import import_extra
from geoclf.models.hypotheses import read_hypotheses
from geoclf.models.text_rows import check_text_rows
from geoclf.models.training import check_targets
from geoclf.params import check_count
from geoclf.protocols import BoolArray, FloatArray, State

__all__ = ["ZeroshotModel"]

_SHIPPED = Path(__file__).with_name("zeroshot.yaml")


class ZeroshotModel(FrozenEncoder):
    """Scores a label with the log-odds that the text entails the likeliest of the label's hypotheses.

    Yin, Hay and Roth 2019, "Benchmarking zero-shot text classification". Nothing is learnt: `fit` reads the
    hypotheses and finds the encoder. Needs the extra `zeroshot`; the rows are the texts themselves
    (`geoclf.features.raw.RawText`). A saved model names the encoder, see
    `geoclf.encoders.frozen.FrozenEncoder`.

    Parameters
    ----------
    encoder
        A classifier for natural language inference, with a class called "entailment": its name on the Hugging
        Face Hub, or a folder.
    revision
        Commit, tag or branch on the hub; None for the newest.
    path
        A YAML file of hypotheses; None for the shipped one, for the four labels of the shipped scheme.
    labels
        Label names in the order of the columns wanted; None for the order in the file. The file must have
        hypotheses for exactly these.
    max_length
        Tokens after which a text with its hypothesis is cut; the hypothesis stays whole.
    batch_size
        Texts with one hypothesis each, computed at a time.
    device
        "cpu", "cuda", ...; None for the best there is.
    cache
        Keep the log-odds on disk.
    cache_dir
        Where; None for `geoclf.encoders.cache.cache_folder()`.

    Attributes
    ----------
    labels_
        Label names in the order of the columns.

    Examples
    --------
    >>> model = ZeroshotModel(encoder="Recognai/zeroshot_selectra_medium", labels=["treaty"])
    >>> model.fit(["Firman un tratado."], np.zeros((1, 1), dtype=bool), seed=0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: labels: expected those of .../zeroshot.yaml (military_cooperation, ...
    """

    EXTRA = "zeroshot"
    PACKAGE = "transformers"
    ACTION = "entailment"

    def __init__(
        self,
        *,
        encoder: str,
        revision: str | None = None,
        path: str | Path | None = None,
        labels: Sequence[str] | None = None,
        max_length: int = 256,
        batch_size: int = 32,
        device: str | None = None,
        cache: bool = True,
        cache_dir: str | Path | None = None,
    ) -> None:
        self.encoder = encoder
        self.revision = revision
        self.path = path
        self.labels = labels
        self.max_length = max_length
        self.batch_size = batch_size
        self.device = device
        self.cache = cache
        self.cache_dir = cache_dir

    def fit(self, rows: Sequence[str], targets: BoolArray, *, seed: int) -> Self:
        """Read the hypotheses, check them against the columns of `targets`, and find the encoder.

        Raises
        ------
        MissingPackageError
            If the extra is not installed.
        EncoderError
            If the encoder cannot be found.
        DataError
            If the file of hypotheses is malformed.
        ParameterError
            If its labels are not those of `labels`, or not as many as `targets` has columns, or a parameter
            has a value it cannot have.
        """
        del seed
        texts = check_text_rows(rows, "ZeroshotModel")
        targets = check_targets(texts, targets)
        self._check_params()
        source = _SHIPPED if self.path is None else Path(self.path)
        hypotheses = read_hypotheses(source)
        labels = list(hypotheses) if self.labels is None else list(self.labels)
        if sorted(labels) != sorted(hypotheses) or len(labels) != targets.shape[1]:
            raise ParameterError(
                f"labels: expected those of {source.as_posix()} ({', '.join(hypotheses)}), got "
                f"{', '.join(labels)} for {targets.shape[1]} columns; "
                "pass path= with hypotheses for your labels"
            )
        self._find()
        self._set(labels, hypotheses)
        return self

    def scores(self, rows: Sequence[str]) -> FloatArray:
        """Return the largest log-odds over a label's hypotheses, shape (n_texts, n_labels), float64."""
        self._check_fitted()
        odds = self._vectors(check_text_rows(rows, "ZeroshotModel"))
        return np.maximum.reduceat(odds, self._starts, axis=1)

    def state(self) -> State:
        """Return what identifies the encoder, the hypotheses, and the parameters."""
        self._check_fitted()
        return State(
            params=portable(self.get_params())
            | {"labels": None if self.labels is None else list(self.labels)},
            values={
                "revision": self.revision_,
                "fingerprint": self.fingerprint_,
                "labels": list(self.labels_),
                "hypotheses": self._hypotheses,
            },
        )

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted model; the encoder is looked for when it is needed."""
        model = cls(**state.params)
        model.revision_ = state.values["revision"]
        model.fingerprint_ = state.values["fingerprint"]
        model._set(state.values["labels"], state.values["hypotheses"])
        return model

    def _set(self, labels: list[str], hypotheses: dict[str, list[str]]) -> None:
        self.labels_ = tuple(labels)
        self._hypotheses = hypotheses
        self._sentences = [sentence for label in labels for sentence in hypotheses[label]]
        self._starts = np.cumsum([0, *(len(hypotheses[label]) for label in labels[:-1])])

    def _settings(self) -> dict[str, Any]:
        return {"hypotheses": self._sentences, "max_length": self.max_length}

    def _load(self, folder: Path) -> Any:  # noqa: ANN401 - tokenizer, network, column of entailment
        tokenizer, network = load_classifier(folder, device=self.device, extra=self.EXTRA)
        names = {name.lower(): column for name, column in network.config.label2id.items()}
        if "entailment" not in names:
            raise EncoderError(
                f"encoder {self.encoder!r}: expected a classifier for natural language inference, with a "
                f"class 'entailment'; its classes: {', '.join(names)}"
            )
        return tokenizer, network, names["entailment"]

    def _encode(self, loaded: Any, texts: list[str]) -> npt.NDArray[np.float32]:  # noqa: ANN401
        tokenizer, network, entailment = loaded
        torch = import_extra(self.EXTRA, "torch")
        pairs = [(text, sentence) for text in texts for sentence in self._sentences]
        odds = np.zeros(len(pairs), dtype=np.float32)
        # Pairs of like length share a batch: less padding to compute.
        order = np.argsort([len(text) + len(sentence) for text, sentence in pairs], kind="stable")
        with torch.inference_mode():
            for start in range(0, len(pairs), self.batch_size):
                chosen = order[start : start + self.batch_size]
                batch = tokenizer(
                    [pairs[i][0] for i in chosen],
                    [pairs[i][1] for i in chosen],
                    truncation="only_first",
                    max_length=self.max_length,
                    padding=True,
                    return_tensors="pt",
                )
                logits = network(**batch.to(network.device)).logits.cpu().double()
                rest = torch.cat([logits[:, :entailment], logits[:, entailment + 1 :]], dim=1)
                odds[chosen] = (logits[:, entailment] - torch.logsumexp(rest, dim=1)).numpy()
        return odds.reshape(len(texts), len(self._sentences))

    def _check_params(self) -> None:
        super()._check_params()
        check_count("batch_size", self.batch_size)
