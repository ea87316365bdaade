import json
from pathlib import Path
from typing import Any

import pytest

from geoclf.errors import DataError
from geoclf.tracking.saved_predictions import read_predictions_file

RECORD: dict[str, Any] = {
    "dataset": "gold",
    "system": "mine",
    "id": "a",
    "fold": "",
    "group": "g",
    "text": "t",
    "labels": ["treaty"],
    "predicted": [],
    "proba": {"treaty": 0.25},
}


def written(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_systems_and_data_sets_are_kept_apart(tmp_path: Path) -> None:
    path = written(tmp_path / "p.jsonl", RECORD, {**RECORD, "system": "other"}, {**RECORD, "id": "b"})
    first, second = read_predictions_file(path)
    assert (first.system, first.ids) == ("mine", ("a", "b"))
    assert (second.system, second.ids) == ("other", ("a",))


@pytest.mark.parametrize(
    ("records", "message"),
    [
        ([], "no predictions"),
        ([{"id": "a"}], "p.jsonl:1: no 'dataset'"),
        ([RECORD, {**RECORD, "proba": {"sanctions": 1.0}}], "not all lines have the same labels"),
    ],
)
def test_what_was_not_written_by_geoclf(tmp_path: Path, records: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_predictions_file(written(tmp_path / "p.jsonl", *records))
