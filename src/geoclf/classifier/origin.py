"""Where a trained classifier comes from: its scheme, and a hash of its training data."""

from collections.abc import Iterable
from dataclasses import dataclass

from geoclf.hashing import sha256_of_json
from geoclf.protocols import BoolArray
from geoclf.texts import normalise

__all__ = ["Origin", "training_hash"]


def training_hash(texts: Iterable[str], targets: BoolArray) -> str:
    """Return the hexadecimal SHA-256 by which a classifier remembers its training data, order included."""
    return sha256_of_json([[normalise(text) for text in texts], targets.tolist()])


@dataclass(frozen=True)
class Origin:
    """Where a trained classifier comes from.

    Attributes
    ----------
    scheme_name, scheme_version, scheme_hash
        The label scheme it was trained for.
    data_hash
        `training_hash` of the training texts and targets.
    n_texts
        Number of training texts.
    positives
        Number of training texts with each label, in the order of the labels.
    """

    scheme_name: str
    scheme_version: str
    scheme_hash: str
    data_hash: str
    n_texts: int
    positives: tuple[int, ...]
