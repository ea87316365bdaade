"""What every peer can do."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from geoclf.protocols import BoolArray, FloatArray

__all__ = ["Peer"]


class Peer(ABC):
    """A classifier of one package.

    Attributes
    ----------
    name, title
        What it is called on the command line and in tables.
    requires
        The module that must be importable.
    environment
        Variables that training needs.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    requires: ClassVar[str]
    environment: ClassVar[dict[str, str]] = {}

    def __init__(self, model: Any) -> None:  # noqa: ANN401 - the packages are untyped
        self.model = model

    @classmethod
    @abstractmethod
    def untrained(cls) -> Self:
        """Return a peer to be trained; its packages are imported."""

    @classmethod
    @abstractmethod
    def load(cls, folder: Path) -> Self:
        """Return a trained peer that `save` has written."""

    @abstractmethod
    def fit(self, texts: Sequence[str], targets: "BoolArray") -> None:
        """Train on texts and targets of shape (n_texts, n_labels)."""

    @abstractmethod
    def scores(self, texts: Sequence[str]) -> "FloatArray":
        """Return a score per text and label, shape (n_texts, n_labels)."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write all that `load` needs to an empty folder."""
