from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from geoclf.corpus.annotations import read_adjudication, read_reader
from geoclf.corpus.reading import Reading
from geoclf.corpus.seeds import Article
from geoclf.corpus.segment_files import annotated_texts, read_segments
from geoclf.errors import DataError
from geoclf.jsonl import write_jsonl
from geoclf.records import Evidence
from geoclf.resources import resource_dir
from geoclf.scheme.schema import Scheme

SENTENCES = {"x-1": "El tratado sustituye al tratado de 1961.", "x-2": "Sin noticias."}


def line(**changes: Any) -> dict[str, Any]:
    good = {
        "id": "x-1",
        "labels": ["treaty"],
        "status": {"treaty": "prospective"},
        "evidence": [{"label": "treaty", "quote": "El tratado"}],
    }
    return good | changes


NOTHING = {"id": "x-2", "labels": [], "status": {}, "evidence": []}


def read(tmp_path: Path, scheme: Scheme, *rows: dict[str, Any]) -> dict[str, Reading]:
    write_jsonl(tmp_path / "r.jsonl", rows)
    return read_reader(tmp_path / "r.jsonl", SENTENCES, scheme)


def test_quotes_become_offsets(tmp_path: Path, scheme: Scheme) -> None:
    readings = read(tmp_path, scheme, NOTHING, line(comment="Clear."))
    assert list(readings.items()) == [
        ("x-1", Reading("x-1", ("treaty",), ("prospective",), (Evidence(0, 10, "treaty"),), "Clear.")),
        ("x-2", Reading("x-2", (), (), ())),
    ]


def test_labels_and_status_follow_the_scheme_s_order(tmp_path: Path, scheme: Scheme) -> None:
    both = line(
        labels=["treaty", "sanctions"],
        status={"treaty": "negated", "sanctions": "asserted"},
        evidence=[{"label": "treaty", "quote": "El tratado"}, {"label": "sanctions", "quote": "1961"}],
    )
    reading = read(tmp_path, scheme, both, NOTHING)["x-1"]
    assert (reading.labels, reading.status) == (("sanctions", "treaty"), ("asserted", "negated"))


def test_a_start_says_which_of_two_places_is_meant(tmp_path: Path, scheme: Scheme) -> None:
    evidence = [{"label": "treaty", "quote": "tratado", "start": 24}]
    assert read(tmp_path, scheme, line(evidence=evidence), NOTHING)["x-1"].evidence == (
        Evidence(24, 31, "treaty"),
    )


def quote(text: str, **more: Any) -> dict[str, Any]:
    return line(evidence=[{"label": "treaty", "quote": text, **more}])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (line(id="x-3"), r"r\.jsonl:1: x-3: no such sentence; remove the line or correct the id"),
        (line(labels=["tratado"]), r"r\.jsonl:1: x-1: unknown label 'tratado'; did you mean 'treaty'\?"),
        (line(status={"pact": "asserted"}), r"r\.jsonl:1: x-1: unknown label 'pact'"),
        (line(labels=["treaty", "treaty"]), r"r\.jsonl:1: x-1: a label stands twice"),
        (line(status={}), r"status and labels differ: no status for treaty; status but no label for none"),
        (
            line(status={"treaty": "future"}),
            r"key 'status\.treaty': expected 'asserted', 'prospective' or 'neg",
        ),
        (
            line(status={"treaty": "asserted", "sanctions": "asserted"}),
            r"status and labels differ: no status for none; status but no label for sanctions",
        ),
        (
            line(evidence=[]),
            r"evidence and labels differ: no evidence for treaty; evidence but no label for none",
        ),
        (line(labels=[], status={}), r"evidence and labels differ: .* evidence but no label for treaty"),
        (
            quote("El Tratado"),
            r"r\.jsonl:1: x-1: the quote 'El Tratado' is not in the sentence; copy it exactly",
        ),
        (quote(""), r"r\.jsonl:1: x-1: the quote for treaty is empty"),
        (quote("tratado"), r"'tratado' stands at 3, 24; make it longer, or give one of these as \"start\""),
        (quote("tratado", start=4), r"'tratado' does not stand at 4; it stands at: 3, 24"),
        (quote("pacto", start=4), r"'pacto' does not stand at 4; it stands at: nowhere"),
        (line(reason="x"), r"unknown key 'reason'; remove it"),
        (line(labels="treaty"), r"key 'labels': expected a list, got str 'treaty'"),
        (line(evidence=["El"]), r"key 'evidence\[0\]': expected an object, got str 'El'"),
        (line(evidence=[{"label": "treaty"}]), r"missing key 'evidence\[0\]\.quote'"),
        (NOTHING, r"r\.jsonl: expected a line for each of 2 sentences; 1 are missing: x-1"),
    ],
)
def test_a_bad_line_is_refused(tmp_path: Path, scheme: Scheme, row: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read(tmp_path, scheme, row)


def test_an_id_stands_once(tmp_path: Path, scheme: Scheme) -> None:
    with pytest.raises(DataError, match=r"r\.jsonl:3: id 'x-1' stands already at .*r\.jsonl:1"):
        read(tmp_path, scheme, line(), NOTHING, line())


def test_adjudication_needs_a_reason_and_no_completeness(tmp_path: Path, scheme: Scheme) -> None:
    path = tmp_path / "a.jsonl"
    write_jsonl(path, [line(reason="Replaced, so prospective.")])
    assert read_adjudication(path, SENTENCES, scheme)["x-1"].remark == "Replaced, so prospective."
    write_jsonl(path, [line()])
    with pytest.raises(DataError, match=r"a\.jsonl:1: missing key 'reason'"):
        read_adjudication(path, SENTENCES, scheme)
    write_jsonl(path, [line(reason=" ")])
    with pytest.raises(DataError, match=r"a\.jsonl:1: x-1: the reason is empty; say why"):
        read_adjudication(path, SENTENCES, scheme)


@pytest.mark.parametrize("reader", ["reader_a", "reader_b"])
def test_shipped_readers_judged_every_sentence(
    reader: str, articles: Mapping[str, Article], scheme: Scheme
) -> None:
    folder = resource_dir("data") / "annotations"
    sentences = annotated_texts(read_segments(folder / "segments.jsonl", articles), articles)
    readings = read_reader(folder / f"{reader}.jsonl", sentences, scheme)
    assert list(readings) == list(sentences)
