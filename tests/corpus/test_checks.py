import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geoclf.corpus.checks import check_data
from geoclf.corpus.examples import load_tier
from geoclf.corpus.wording import shared_runs
from geoclf.errors import DataError
from geoclf.jsonl import read_jsonl, write_jsonl
from geoclf.resources import resource_dir
from geoclf.scheme.loading import load_scheme

SCHEME = load_scheme()

Record = dict[str, Any]


PRESS = Path(__file__).parents[3] / "shared" / "realworld_dev.jsonl"
"""Real press to judge by; no part of the project, and not always there."""


@pytest.fixture
def gold_file(gold_only: Path, tmp_path: Path) -> Path:
    """The gold of a copy of the shipped data."""
    return Path(shutil.copytree(gold_only, tmp_path / "data")) / "gold" / "examples.jsonl"


def records_of(path: Path) -> list[Record]:
    return [record for _, record in read_jsonl(path)]


def test_the_shipped_data_are_clean() -> None:
    assert check_data(resource_dir("data"), resource_dir("seeds"), SCHEME) == []


@pytest.mark.skipif(not PRESS.is_file(), reason=f"{PRESS.name} does not lie beside the checkout")
def test_no_sentence_is_copied_from_the_press_it_is_judged_by() -> None:
    """As `geoclf data check --held-out` looks for it, without the other gates."""
    press = [record["text"] for _, record in read_jsonl(PRESS)]
    assert len(press) > 500
    assert shared_runs(load_tier("all", SCHEME).texts, press, length=6) == []


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        (lambda r: r.pop("note"), "schema", "missing key 'note'"),
        (lambda r: r.update(group=3), "schema", "key 'group': expected a string, got int '3'"),
        (lambda r: r.update(labels=["sanction"], status=["asserted"]), "label", "did you mean 'sanctions'?"),
        (lambda r: r.update(scheme_version="0.1"), "scheme-version", "scheme version '0.1'"),
        (lambda r: r["evidence"][0].update(end=10_000), "evidence", "is not inside the text"),
        (lambda r: r.update(evidence=[]), "evidence", "in gold every label needs its words"),
        (lambda r: r.update(status=[]), "status", "expected one status per label"),
        (lambda r: r["source"].update(start=0), "source", "text differs from article"),
        (lambda r: r["source"].update(start=-3), "source", "expected 0 <= start < end, got -3"),
        (lambda r: r["source"].update(seed="999"), "source", "no article '999'; there are: 000, 001"),
        (lambda r: r.update(text=r["text"] + " "), "source", "text differs from article"),
        (lambda r: r.update(source=None), "origin", "'source': expected a value in the tier gold"),
        (lambda r: r.update(tier="extended", source=None), "tier", "extended example in the folder gold/"),
        (lambda r: r.update(group="001"), "group", "differs from group '000'"),
    ],
)
def test_a_spoilt_gold_line_is_found_where_it_is(
    gold_file: Path, change: Callable[[Record], object], kind: str, message: str
) -> None:
    records = records_of(gold_file)
    number, record = next((n, r) for n, r in enumerate(records, start=1) if n > 1 and r["labels"])
    change(record)
    write_jsonl(gold_file, records)
    violations = check_data(gold_file.parents[1], resource_dir("seeds"), SCHEME)
    found = [violation for violation in violations if violation.kind == kind]
    assert {(violation.file, violation.line) for violation in found} == {(gold_file, number)}
    assert any(message in violation.message for violation in found)


def test_every_violation_is_reported_in_one_pass(gold_file: Path) -> None:
    records = records_of(gold_file)
    for record in records[:10]:
        record["scheme_version"] = "0"
    records[20]["labels"] = "treaty"
    write_jsonl(gold_file, records)
    gold_file.write_bytes(gold_file.read_bytes() + b"{broken\n[]\n")
    planted = gold_file.parents[1] / "extended" / "planted.jsonl"
    spoilt = records[30] | {"tier": "extended", "source": None, "labels": ["x"], "status": ["asserted"] * 2}
    write_jsonl(planted, [spoilt | {"id": "planted-1", "evidence": [], "annotators": {}}])

    violations = check_data(gold_file.parents[1], resource_dir("seeds"), SCHEME)
    found = [(violation.file, violation.line, violation.kind) for violation in violations]
    assert found == [
        (planted, 0, "manifest"),
        (planted, 1, "label"),
        (planted, 1, "status"),
        (gold_file, 0, "manifest"),
        *((gold_file, line, "scheme-version") for line in range(1, 11)),
        (gold_file, 21, "schema"),
        (gold_file, len(records) + 1, "schema"),
        (gold_file, len(records) + 2, "schema"),
    ]


def test_a_folder_without_tiers_cannot_be_checked(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no \*\.jsonl file of the tier 'all'; available: none"):
        check_data(tmp_path, resource_dir("seeds"), SCHEME)
