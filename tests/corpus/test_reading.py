from geoclf.corpus.reading import merge_evidence
from geoclf.records import Evidence


def test_overlapping_evidence_of_one_label_becomes_one() -> None:
    spans = [
        Evidence(0, 4, "treaty"),
        Evidence(2, 9, "treaty"),
        Evidence(3, 5, "treaty"),
        Evidence(3, 5, "sanctions"),
        Evidence(9, 12, "treaty"),
    ]
    assert merge_evidence(spans) == (
        Evidence(0, 9, "treaty"),
        Evidence(3, 5, "sanctions"),
        Evidence(9, 12, "treaty"),
    )
