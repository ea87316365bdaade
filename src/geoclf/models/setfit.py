"""SetFit: pairs teach an encoder that texts with the same labels are alike, then comes a linear head."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np

from geoclf.encoders.finetuning import seeded
from geoclf.encoders.loading import load_sentence_encoder, quiet_loading
from geoclf.encoders.snapshot import find_snapshot
from geoclf.extras import check_extra, import_extra
from geoclf.models.fine_tuned import FineTunedModel
from geoclf.models.logistic import LogisticModel
from geoclf.models.training import check_targets
from geoclf.params import check_count
from geoclf.protocols import BoolArray, FloatArray, IntArray, State

__all__ = ["SetfitModel", "draw_pairs"]


class SetfitModel(FineTunedModel):
    """A sentence encoder fine-tuned on pairs of texts, with one logistic regression per label on top.

    Tunstall et al. 2022, "Efficient few-shot learning without prompts", for few labelled texts. The wanted
    cosine similarity of two texts is the share of labels that they have in common, and 1 for two texts
    without any label. (The package setfit 1.2 takes two texts without labels for unlike, even a text and
    itself, draws the same pairs whatever the seed, and lists all pairs first.)

    Needs the extra `setfit`; the rows are the texts themselves (`geoclf.features.raw.RawText`). A saved model
    holds the weights, so the encoder is not needed again.

    Parameters
    ----------
    encoder
        A sentence-transformers model: its name on the Hugging Face Hub, or a folder.
    revision
        Commit, tag or branch on the hub; None for the newest.
    pairs
        How many texts with the same labels, and how many with others, each text is paired with.
    epochs, batch_size, learning_rate, weight_decay, warmup
        Of the training on pairs, see `geoclf.encoders.finetuning.FineTuning`.
    max_length
        Tokens after which a text is cut.
    C, class_weight
        Of the head, see `geoclf.models.logistic.LogisticModel`.
    device
        "cpu", "cuda", ...; None for the best there is.
    checkpoint_dir, checkpoint_steps
        As for `geoclf.models.transformer.TransformerModel`.

    Examples
    --------
    >>> model = SetfitModel(encoder="sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2", pairs=0)
    >>> model.fit(["Firman un tratado."], np.zeros((1, 4), dtype=bool), seed=0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: pairs: expected an integer of at least 1, got 0
    """

    EXTRA = "setfit"

    def __init__(
        self,
        *,
        encoder: str,
        revision: str | None = None,
        pairs: int = 5,
        epochs: int = 1,
        batch_size: int = 16,
        learning_rate: float = 2e-5,
        weight_decay: float = 0.01,
        warmup: float = 0.1,
        max_length: int = 128,
        C: float = 1.0,
        class_weight: str | None = "balanced",
        device: str | None = None,
        checkpoint_dir: str | Path | None = None,
        checkpoint_steps: int = 200,
    ) -> None:
        self.encoder = encoder
        self.revision = revision
        self.pairs = pairs
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.warmup = warmup
        self.max_length = max_length
        self.C = C
        self.class_weight = class_weight
        self.device = device
        self.checkpoint_dir = checkpoint_dir
        self.checkpoint_steps = checkpoint_steps

    def fit(self, rows: Sequence[str], targets: BoolArray, *, seed: int) -> Self:
        """Fine-tune the encoder on pairs of `rows`, then fit the head on its embeddings.

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
        check_extra(self.EXTRA, "sentence_transformers")
        torch = import_extra(self.EXTRA, "torch")
        losses = import_extra(self.EXTRA, "sentence_transformers.sentence_transformer.losses")
        snapshot = find_snapshot(self.encoder, self.revision)
        with seeded(torch, None, (seed,)):  # a plain encoder may get new parts
            self._load(str(snapshot.folder))
        first, second, similarity = draw_pairs(targets, self.pairs, seed=seed)
        wanted = torch.tensor(similarity, dtype=torch.float32, device=self._network.device)
        criterion = losses.CosineSimilarityLoss(self._network)

        def loss(chosen: IntArray) -> Any:  # noqa: ANN401 - a torch scalar
            sides = ([texts[i] for i in side[chosen]] for side in (first, second))
            return criterion([self._tokens(side) for side in sides], wanted[chosen])

        training = self._training(seed, self._checkpoint(snapshot, texts, targets, seed))
        self.losses_ = training.run(self._network, len(first), loss, description="fine-tuning on pairs")
        self.head_ = LogisticModel(C=self.C, class_weight=self.class_weight)
        self.head_.fit(self._embed(texts), targets, seed=seed)
        with quiet_loading(extra=self.EXTRA):
            self._pack(lambda folder: self._network.save(folder, create_model_card=False))
        return self

    def scores(self, rows: Sequence[str]) -> FloatArray:
        """Return the head's log-odds per text and label, shape (n_texts, n_labels), float64."""
        self._check_fitted()
        texts = self._texts(rows)
        if not hasattr(self, "_network"):
            self._unpack(self._load)
        return self.head_.scores(self._embed(texts)) if texts else np.zeros((0, self.head_.coef_.shape[1]))

    def state(self) -> State:
        """Return parameters, losses, head, and the trained encoder with its tokenizer as arrays."""
        self._check_fitted()
        return self._state(coef=self.head_.coef_, intercept=self.head_.intercept_)

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted model; torch is loaded when it scores."""
        model = cls._restored(state)
        head = State(
            params={"C": model.C, "class_weight": model.class_weight},
            arrays={name: state.arrays[name] for name in ("coef", "intercept")},
        )
        model.head_ = LogisticModel.from_state(head)
        return model

    def _load(self, folder: str) -> None:
        self._network = load_sentence_encoder(
            Path(folder), device=self.device, max_length=self.max_length, extra=self.EXTRA
        )

    def _tokens(self, texts: list[str]) -> dict[str, Any]:
        tokens = self._network.preprocess(texts)
        device = self._network.device
        return {name: value.to(device) if hasattr(value, "to") else value for name, value in tokens.items()}

    def _embed(self, texts: list[str]) -> FloatArray:
        vectors = self._network.encode(
            texts,
            batch_size=self.batch_size,
            normalize_embeddings=True,
            show_progress_bar=sys.stderr.isatty(),
        )
        return np.asarray(vectors, dtype=np.float64)

    def _check_params(self) -> None:
        super()._check_params()
        check_count("pairs", self.pairs)


def draw_pairs(targets: BoolArray, pairs: int, *, seed: int) -> tuple[IntArray, IntArray, FloatArray]:
    """Pair each text with texts that have the same labels and with texts that have others.

    Parameters
    ----------
    targets
        Shape (n_texts, n_labels), bool.
    pairs
        Partners of each of the two kinds for each text, drawn with replacement. A text that is alone with its
        labels is paired with itself; where all texts have the same labels there are no others.
    seed
        For the draw.

    Returns
    -------
    first, second
        Row indices, shape (n_pairs,), int64.
    similarity
        Shape (n_pairs,), float64: labels in common over labels of either (Jaccard), 1 if there are none.

    Examples
    --------
    >>> targets = np.array([[True, False], [True, True], [False, False], [False, False]])
    >>> first, second, similarity = draw_pairs(targets, 1, seed=0)
    >>> first.tolist(), second.tolist()[:4]
    ([0, 1, 2, 3, 0, 1, 2, 3], [0, 1, 3, 2])
    >>> similarity.tolist()[:4]
    [1.0, 1.0, 1.0, 1.0]
    """
    rng = np.random.default_rng(seed)
    _, kind = np.unique(targets, axis=0, return_inverse=True)
    rows = np.arange(len(targets))
    first, second = [], []
    for alike in (True, False):
        for row in rows:
            partners = rows[(kind == kind[row]) == alike]
            others = partners[partners != row] if len(partners) > 1 else partners
            if len(others):
                first.append(np.full(pairs, row))
                second.append(rng.choice(others, size=pairs))
    left, right = np.concatenate(first), np.concatenate(second)
    common = (targets[left] & targets[right]).sum(axis=1)
    either = (targets[left] | targets[right]).sum(axis=1)
    return left, right, np.where(either > 0, common / np.maximum(either, 1), 1.0)
