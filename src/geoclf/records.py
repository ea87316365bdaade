"""The records that cross module boundaries: frozen, checked when made, then trusted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Literal, get_args

import numpy as np

from geoclf.errors import DataError
from geoclf.hashing import sha256_of_json
from geoclf.protocols import BoolArray, IntArray

__all__ = ["STATUSES", "TIERS", "Evidence", "Example", "LabelledTexts", "SourceSpan", "Status", "Tier"]

Status = Literal["asserted", "prospective", "negated"]
STATUSES: tuple[Status, ...] = get_args(Status)
Tier = Literal["gold", "derived", "extended"]
TIERS: tuple[Tier, ...] = get_args(Tier)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of an example's text that carries one of its labels.

    `start` and `end` are character offsets into the example's text, end exclusive.
    """

    start: int
    end: int
    label: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise DataError(
                f"evidence for {self.label}: expected 0 <= start < end, got {self.start}, {self.end}"
            )


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """Where a gold sentence stands: character offsets into the article `seed`, end exclusive."""

    seed: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise DataError(
                f"source in seed {self.seed}: expected 0 <= start < end, got {self.start}, {self.end}"
            )


@dataclass(frozen=True, slots=True)
class Example:
    """One annotated sentence.

    Attributes
    ----------
    id
        Unique over all tiers.
    text
        The sentence as printed.
    labels
        Labels that apply, in the scheme's order; empty when none does.
    tier
        "gold" (from a seed article), "derived" (rewritten from gold) or "extended" (written for the scheme).
    group
        The article or story it belongs to; a group never stands on both sides of a split.
    scheme_version
        Version of the scheme that the labels follow.
    derived_from
        Id of the gold sentence it was rewritten from, or None.
    source
        Where a gold sentence stands in its article, else None.
    annotators
        What each independent reader said, by reader's name.
    status
        One entry per label, in the order of `labels`: did the act happen ("asserted"), is it to come
        ("prospective"), or is it refused, absent or ended ("negated")?
    evidence
        The words that carry each label.
    note
        What a reviewer should know, such as why readers disagreed; or None.

    Examples
    --------
    >>> Example(id="a", text="Sin noticias.", labels=("treaty",), tier="gold", group="g", scheme_version="1",
    ...         status=())
    Traceback (most recent call last):
    geoclf.errors.DataError: example a: expected one status per label, got 0 for 1
    """

    id: str
    text: str
    labels: tuple[str, ...]
    tier: Tier
    group: str
    scheme_version: str
    derived_from: str | None = None
    source: SourceSpan | None = None
    annotators: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status: tuple[Status, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        if self.tier not in TIERS:
            raise DataError(f"example {self.id}: expected tier {' or '.join(TIERS)}, got {self.tier!r}")
        if len(self.status) != len(self.labels):
            raise DataError(
                f"example {self.id}: expected one status per label, "
                f"got {len(self.status)} for {len(self.labels)}"
            )
        for span in self.evidence:
            if span.end > len(self.text):
                raise DataError(
                    f"example {self.id}: evidence for {span.label} ends at {span.end}, "
                    f"after the end of the text ({len(self.text)} characters)"
                )


@dataclass(frozen=True)
class LabelledTexts:
    """Texts with their labels as an array: what classifiers are trained on and judged by.

    Attributes
    ----------
    name
        What the set is called in metrics and files, such as "gold".
    labels
        Label names; the columns of `targets`.
    ids, texts, groups
        One entry per text. Ids are unique; texts of one group never stand on both sides of a split.
    derived_from
        One entry per text: the id of the gold sentence it was rewritten from, or None.
    targets
        Shape (n_texts, n_labels), bool.
    """

    name: str
    labels: tuple[str, ...]
    ids: tuple[str, ...]
    texts: tuple[str, ...]
    groups: tuple[str, ...]
    derived_from: tuple[str | None, ...]
    targets: BoolArray

    def __post_init__(self) -> None:
        expected = (len(self.texts), len(self.labels))
        if self.targets.shape != expected or self.targets.dtype != np.bool_:
            raise DataError(
                f"{self.name}: expected targets of shape {expected}, bool; "
                f"got {self.targets.shape}, {self.targets.dtype}"
            )
        for column in ("ids", "groups", "derived_from"):
            if len(getattr(self, column)) != len(self.texts):
                raise DataError(
                    f"{self.name}: expected {len(self.texts)} {column}, got {len(getattr(self, column))}"
                )
        if len(set(self.ids)) != len(self.ids):
            raise DataError(f"{self.name}: ids are not unique")

    def __len__(self) -> int:
        return len(self.texts)

    def select(self, rows: IntArray | Sequence[int]) -> "LabelledTexts":
        """Return the given rows, in the order given."""
        return LabelledTexts(
            name=self.name,
            labels=self.labels,
            ids=tuple(self.ids[i] for i in rows),
            texts=tuple(self.texts[i] for i in rows),
            groups=tuple(self.groups[i] for i in rows),
            derived_from=tuple(self.derived_from[i] for i in rows),
            targets=self.targets[np.asarray(rows, dtype=np.int64)],
        )

    def joined(self, *others: "LabelledTexts") -> "LabelledTexts":
        """Return these texts followed by those of `others`, the names joined by "+".

        Raises
        ------
        DataError
            If the others have other labels, or an id stands in two of them.
        """
        parts = (self, *others)
        for other in others:
            if other.labels != self.labels:
                raise DataError(
                    f"{other.name}: expected labels {', '.join(self.labels)} as in {self.name}, "
                    f"got {', '.join(other.labels)}"
                )
        return LabelledTexts(
            name="+".join(part.name for part in parts),
            labels=self.labels,
            ids=tuple(chain.from_iterable(part.ids for part in parts)),
            texts=tuple(chain.from_iterable(part.texts for part in parts)),
            groups=tuple(chain.from_iterable(part.groups for part in parts)),
            derived_from=tuple(chain.from_iterable(part.derived_from for part in parts)),
            targets=np.concatenate([part.targets for part in parts]),
        )

    @cached_property
    def hash(self) -> str:
        """Hexadecimal SHA-256 over ids, texts, groups and labels, in order."""
        rows = zip(self.ids, self.texts, self.groups, self.targets.tolist(), strict=True)
        return sha256_of_json([self.labels, [list(row) for row in rows]])
