"""No features at all: for models that read the text themselves, such as the rule lexicon."""

from collections.abc import Sequence
from typing import Self

from geoclf.params import Configurable
from geoclf.protocols import State

__all__ = ["RawText"]


class RawText(Configurable):
    """Passes texts through unchanged.

    Examples
    --------
    >>> RawText().fit([]).transform(["Firman un tratado."])
    ['Firman un tratado.']
    """

    def fit(self, texts: Sequence[str]) -> Self:
        """Do nothing: there is nothing to learn."""
        del texts
        return self

    def transform(self, texts: Sequence[str]) -> list[str]:
        """Return the texts as a list."""
        return list(texts)

    def state(self) -> State:
        """Return an empty state."""
        return State(params={})

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Return a new object: there is nothing to restore."""
        del state
        return cls()
