"""What a reader said of a sentence: labels, status, and the words that carry them."""

from collections.abc import Iterable
from dataclasses import dataclass

from geoclf.records import Evidence, Status

__all__ = ["Reading", "merge_evidence"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader, or the adjudicator, said of one sentence.

    Attributes
    ----------
    id
        Id of the segment.
    labels
        Labels that apply, in the scheme's order.
    status
        One entry per label, in the order of `labels`.
    evidence
        The words that carry each label, in the order of the text; at least one stretch per label.
    remark
        The reader's comment or the adjudicator's reason, or None.
    """

    id: str
    labels: tuple[str, ...]
    status: tuple[Status, ...]
    evidence: tuple[Evidence, ...]
    remark: str | None = None


def merge_evidence(spans: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return `spans` in the order of the text; those of one label that overlap become one.

    Examples
    --------
    >>> merge_evidence([Evidence(8, 20, "treaty"), Evidence(0, 5, "treaty"), Evidence(6, 15, "treaty")])
    (Evidence(start=0, end=5, label='treaty'), Evidence(start=6, end=20, label='treaty'))
    """
    merged: list[Evidence] = []
    last: dict[str, int] = {}
    for span in sorted(spans, key=lambda span: (span.start, span.end, span.label)):
        index = last.get(span.label)
        if index is not None and span.start < merged[index].end:
            merged[index] = Evidence(merged[index].start, max(merged[index].end, span.end), span.label)
        else:
            last[span.label] = len(merged)
            merged.append(span)
    return tuple(merged)
