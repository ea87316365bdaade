"""What a set of examples holds, in numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geoclf.corpus.wording import distinct_ngrams
from geoclf.records import STATUSES, Example
from geoclf.scheme.schema import Scheme

__all__ = ["LabelStats", "TierStats", "tier_stats"]


@dataclass(frozen=True)
class LabelStats:
    """One label's share of a set.

    Attributes
    ----------
    label
        The label's name.
    examples, groups
        Number of examples with the label, and of groups with such an example.
    status
        Number of them by status of the act, in the order of `geoclf.records.STATUSES`.
    """

    label: str
    examples: int
    groups: int
    status: tuple[int, ...]


@dataclass(frozen=True)
class TierStats:
    """A set of examples in numbers.

    Attributes
    ----------
    name
        The tier, or what else the set is called.
    examples, groups
        Number of examples, and of groups they belong to.
    labels
        One entry per label, in the scheme's order.
    without_label
        Number of examples to which no label applies.
    combinations
        Each set of labels that occurs together, with the number of its examples, the commonest first; () is
        no label.
    words
        First quartile, median and third quartile of the number of words in an example.
    distinct_4grams
        Number of different four-word sequences over the number of all, see
        `geoclf.corpus.wording.distinct_ngrams`.
    """

    name: str
    examples: int
    groups: int
    labels: tuple[LabelStats, ...]
    without_label: int
    combinations: tuple[tuple[tuple[str, ...], int], ...]
    words: tuple[float, float, float]
    distinct_4grams: float

    @property
    def share_without_label(self) -> float:
        """Share of examples to which no label applies, in [0, 1]; 0 when there are no examples."""
        return self.without_label / self.examples if self.examples else 0.0


def tier_stats(examples: Sequence[Example], scheme: Scheme, name: str) -> TierStats:
    """Return the numbers of a set of examples.

    Examples
    --------
    >>> from geoclf.scheme.loading import load_scheme
    >>> one = Example(id="a", text="Firman un tratado.", labels=("treaty",), tier="extended", group="g",
    ...               scheme_version="1", status=("asserted",))
    >>> stats = tier_stats([one], load_scheme(), "mine")
    >>> stats.labels[3]
    LabelStats(label='treaty', examples=1, groups=1, status=(1, 0, 0))
    >>> stats.words
    (3.0, 3.0, 3.0)
    """
    combinations = Counter(example.labels for example in examples)
    words = [len(example.text.split()) for example in examples] or [0]
    first, median, third = np.quantile(words, (0.25, 0.5, 0.75)).tolist()
    return TierStats(
        name=name,
        examples=len(examples),
        groups=len({example.group for example in examples}),
        labels=tuple(_label_stats(examples, label) for label in scheme.labels),
        without_label=combinations[()],
        combinations=tuple(sorted(combinations.items(), key=lambda item: (-item[1], item[0]))),
        words=(first, median, third),
        distinct_4grams=distinct_ngrams([example.text for example in examples], 4),
    )


def _label_stats(examples: Sequence[Example], label: str) -> LabelStats:
    having = [example for example in examples if label in example.labels]
    status = Counter(example.status[example.labels.index(label)] for example in having)
    return LabelStats(
        label=label,
        examples=len(having),
        groups=len({example.group for example in having}),
        status=tuple(status[name] for name in STATUSES),
    )
