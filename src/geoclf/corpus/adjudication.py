"""One verdict per sentence out of two readers and an adjudicator."""

from collections.abc import Mapping
from pathlib import Path

from geoclf.corpus.reading import Reading, merge_evidence
from geoclf.errors import DataError

__all__ = ["resolve"]


def resolve(
    first: Mapping[str, Reading],
    second: Mapping[str, Reading],
    adjudicated: Mapping[str, Reading],
    *,
    path: Path,
) -> dict[str, Reading]:
    """Return the verdict on each sentence.

    An adjudicated sentence is as the adjudicator has it. On any other the readers must agree in labels and
    status, and the evidence of both is kept.

    Parameters
    ----------
    first, second
        The readers' annotations of the same sentences, by segment id.
    adjudicated
        The adjudicator's, by segment id.
    path
        The adjudicator's file, for messages.

    Returns
    -------
    dict of Reading
        By segment id, in the order of `first`. `remark` is the adjudicator's reason, or None.

    Raises
    ------
    DataError
        If readers differ on a sentence that is not adjudicated.

    Examples
    --------
    >>> one = {"000-01": Reading("000-01", ("treaty",), ("asserted",), ())}
    >>> two = {"000-01": Reading("000-01", (), (), ())}
    >>> resolve(one, two, {}, path=Path("adjudication.jsonl"))
    Traceback (most recent call last):
    geoclf.errors.DataError: adjudication.jsonl: expected a line for every sentence on which the readers \
differ; missing: 000-01 (treaty asserted against no label)
    """
    open_questions = [
        f"{key} ({_shown(first[key])} against {_shown(second[key])})"
        for key in first
        if key not in adjudicated and _verdict(first[key]) != _verdict(second[key])
    ]
    if open_questions:
        raise DataError(
            f"{path}: expected a line for every sentence on which the readers differ; missing: "
            f"{'; '.join(open_questions)}"
        )
    return {key: adjudicated[key] if key in adjudicated else _union(first[key], second[key]) for key in first}


def _verdict(reading: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return reading.labels, reading.status


def _shown(reading: Reading) -> str:
    pairs = zip(reading.labels, reading.status, strict=True)
    return ", ".join(f"{label} {status}" for label, status in pairs) or "no label"


def _union(first: Reading, second: Reading) -> Reading:
    evidence = merge_evidence([*first.evidence, *second.evidence])
    return Reading(first.id, first.labels, first.status, evidence)
