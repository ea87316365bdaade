"""The contracts between siblings: features, models, decisions and splitters meet only here."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt

__all__ = [
    "AdjustableDecision",
    "Analysed",
    "AnalysingFeatures",
    "BoolArray",
    "Component",
    "Decision",
    "Features",
    "FloatArray",
    "Fold",
    "IntArray",
    "LabelScheme",
    "Model",
    "Occurrence",
    "ReducibleFeatures",
    "SparseModel",
    "Splitter",
    "State",
]

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class State:
    """What a fitted component needs to be restored: JSON values and arrays, never code.

    Attributes
    ----------
    params
        The constructor's arguments, JSON values only.
    values
        Further fitted values, JSON only.
    arrays
        Fitted arrays of any shape, of a boolean, integer or floating dtype.
    """

    params: Mapping[str, Any]
    values: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)


class Component(Protocol):
    """A part of a classifier that can be cloned, configured and saved."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the constructor's arguments by name, as scikit-learn's estimators do."""

    def set_params(self, **params: Any) -> Self:  # noqa: ANN401 - each parameter has its own type
        """Set constructor arguments by name and return this object."""

    def state(self) -> State:
        """Return what `from_state` needs to restore this fitted component."""

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted component."""


class Occurrence(NamedTuple):
    """One place of a text that takes part in a score.

    `contributions` has shape (n_labels,): what the place adds to each label's score. `feature` is the name a
    person is shown; `start` and `end` are character offsets into the normalised text.
    """

    start: int
    end: int
    feature: str
    contributions: FloatArray


@runtime_checkable
class Features(Component, Protocol):
    """Turns texts into what a model reads: a matrix, or the texts themselves."""

    def fit(self, texts: Any) -> Self:  # noqa: ANN401 - texts, or what `AnalysingFeatures.analyse` returns
        """Learn the vocabulary from `texts` (normalised, see `geoclf.texts`)."""

    def transform(self, texts: Any) -> Any:  # noqa: ANN401 - sparse matrix, array or the texts
        """Return one row per text."""


@runtime_checkable
class Analysed(Protocol):
    """What features have worked out about each of some texts, before anything is learnt from them."""

    def __len__(self) -> int: ...

    def select(self, rows: IntArray | Sequence[int]) -> Self:
        """Return what belongs to some of the texts."""


@runtime_checkable
class AnalysingFeatures(Protocol):
    """Features that can work out once what `fit` and `transform` would else do again for every fold."""

    def analyse(self, texts: Sequence[str]) -> Analysed:
        """Return what `fit` and `transform` accept in place of `texts`."""


@runtime_checkable
class Model(Component, Protocol):
    """Scores rows per label. Scores rise with how likely the label is, and 0 means as likely as not.

    Whether they are log-odds depends on the model; a calibrating decision makes probabilities of any.
    """

    def fit(self, rows: Any, targets: BoolArray, *, seed: int) -> Self:  # noqa: ANN401
        """Fit on `rows` as `Features.transform` gives them and `targets` of shape (n_texts, n_labels)."""

    def scores(self, rows: Any) -> FloatArray:  # noqa: ANN401
        """Return finite scores, shape (n_texts, n_labels), float64."""


@runtime_checkable
class ReducibleFeatures(Features, Protocol):
    """Features that can forget columns, so that a model that does not use them is smaller."""

    def keep_columns(self, columns: IntArray) -> None:
        """Forget all columns but these, ascending."""


@runtime_checkable
class SparseModel(Model, Protocol):
    """A model that may not use every column of its rows."""

    def used_columns(self) -> IntArray:
        """Return the columns that can change a score, ascending."""

    def keep_columns(self, columns: IntArray) -> None:
        """Forget all columns but these; rows have lost the others."""


@runtime_checkable
class Decision(Component, Protocol):
    """Turns scores into calibrated probabilities, and probabilities into labels."""

    def fit(self, scores: FloatArray, targets: BoolArray, groups: Sequence[Hashable] | None = None) -> Self:
        """Fit on out-of-fold scores and their targets, both of shape (n_texts, n_labels).

        `groups` names the article or story of each text, where that is known.
        """

    def proba(self, scores: FloatArray) -> FloatArray:
        """Return probabilities, shape (n_texts, n_labels), float64 in [0, 1]."""

    def thresholds(self) -> FloatArray:
        """Return the probability from which on each label applies, shape (n_labels,), float64."""

    def predict(self, proba: FloatArray) -> BoolArray:
        """Return the labels that `proba` is high enough for, shape (n_texts, n_labels), bool."""


@runtime_checkable
class AdjustableDecision(Decision, Protocol):
    """A decision that can be changed after training, and that knows when to leave it to a person."""

    def with_aim(self, aim: str, at_least: float | None = None) -> Self:
        """Return a copy with the thresholds that serve another aim best."""

    def unreached(self) -> Mapping[int, float]:
        """Return what comes nearest to `at_least` for the labels that cannot have it, by column."""

    def with_thresholds(self, thresholds: FloatArray) -> Self:
        """Return a copy with these thresholds, shape (n_labels,), float64."""

    def with_levels(self, *, miss: float | None = None, false_alarm: float | None = None) -> Self:
        """Return a copy whose `review` promises other levels; None leaves one as it is."""

    def review(self, proba: FloatArray) -> BoolArray:
        """Return which answers a person should give, shape (n_texts, n_labels), bool."""


class LabelScheme(Protocol):
    """What the rest of the library needs of a scheme: ordered label names, a version, a hash."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Label names; their order is the column order of every label array."""

    @property
    def version(self) -> str:
        """The version that annotations refer to."""

    @property
    def hash(self) -> str:
        """Hexadecimal SHA-256 of the scheme's content."""


@dataclass(frozen=True)
class Fold:
    """One train/test split, as row indices.

    Attributes
    ----------
    name
        What is held out, for example an article's id.
    train, test
        Row indices, shape (n_train,) and (n_test,), int64, sorted.
    dropped
        Rows in neither: those that would leak the held-out text into training, shape (n_dropped,), int64.
    """

    name: str
    train: IntArray
    test: IntArray
    dropped: IntArray


class Splitter(Protocol):
    """Yields folds whose train and test rows share no group."""

    def split(
        self,
        texts: Sequence[str],
        groups: Sequence[str],
        derived_from: Sequence[str | None],
        ids: Sequence[str],
        judged: Sequence[bool] | BoolArray | None = None,
    ) -> Iterator[Fold]:
        """Yield folds; all sequences have one entry per row. Rows that are not `judged` are never tested."""
