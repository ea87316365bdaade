"""A pretrained transformer, fine-tuned for all labels at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np

from geoclf.encoders.finetuning import seeded
from geoclf.encoders.loading import load_classifier, quiet_loading
from geoclf.encoders.snapshot import find_snapshot
from geoclf.extras import check_extra, import_extra
from geoclf.models.fine_tuned import FineTunedModel
from geoclf.models.training import check_targets
from geoclf.protocols import BoolArray, FloatArray, IntArray, State

__all__ = ["TransformerModel"]


class TransformerModel(FineTunedModel):
    """An encoder with one output per label, all its weights trained with binary cross-entropy.

    Devlin et al. 2019, section 4.1, with one sigmoid per label. Needs the extra `transformer`; the rows are
    the texts themselves (`geoclf.features.raw.RawText`). A saved model holds the weights, so the encoder is
    not needed again. On a processor the same seed gives the same model; on a GPU nearly the same.

    Parameters
    ----------
    encoder
        Any encoder that transformers can classify with, such as a BERT, RoBERTa, ELECTRA or DeBERTa: its name
        on the Hugging Face Hub, or a folder.
    revision
        Commit, tag or branch on the hub; None for the newest.
    epochs, batch_size, learning_rate, weight_decay, warmup
        Of the training, see `geoclf.encoders.finetuning.FineTuning`.
    max_length
        Tokens after which a text is cut.
    class_weight
        "balanced" gives the texts with a label the same total weight as those without; None weighs all
        texts alike.
    device
        "cpu", "cuda", ...; None for the best there is.
    checkpoint_dir
        Folder in which each training keeps its progress and, once finished, its weights: when a run that was
        killed is started again, it goes on from there. Remove the folder in the end. None keeps nothing.
    checkpoint_steps
        Training steps between checkpoints.

    Examples
    --------
    >>> model = TransformerModel(encoder="dccuchile/bert-base-spanish-wwm-cased", epochs=0)
    >>> model.fit(["Firman un tratado."], np.zeros((1, 4), dtype=bool), seed=0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: epochs: expected an integer of at least 1, got 0
    """

    EXTRA = "transformer"

    def __init__(
        self,
        *,
        encoder: str,
        revision: str | None = None,
        epochs: int = 3,
        batch_size: int = 16,
        learning_rate: float = 3e-5,
        weight_decay: float = 0.01,
        warmup: float = 0.1,
        max_length: int = 128,
        class_weight: str | None = None,
        device: str | None = None,
        checkpoint_dir: str | Path | None = None,
        checkpoint_steps: int = 200,
    ) -> None:
        self.encoder = encoder
        self.revision = revision
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.warmup = warmup
        self.max_length = max_length
        self.class_weight = class_weight
        self.device = device
        self.checkpoint_dir = checkpoint_dir
        self.checkpoint_steps = checkpoint_steps

    def fit(self, rows: Sequence[str], targets: BoolArray, *, seed: int) -> Self:
        """Fine-tune the encoder on `rows`.

        Raises
        ------
        MissingPackageError
            If the extra is not installed.
        EncoderError
            If the encoder cannot be found.
        ParameterError
            If a parameter has a value it cannot have, `rows` are no texts, or `targets` does not fit to them.
        """
        texts = self._texts(rows)
        targets = check_targets(texts, targets)
        self._check_params()
        check_extra(self.EXTRA, "transformers")
        torch = import_extra(self.EXTRA, "torch")
        snapshot = find_snapshot(self.encoder, self.revision)
        with seeded(torch, None, (seed,)):  # the outputs begin at random
            self._load(str(snapshot.folder), num_labels=targets.shape[1], ignore_mismatched_sizes=True)
        wanted = torch.tensor(targets, dtype=torch.float32, device=self._network.device)
        criterion = torch.nn.BCEWithLogitsLoss(pos_weight=self._positive_weights(torch, targets))

        def loss(chosen: IntArray) -> Any:  # noqa: ANN401 - a torch scalar
            return criterion(self._logits([texts[i] for i in chosen]), wanted[chosen])

        training = self._training(seed, self._checkpoint(snapshot, texts, targets, seed))
        self.losses_ = training.run(self._network, len(texts), loss, description="fine-tuning")

        def save(folder: str) -> None:
            self._network.save_pretrained(folder)
            self._tokenizer.save_pretrained(folder)

        with quiet_loading(extra=self.EXTRA):
            self._pack(save)
        return self

    def scores(self, rows: Sequence[str]) -> FloatArray:
        """Return one logit per text and label, shape (n_texts, n_labels), float64."""
        from tqdm import tqdm

        self._check_fitted()
        texts = self._texts(rows)
        if not hasattr(self, "_network"):
            self._unpack(self._load)
        torch = import_extra(self.EXTRA, "torch")
        scores = np.zeros((len(texts), self._network.config.num_labels))
        # Texts of like length share a batch: less padding to compute.
        order = np.argsort([len(text) for text in texts], kind="stable")
        starts = range(0, len(texts), self.batch_size)
        with torch.inference_mode():
            for start in tqdm(starts, desc="scoring", unit=" batches", disable=None, leave=False):
                chosen = order[start : start + self.batch_size]
                scores[chosen] = self._logits([texts[i] for i in chosen]).cpu().numpy()
        return scores

    def state(self) -> State:
        """Return the parameters, the losses, and the trained encoder with its tokenizer as arrays."""
        return self._state()

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted model; torch is loaded when it scores."""
        return cls._restored(state)

    def _load(self, folder: str, **config: Any) -> None:  # noqa: ANN401 - settings of the network
        self._tokenizer, self._network = load_classifier(
            Path(folder), device=self.device, extra=self.EXTRA, **config
        )

    def _logits(self, texts: list[str]) -> Any:  # noqa: ANN401 - a torch tensor (n_texts, n_labels)
        batch = self._tokenizer(
            texts, truncation=True, max_length=self.max_length, padding=True, return_tensors="pt"
        )
        return self._network(**batch.to(self._network.device)).logits

    def _positive_weights(self, torch: Any, targets: BoolArray) -> Any:  # noqa: ANN401
        """Return how much more a text with a label weighs than one without, shape (n_labels,); or None."""
        if self.class_weight is None:
            return None
        n_positive = targets.sum(axis=0)
        n_negative = len(targets) - n_positive
        # A label that all texts have, or none, has nothing to balance; weight 0 would leave it untrained.
        mixed = (n_positive > 0) & (n_negative > 0)
        ratio = np.where(mixed, n_negative / np.maximum(n_positive, 1), 1.0)
        return torch.tensor(ratio, dtype=torch.float32, device=self._network.device)
