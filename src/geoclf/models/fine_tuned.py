"""What models that fine-tune an encoder share: checkpoints, and saving without pickle or network."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from geoclf.encoders.archive import pack_folder, unpack_folder
from geoclf.encoders.finetuning import FineTuning
from geoclf.encoders.parameters import portable
from geoclf.encoders.snapshot import Snapshot, check_name
from geoclf.errors import ParameterError
from geoclf.hashing import sha256_of_json, sha256_of_texts
from geoclf.models.text_rows import check_text_rows
from geoclf.models.training import check_class_weight
from geoclf.params import Configurable, check_count
from geoclf.protocols import BoolArray, State

__all__ = ["FineTunedModel"]


class FineTunedModel(Configurable):
    """A model on raw texts that holds an encoder of its own; a subclass says how it is trained and used.

    Attributes
    ----------
    files_
        The trained encoder, its settings and its tokenizer as arrays, see `geoclf.encoders.archive`.
    losses_
        Mean training loss of each epoch.
    """

    EXTRA: str  # what a subclass needs installed

    encoder: str
    revision: str | None
    epochs: int
    batch_size: int
    learning_rate: float
    weight_decay: float
    warmup: float
    max_length: int
    class_weight: str | None
    device: str | None
    checkpoint_dir: str | Path | None
    checkpoint_steps: int
    losses_: tuple[float, ...]

    def _training(self, seed: int, checkpoint: Path | None = None) -> FineTuning:
        return FineTuning(
            extra=self.EXTRA,
            epochs=self.epochs,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            weight_decay=self.weight_decay,
            warmup=self.warmup,
            seed=seed,
            checkpoint=checkpoint,
            checkpoint_steps=self.checkpoint_steps,
        )

    def _checkpoint(self, snapshot: Snapshot, texts: list[str], targets: BoolArray, seed: int) -> Path | None:
        """Return where this very training is kept: another text, parameter or seed gives another file."""
        if self.checkpoint_dir is None:
            return None
        identity = {
            **portable(self.get_params()),
            "class": type(self).__name__,
            "checkpoint_steps": None,
            "fingerprint": snapshot.fingerprint,
            "texts": sha256_of_texts(texts),
            "targets": targets.tolist(),
            "seed": seed,
        }
        return Path(self.checkpoint_dir).expanduser() / f"{sha256_of_json(identity)[:32]}.pt"

    def _pack(self, save: Callable[[str], Any]) -> None:
        """Keep what `save` writes into the folder it is given."""
        with tempfile.TemporaryDirectory() as folder:
            save(folder)
            self.files_ = pack_folder(Path(folder))

    def _unpack(self, load: Callable[[str], Any]) -> Any:  # noqa: ANN401
        """Return what `load` makes of the folder with the files kept."""
        with tempfile.TemporaryDirectory() as folder:
            unpack_folder(self.files_, Path(folder))
            return load(folder)

    def _state(self, **arrays: npt.NDArray[Any]) -> State:
        self._check_fitted()
        files = {f"encoder/{name}": array for name, array in self.files_.items()}
        return State(
            params=portable(self.get_params()),
            values={"losses": list(self.losses_)},
            arrays={**files, **arrays},
        )

    @classmethod
    def _restored(cls, state: State) -> Self:
        model = cls(**state.params)
        model.losses_ = tuple(state.values["losses"])
        model.files_ = _below("encoder/", state.arrays)
        return model

    def _check_params(self) -> None:
        check_name(self.encoder, self.revision)
        check_count("max_length", self.max_length)
        check_class_weight(self.class_weight)
        self._training(seed=0).check()

    def _check_fitted(self) -> None:
        if not hasattr(self, "files_"):
            raise ParameterError(
                f"{type(self).__name__} is not fitted yet; call fit(rows, targets, seed=...) first"
            )

    def _texts(self, rows: Any) -> list[str]:  # noqa: ANN401 - anything may arrive here
        return check_text_rows(rows, type(self).__name__)


def _below(prefix: str, arrays: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    return {
        name.removeprefix(prefix): np.asarray(array)
        for name, array in arrays.items()
        if name.startswith(prefix)
    }
