"""How far two readers agree, label by label and on whole label sets."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geoclf.corpus.reading import Reading
from geoclf.errors import DataError

__all__ = ["Agreement", "LabelAgreement", "Pair", "measure_agreement"]


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """Agreement on one label.

    Attributes
    ----------
    label
        Its name.
    first, second, both
        Number of sentences to which the first reader, the second reader, both gave it.
    raw
        Share of sentences on which they agree whether it applies, in [0, 1].
    kappa
        Cohen's kappa, in [-1, 1]; nan where it is undefined.
    undefined
        Why kappa is undefined, or None.
    """

    label: str
    first: int
    second: int
    both: int
    raw: float
    kappa: float
    undefined: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """What the two readers said of one sentence."""

    id: str
    first: Reading
    second: Reading


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two readers on the same sentences.

    Attributes
    ----------
    sentences
        Number of sentences.
    labels
        One entry per label, in the order of the scheme.
    alpha
        Krippendorff's alpha over label sets with the MASI distance; nan where it is undefined.
    undefined
        Why alpha is undefined, or None.
    label_disagreements
        Sentences whose label sets differ.
    status_disagreements
        Sentences with a label that both readers gave, each with another status.
    """

    sentences: int
    labels: tuple[LabelAgreement, ...]
    alpha: float
    undefined: str | None
    label_disagreements: tuple[Pair, ...]
    status_disagreements: tuple[Pair, ...]


def measure_agreement(
    first: Mapping[str, Reading], second: Mapping[str, Reading], labels: Sequence[str]
) -> Agreement:
    """Return the agreement of two readers.

    Parameters
    ----------
    first, second
        Each reader's annotations by sentence id.
    labels
        The labels of the scheme, in its order.

    Raises
    ------
    DataError
        If there is no sentence, or the readers did not judge the same ones.

    Examples
    --------
    >>> def reader(*rows):
    ...     return {str(i): Reading(str(i), row, ("asserted",) * len(row), ()) for i, row in enumerate(rows)}
    >>> first, second = reader(("treaty",), (), ()), reader(("treaty",), ("treaty",), ())
    >>> agreement = measure_agreement(first, second, ["treaty"])
    >>> round(agreement.labels[0].kappa, 2), agreement.label_disagreements[0].id
    (0.4, '1')
    """
    if first.keys() != second.keys() or not first:
        only = sorted(first.keys() ^ second.keys())
        raise DataError(
            f"expected two readers of the same sentences, got {len(first)} and {len(second)}; judged by one "
            f"only: {', '.join(only[:5]) or 'none'}"
        )
    pairs = [Pair(key, first[key], second[key]) for key in first]
    alpha, undefined = _alpha(pairs)
    return Agreement(
        sentences=len(pairs),
        labels=tuple(_on_label(label, pairs) for label in labels),
        alpha=alpha,
        undefined=undefined,
        label_disagreements=tuple(pair for pair in pairs if pair.first.labels != pair.second.labels),
        status_disagreements=tuple(pair for pair in pairs if _status_differs(pair)),
    )


def _status_differs(pair: Pair) -> bool:
    first = dict(zip(pair.first.labels, pair.first.status, strict=True))
    second = dict(zip(pair.second.labels, pair.second.status, strict=True))
    return any(first[label] != second[label] for label in first.keys() & second.keys())


def _on_label(label: str, pairs: Sequence[Pair]) -> LabelAgreement:
    first = [label in pair.first.labels for pair in pairs]
    second = [label in pair.second.labels for pair in pairs]
    kappa, undefined = _kappa(first, second)
    return LabelAgreement(
        label=label,
        first=sum(first),
        second=sum(second),
        both=sum(a and b for a, b in zip(first, second, strict=True)),
        raw=sum(a == b for a, b in zip(first, second, strict=True)) / len(pairs),
        kappa=kappa,
        undefined=undefined,
    )


def _kappa(first: Sequence[bool], second: Sequence[bool]) -> tuple[float, str | None]:
    from sklearn.metrics import cohen_kappa_score

    answers = {*first, *second}
    if len(answers) == 1:
        given = "every sentence" if answers == {True} else "no sentence"
        return math.nan, f"both readers gave the label to {given}, so chance alone makes them agree"
    return float(cohen_kappa_score(first, second, labels=[False, True])), None


def _alpha(pairs: Sequence[Pair]) -> tuple[float, str | None]:
    # Here and not above: nltk takes seconds to import.
    from nltk.metrics.agreement import AnnotationTask

    answers = {reading.labels for pair in pairs for reading in (pair.first, pair.second)}
    if len(answers) == 1:
        return math.nan, "both readers gave every sentence the same labels, so chance alone makes them agree"
    task = AnnotationTask(
        [
            (reader, pair.id, frozenset(reading.labels))
            for pair in pairs
            for reader, reading in (("first", pair.first), ("second", pair.second))
        ],
        distance=_masi,
    )
    return float(task.alpha()), None


def _masi(first: frozenset[str], second: frozenset[str]) -> float:
    from nltk.metrics import masi_distance

    # nltk divides by the size of the union, which is 0 for two sentences without a label.
    return 0.0 if first == second else float(masi_distance(first, second))
