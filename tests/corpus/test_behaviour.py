import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from geoclf.corpus.behaviour import load_behaviour, read_behaviour
from geoclf.errors import DataError
from geoclf.scheme.schema import Scheme

CAPABILITY = {"id": "1", "capability": "plain", "kind": "capability", "text": "Firman.", "labels": ["treaty"]}
INVARIANCE = {"id": "2", "capability": "swap", "kind": "invariance", "text": "Uno.", "variant": "Dos."}
DIRECTION = INVARIANCE | {
    "id": "3",
    "capability": "added",
    "kind": "direction",
    "rises": ["treaty"],
    "falls": ["sanctions"],
}


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_cases_of_each_kind(tmp_path: Path, scheme: Scheme) -> None:
    path = write(tmp_path / "a.jsonl", CAPABILITY, INVARIANCE, DIRECTION)
    capability, invariance, direction = read_behaviour(path, scheme)
    assert (capability.labels, capability.texts) == (("treaty",), ("Firman.",))
    assert (invariance.labels, invariance.texts) == ((), ("Uno.", "Dos."))
    assert (direction.rises, direction.falls) == (("treaty",), ("sanctions",))


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (CAPABILITY | {"labels": ["treaties"]}, "unknown label 'treaties'; did you mean 'treaty'"),
        (CAPABILITY | {"text": " "}, "expected texts that are not empty"),
        (CAPABILITY | {"variant": "Otra."}, "key 'variant': no value is allowed for the kind capability"),
        (INVARIANCE | {"variant": None}, "key 'variant': a value is needed for the kind invariance"),
        (INVARIANCE | {"labels": ["treaty"]}, "key 'labels': no value is allowed for the kind invariance"),
        (INVARIANCE | {"rises": ["treaty"]}, "keys 'rises' and 'falls': no value is allowed"),
        (DIRECTION | {"rises": [], "falls": []}, "keys 'rises' and 'falls': a value is needed"),
        (DIRECTION | {"falls": ["treaty"]}, "a label cannot both rise and fall"),
        (CAPABILITY | {"kind": "mft"}, "key 'kind': expected 'capability', 'invariance' or 'direction'"),
        ({"id": "1"}, "missing key 'capability'"),
        ({k: v for k, v in CAPABILITY.items() if k != "labels"}, "missing key 'labels'; write []"),
        (CAPABILITY | {"capability": "all"}, "key 'capability': expected a name other than 'all'"),
        (CAPABILITY | {"capability": ""}, "key 'capability': expected a name other than 'all'"),
        (CAPABILITY | {"capability": "swap"}, "capability 'swap' has cases of two kinds"),
    ],
)
def test_a_wrong_case_is_refused_with_its_place(
    tmp_path: Path, scheme: Scheme, record: dict[str, Any], message: str
) -> None:
    path = write(tmp_path / "a.jsonl", INVARIANCE | {"id": "0"}, record)
    with pytest.raises(DataError) as caught:
        read_behaviour(path, scheme)
    assert f"{path}:2: " in str(caught.value)
    assert message in str(caught.value)


def test_a_suite_is_a_file_or_a_folder(tmp_path: Path, scheme: Scheme) -> None:
    first = write(tmp_path / "a.jsonl", CAPABILITY)
    write(tmp_path / "b.jsonl", INVARIANCE)
    assert [case.id for case in load_behaviour(tmp_path, scheme)] == ["1", "2"]
    assert [case.id for case in load_behaviour(str(first), scheme)] == ["1"]
    for none in (None, "none", "null"):
        assert load_behaviour(none, scheme) == []


def test_an_id_may_stand_once_in_a_suite(tmp_path: Path, scheme: Scheme) -> None:
    write(tmp_path / "a.jsonl", CAPABILITY)
    write(tmp_path / "b.jsonl", CAPABILITY)
    with pytest.raises(DataError, match=r"b\.jsonl: id '1' stands already in another file"):
        load_behaviour(tmp_path, scheme)


def test_an_empty_file_is_refused(tmp_path: Path, scheme: Scheme) -> None:
    with pytest.raises(DataError, match=r"a\.jsonl: no lines"):
        read_behaviour(write(tmp_path / "a.jsonl"), scheme)


def test_a_folder_without_tests_is_refused(tmp_path: Path, scheme: Scheme) -> None:
    with pytest.raises(DataError, match=r"expected \*\.jsonl files with behaviour tests, found none"):
        load_behaviour(tmp_path, scheme)


def test_other_labels_have_no_shipped_suite() -> None:
    toy = Scheme.model_validate(
        {"name": "toy", "version": "1", "labels": [{"name": "protesta", "definition": "Una protesta."}]}
    )
    assert load_behaviour("shipped", toy) == []


def test_the_shipped_suite_is_large_and_even(scheme: Scheme) -> None:
    cases = load_behaviour("shipped", scheme)
    assert len(cases) >= 400
    assert min(Counter(case.capability for case in cases).values()) >= 15
    texts = [text for case in cases for text in case.texts]
    assert len(set(texts)) == len(texts)
    given = Counter(label for case in cases for label in (*case.labels, *case.rises, *case.falls))
    assert min(given[label] for label in scheme.labels) >= 60
