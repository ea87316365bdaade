from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from geoclf.corpus.seeds import Article
from geoclf.corpus.segment_files import Segment, annotated_texts, check_coverage, read_segments
from geoclf.errors import DataError
from geoclf.jsonl import write_jsonl
from geoclf.resources import resource_dir

SHIPPED = resource_dir("data") / "annotations" / "segments.jsonl"


def test_shipped_segments_account_for_every_character(articles: Mapping[str, Article]) -> None:
    segments = read_segments(SHIPPED, articles)
    check_coverage(segments, articles)
    kinds = Counter(segment.kind for segment in segments)
    assert kinds == {
        "sentence": 77,
        "headline": 4,
        "caption": 1,
        "foreign": 3,
        "repeat": 1,
        "credit": 1,
        "dateline": 1,
    }


def test_sentences_headlines_and_captions_are_annotated(articles: Mapping[str, Article]) -> None:
    texts = annotated_texts(read_segments(SHIPPED, articles), articles)
    assert len(texts) == 82
    assert texts["001-01"] == articles["001"].title
    assert "001-02" not in texts  # the headline again
    assert texts["001-24"].endswith("Rusia ayude. su guerra en Ucrania.")


def line(**changes: Any) -> dict[str, Any]:
    return {"id": "004-01", "seed": "004", "start": 0, "end": 80, "kind": "headline"} | changes


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([line(seed="009")], r"s\.jsonl:1: no article '009'; there are: 000, 001"),
        ([line(id="003-01")], r"s\.jsonl:1: expected an id that begins with '004-', got '003-01'"),
        ([line(end=99_999)], r"s\.jsonl:1: expected 0 <= start < end <= 3628, .* got 0, 99999"),
        ([line(start=80)], r"s\.jsonl:1: expected 0 <= start < end <= 3628, .* got 80, 80"),
        ([line(end=81)], r"s\.jsonl:1: 004-01 begins or ends with white space"),
        ([line(kind="title")], r"s\.jsonl:1: key 'kind': expected 'sentence', 'headline', .*got str 'title'"),
        ([line(start="0")], r"s\.jsonl:1: key 'start': expected an integer, got str '0'"),
        ([line(nota="x")], r"s\.jsonl:1: unknown key 'nota'; did you mean 'note'\?"),
        ([{"id": "004-01"}], r"s\.jsonl:1: missing key 'seed'; missing key 'start'"),
        (
            [line(), line(start=82, end=216)],
            r"s\.jsonl:2: id '004-01' stands already at .*s\.jsonl:1; remove",
        ),
    ],
)
def test_a_bad_line_is_refused(
    tmp_path: Path, articles: Mapping[str, Article], rows: list[dict[str, Any]], message: str
) -> None:
    write_jsonl(tmp_path / "s.jsonl", rows)
    with pytest.raises(DataError, match=message):
        read_segments(tmp_path / "s.jsonl", articles)


def test_a_character_in_no_segment_is_found(articles: Mapping[str, Article]) -> None:
    segments = [segment for segment in read_segments(SHIPPED, articles) if segment.id != "002-02"]
    with pytest.raises(
        DataError, match=r"002_.*txt: characters 110 to 140 are in no segment: '- Henry Nicholls"
    ):
        check_coverage(segments, articles)


def test_the_end_of_an_article_is_not_forgotten(articles: Mapping[str, Article]) -> None:
    segments = [segment for segment in read_segments(SHIPPED, articles) if segment.id != "004-22"]
    with pytest.raises(DataError, match=r"004_.*characters 3491 to 3628 are in no segment: 'Esta cumbre"):
        check_coverage(segments, articles)


def test_overlapping_segments_are_refused(articles: Mapping[str, Article]) -> None:
    segments = [Segment("000-01", "000", 2, 125, "sentence"), Segment("000-02", "000", 120, 394, "sentence")]
    with pytest.raises(DataError, match=r"000-02 begins at 120, before the end of the one above it \(125\)"):
        check_coverage(segments, articles)
