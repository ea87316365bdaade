import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geoclf.corpus.examples import (
    count_tiers,
    example_to_json,
    load_tier,
    read_examples,
    read_labelled_texts,
    read_tier,
    select_tiers,
)
from geoclf.errors import DataError
from geoclf.jsonl import write_jsonl
from geoclf.scheme.loading import load_scheme

SCHEME = load_scheme()

Record = dict[str, Any]


def record(**changes: Any) -> Record:
    return {
        "id": "e-1",
        "text": "La UE impuso sanciones y firmó un tratado.",
        "labels": ["sanctions", "treaty"],
        "tier": "extended",
        "group": "e",
        "derived_from": None,
        "source": None,
        "annotators": {"writer": ["sanctions", "treaty"]},
        "status": ["asserted", "asserted"],
        "evidence": [{"start": 6, "end": 22, "label": "sanctions"}],
        "scheme_version": SCHEME.version,
        "note": None,
    } | changes


def write(path: Path, *records: Mapping[str, Any]) -> Path:
    write_jsonl(path, records)
    return path


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    none: Record = {"labels": [], "status": [], "evidence": [], "annotators": {}}
    gold = none | {"tier": "gold", "source": {"seed": "000", "start": 0, "end": 5}}
    write(tmp_path / "extended" / "b.jsonl", record())
    write(tmp_path / "extended" / "a.jsonl", record(id="e-2", **none))
    write(tmp_path / "gold" / "examples.jsonl", record(id="g-1", group="000", **gold))
    return tmp_path


def test_an_example_read_and_written_is_the_same_line(tmp_path: Path) -> None:
    line = record(note="dudoso", source=None)
    (example,) = read_examples(write(tmp_path / "x.jsonl", line), SCHEME)
    assert list(example_to_json(example).items()) == list(line.items())


def test_a_gold_example_keeps_its_source(data_dir: Path) -> None:
    (example,) = read_tier("gold", SCHEME, data_dir)
    assert example_to_json(example)["source"] == {"seed": "000", "start": 0, "end": 5}


def test_a_bad_line_is_named_with_all_that_is_wrong_with_it(tmp_path: Path) -> None:
    bad = record(id="e-2", labels=["sanciones", "treaty"], scheme_version="0")
    path = write(tmp_path / "x.jsonl", record(), bad)
    with pytest.raises(
        DataError, match=r"x\.jsonl:2: labels: unknown label 'sanciones'; did you mean"
    ) as error:
        read_examples(path, SCHEME)
    assert "scheme version '0'" in str(error.value)


def test_an_id_may_not_occur_twice_in_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", record(), record(id="e-2"), record())
    with pytest.raises(DataError, match=r"x\.jsonl:3: id 'e-1' stands already in line 1"):
        read_examples(path, SCHEME)


def test_all_is_every_tier_on_disk_in_order_and_files_by_name(data_dir: Path) -> None:
    assert select_tiers("all", data_dir) == ["gold", "extended"]
    data = load_tier("all", SCHEME, data_dir)
    assert data.name == "all"
    assert data.ids == ("g-1", "e-2", "e-1")
    assert data.groups == ("000", "e", "e")
    np.testing.assert_array_equal(data.targets, SCHEME.encode([[], [], ["sanctions", "treaty"]]))


def test_a_tier_that_is_not_there_names_those_that_are(data_dir: Path) -> None:
    with pytest.raises(
        DataError, match=r"no \*\.jsonl file of the tier 'derived'; available: gold, extended"
    ):
        load_tier("derived", SCHEME, data_dir)


def test_a_folder_without_tiers_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="tier 'all'; available: none"):
        select_tiers("all", tmp_path)


def test_a_tier_of_another_name_does_not_exist() -> None:
    with pytest.raises(
        DataError, match='no tier \'silver\'; expected "gold", "derived", "extended" or "all"'
    ):
        select_tiers("silver")


def test_an_example_in_the_folder_of_another_tier_is_refused(data_dir: Path) -> None:
    (data_dir / "extended" / "a.jsonl").rename(data_dir / "gold" / "a.jsonl")
    with pytest.raises(DataError, match=r"a\.jsonl: example 'e-2' is of the tier extended, not gold"):
        read_tier("gold", SCHEME, data_dir)


def test_an_id_may_not_occur_in_two_files(data_dir: Path) -> None:
    write(data_dir / "extended" / "c.jsonl", record(id="g-1"))
    with pytest.raises(DataError, match=r"c\.jsonl: id 'g-1' stands already in .*examples\.jsonl"):
        read_tier("all", SCHEME, data_dir)


def test_labelled_texts_need_no_more_than_text_and_labels(tmp_path: Path) -> None:
    path = write(
        tmp_path / "mine.jsonl",
        {"text": "Firman un tratado", "labels": ["treaty"], "outlet": "x"},
        {"text": "", "labels": []},
    )
    data = read_labelled_texts(path, SCHEME, "mine")
    assert data.name == "mine"
    assert data.labels == SCHEME.labels
    assert data.texts == ("Firman un tratado", "")
    assert data.ids == data.groups == ("line 1", "line 2")
    assert data.derived_from == (None, None)
    assert data.targets.tolist() == [[False, False, False, True], [False] * 4]


def test_ids_groups_and_origins_are_taken_over(tmp_path: Path) -> None:
    rows = [
        {"id": 7, "group": 1, "text": "a", "labels": []},
        {
            "id": "8",
            "group": "b",
            "derived_from": 7,
            "text": "b",
            "labels": ["treaty", "sanctions", "treaty"],
        },
    ]
    data = read_labelled_texts(write(tmp_path / "x.jsonl", *rows), SCHEME, "x")
    assert data.ids == ("7", "8")
    assert data.groups == ("1", "b")
    assert data.derived_from == (None, "7")
    assert data.targets[1].tolist() == [False, True, False, True]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"labels": []}, "missing key 'text'; found: labels"),
        ({"text": None, "labels": []}, "key 'text': expected a string, got null"),
        ({"text": 3.5, "labels": []}, "key 'text': expected a string, got float '3.5'"),
        ({"text": "a"}, r"missing key 'labels'; found: text; write \[\] where no label applies"),
        (
            {"text": "a", "labels": "treaty"},
            r"expected a list, got str 'treaty'; write .* such as \[\"treaty\"\]",
        ),
        (
            {"text": "a", "labels": None},
            r"key 'labels': expected a list, got null; write \[\] where no label",
        ),
        ({"text": "a", "labels": {"treaty": 1}}, "key 'labels': expected a list, got dict"),
        ({"text": "a", "labels": [1, 0]}, "expected a list of strings, got int '1' in it"),
        ({"text": "a", "labels": ["Treaty"]}, "unknown label 'Treaty'; did you mean 'treaty'"),
        ({"text": "a", "labels": [], "id": 1.5}, "key 'id': expected a string, got float '1.5'"),
        ({"text": "a", "labels": [], "group": True}, "key 'group': expected a string, got bool 'True'"),
    ],
)
def test_a_bad_labelled_text_is_named_by_file_and_line(tmp_path: Path, row: Record, message: str) -> None:
    path = write(tmp_path / "x.jsonl", {"text": "a", "labels": []}, row)
    with pytest.raises(DataError, match=r"x\.jsonl:2: .*" + message):
        read_labelled_texts(path, SCHEME, "x")


def test_a_labelled_file_without_lines_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\n\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"x\.jsonl: no lines; expected one JSON object a line"):
        read_labelled_texts(path, SCHEME, "x")


@pytest.mark.parametrize(
    "reader", [read_examples, lambda path, scheme: read_labelled_texts(path, scheme, "x")]
)
def test_broken_json_is_named_by_file_and_line(tmp_path: Path, reader: Callable[..., object]) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(record()) + "\n{", encoding="utf-8")
    with pytest.raises(DataError, match=r"x\.jsonl:2: not valid JSON"):
        reader(path, SCHEME)


def test_a_repeated_id_of_a_labelled_text_is_refused(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "x", "labels": []}, {"id": "a", "text": "y", "labels": []}]
    with pytest.raises(DataError, match="1 ids occur more than once, the first is 'a'"):
        read_labelled_texts(write(tmp_path / "x.jsonl", *rows), SCHEME, "x")


def test_counting_which_texts_stand_in_which_tier(data_dir: Path) -> None:
    assert count_tiers(["e-1", "e-2", "mine"], data_dir) == {"extended": 2}
    assert count_tiers(["mine"], data_dir) == {}
