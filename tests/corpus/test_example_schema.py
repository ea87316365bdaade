from collections.abc import Callable
from typing import Any

import pytest

from geoclf.corpus.example_schema import LINE_GATES, parse_example
from geoclf.records import Evidence, SourceSpan
from geoclf.scheme.loading import load_scheme

SCHEME = load_scheme()

Record = dict[str, Any]
Change = Callable[[Record], object]


def gold_record() -> Record:
    return {
        "id": "000-01",
        "text": "Japón y Filipinas firmaron un acuerdo de defensa.",
        "labels": ["military_cooperation", "treaty"],
        "tier": "gold",
        "group": "000",
        "derived_from": None,
        "source": {"seed": "000", "start": 10, "end": 59},
        "annotators": {"reader_a": ["treaty"], "reader_b": []},
        "status": ["prospective", "asserted"],
        "evidence": [
            {"start": 30, "end": 48, "label": "military_cooperation"},
            {"start": 27, "end": 37, "label": "treaty"},
        ],
        "scheme_version": SCHEME.version,
        "note": None,
    }


def problems_after(change: Change) -> list[tuple[str, str]]:
    record = gold_record()
    change(record)
    return [(problem.kind, problem.message) for problem in parse_example(record, SCHEME)[1]]


def test_a_good_line_becomes_the_example_it_says() -> None:
    line, problems = parse_example(gold_record(), SCHEME)
    assert problems == []
    assert line is not None
    example = line.to_example()
    assert example.labels == ("military_cooperation", "treaty")
    assert example.source == SourceSpan("000", 10, 59)
    assert example.annotators == {"reader_a": ("treaty",), "reader_b": ()}
    assert example.evidence[1] == Evidence(27, 37, "treaty")
    assert example.status == ("prospective", "asserted")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: r.pop("group"), "missing key 'group'"),
        (lambda r: r.update(lables=[]), "unknown key 'lables'; did you mean 'labels'?"),
        (lambda r: r.update(xyz=1), "unknown key 'xyz'; remove it"),
        (lambda r: r.update(text=None), "key 'text': expected a string, got null"),
        (lambda r: r.update(id=""), "key 'id': expected a string that is not empty, got str ''"),
        (lambda r: r.update(labels="treaty"), "key 'labels': expected a list, got str 'treaty'"),
        (lambda r: r.update(labels=["treaty", 4]), "key 'labels[1]': expected a string, got int '4'"),
        (
            lambda r: r.update(tier="silver"),
            "key 'tier': expected 'gold', 'derived' or 'extended', got str 'silver'",
        ),
        (
            lambda r: r.update(status=["asserted", "done"]),
            "key 'status[1]': expected 'asserted', 'prospective' or 'negated', got str 'done'",
        ),
        (lambda r: r.update(source="000"), "key 'source': expected an object, got str '000'"),
        (lambda r: r.update(annotators=[]), "key 'annotators': expected an object, got list '[]'"),
        (
            lambda r: r["evidence"][0].update(start="3"),
            "key 'evidence[0].start': expected an integer, got str '3'",
        ),
        (lambda r: r["evidence"][0].update(start=True), "expected an integer, got bool 'True'"),
    ],
)
def test_wrong_keys_and_types_are_named(change: Change, message: str) -> None:
    (problem,) = problems_after(change)
    assert problem[0] == "schema"
    assert message in problem[1]


def test_every_wrong_key_of_a_line_is_reported() -> None:
    def change(record: Record) -> None:
        del record["id"]
        record["text"] = 3
        record["extra"] = None

    assert len(problems_after(change)) == 3


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        (
            lambda r: r.update(annotators={"reader_a": ["treatys"]}),
            "label",
            "annotators.reader_a: unknown label 'treatys'; did you mean 'treaty'?",
        ),
        (lambda r: r["labels"].reverse(), "label-order", "expected ['military_cooperation', 'treaty']"),
        (
            lambda r: r.update(annotators={"reader_b": ["treaty", "treaty"]}),
            "label-order",
            "reader_b: expected ['treaty'], each label once, got ['treaty', 'treaty']",
        ),
        (lambda r: r.update(scheme_version="0"), "scheme-version", "labelled under scheme version '0'"),
        (lambda r: r.update(status=[]), "status", "expected one status per label, got 0 for 2 labels"),
        (lambda r: r["evidence"][1].update(end=50), "evidence", "at 27-50 is not inside the text"),
        (lambda r: r["evidence"][1].update(start=-1), "evidence", "at -1-37 is not inside the text"),
        (lambda r: r["evidence"][1].update(start=37), "evidence", "at 37-37 is not inside the text"),
        (lambda r: r["evidence"].pop(), "evidence", "no evidence for treaty"),
        (
            lambda r: r["evidence"].append({"start": 0, "end": 5, "label": "sanctions"}),
            "evidence",
            "evidence for sanctions, which is not among the labels",
        ),
        (lambda r: r["source"].update(start=-1), "source", "expected 0 <= start < end, got -1, 59"),
        (lambda r: r["source"].update(end=10), "source", "expected 0 <= start < end, got 10, 10"),
        (lambda r: r.update(source=None), "origin", "key 'source': expected a value in the tier gold"),
        (lambda r: r.update(derived_from="x"), "origin", "'derived_from': expected null in the tier gold"),
    ],
)
def test_each_gate_names_what_it_refuses(change: Change, kind: str, message: str) -> None:
    ((found, said),) = problems_after(change)
    assert found == kind
    assert message in said


def test_an_unknown_label_is_one_problem_wherever_it_stands() -> None:
    def change(record: Record) -> None:
        record["labels"] = ["military_cooperation", "tratado"]
        record["evidence"][1]["label"] = "tratado"

    assert [kind for kind, _ in problems_after(change)] == ["label", "label"]


def test_outside_gold_a_label_needs_no_evidence() -> None:
    def change(record: Record) -> None:
        record.update(tier="extended", source=None, evidence=[])

    assert problems_after(change) == []


def test_a_derived_line_needs_its_origin() -> None:
    problems = problems_after(lambda r: r.update(tier="derived", source=None))
    assert problems == [("origin", "key 'derived_from': expected a value in the tier derived")]


def test_several_gates_report_on_one_line() -> None:
    def change(record: Record) -> None:
        record.update(scheme_version="0", status=[], evidence=[])

    assert [kind for kind, _ in problems_after(change)] == [
        "scheme-version",
        "status",
        "evidence",
        "evidence",
    ]


def test_no_gate_stands_twice() -> None:
    assert len(set(LINE_GATES)) == len(LINE_GATES)
