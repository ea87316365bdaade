import copy
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geoclf.errors import SchemeError
from geoclf.protocols import LabelScheme
from geoclf.scheme.loading import load_scheme, parse_scheme
from geoclf.scheme.schema import Scheme

KNOWN = "Scheme 'toy' has: sancion, protesta, cumbre"


def test_labels_follow_the_order_of_the_file(toy: Scheme) -> None:
    assert toy.labels == ("sancion", "protesta", "cumbre")
    assert (toy.name, toy.version) == ("toy", "2")


def test_scheme_satisfies_the_protocol(toy: Scheme) -> None:
    scheme: LabelScheme = toy
    assert len(scheme.hash) == 64


def test_definition_is_found_by_label(toy: Scheme) -> None:
    assert toy["protesta"].definition.en == "A protest."
    assert toy["cumbre"].name == "cumbre"


def test_label_outside_the_scheme_is_refused_with_the_nearest(toy: Scheme) -> None:
    with pytest.raises(SchemeError, match=f"unknown label 'sanción'; did you mean 'sancion'. {KNOWN}"):
        toy["sanción"]
    with pytest.raises(SchemeError, match=f"unknown label 'xyz'; {KNOWN}"):
        toy["xyz"]


def test_membership_is_by_label_name(toy: Scheme) -> None:
    assert "protesta" in toy
    assert "name" not in toy
    assert 3 not in toy


def test_equal_content_is_equal_and_hashes_alike(toy: Scheme, toy_yaml: str, tmp_path: Path) -> None:
    path = tmp_path / "again.yaml"
    path.write_text(toy_yaml, encoding="utf-8")
    again = load_scheme(path)
    assert again.hash == toy.hash  # computed on one side only before comparing
    assert again == toy
    assert hash(again) == hash(toy)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda scheme: pickle.loads(pickle.dumps(scheme))])
def test_copies_are_equal(toy: Scheme, copied: Any) -> None:
    assert copied(toy) == toy
    assert copied(toy).hash == toy.hash


def test_hash_ignores_layout_and_spelt_out_defaults(toy: Scheme, toy_yaml: str, tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    path.write_text(
        "# a comment\nlabels:\n"
        "- {definition: {en: Una medida restrictiva., es: Una medida restrictiva.}, name: sancion}\n"
        "- definition:\n    es: 'Una protesta.'\n    en: >-\n      A\n      protest.\n"
        "  name: protesta\n  includes: []\n"
        '- {name: "cumbre", definition: Una reunión de jefes de Estado.}\n'
        "version: '2'\nname: toy\n",
        encoding="utf-8",
    )
    assert load_scheme(path).hash == toy.hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version: "2"', 'version: "3"'),
        ("A protest.", "A rally."),
        ("name: cumbre", "name: cumbres"),
        ("name: toy", "name: toys"),
    ],
)
def test_hash_follows_the_content(toy: Scheme, toy_yaml: str, tmp_path: Path, old: str, new: str) -> None:
    assert old in toy_yaml
    path = tmp_path / "other.yaml"
    path.write_text(toy_yaml.replace(old, new), encoding="utf-8")
    assert load_scheme(path).hash != toy.hash


def test_hash_follows_the_order_of_labels(toy: Scheme) -> None:
    content = toy.to_json()
    content["labels"].reverse()
    assert parse_scheme(content, "test").hash != toy.hash


def test_json_form_leaves_out_what_the_file_left_out(toy: Scheme) -> None:
    content = toy.to_json()
    assert sorted(content) == ["labels", "name", "version"]
    assert content["labels"][1] == {
        "name": "protesta",
        "definition": {"es": "Una protesta.", "en": "A protest."},
        "title": {"es": "Protesta", "en": "Protesta"},
    }


def test_json_form_survives_a_round_trip(shipped: Scheme) -> None:
    content = json.loads(json.dumps(shipped.to_json()))
    again = parse_scheme(content, "test")
    assert again == shipped
    assert again.hash == shipped.hash


def test_encode_marks_the_columns_of_each_row(toy: Scheme) -> None:
    encoded = toy.encode([["cumbre", "sancion"], [], {"protesta"}, ("protesta", "protesta")])
    assert encoded.dtype == np.bool_
    assert encoded.tolist() == [
        [True, False, True],
        [False, False, False],
        [False, True, False],
        [False, True, False],
    ]


def test_encode_takes_any_iterables(toy: Scheme) -> None:
    rows = (iter([label]) for label in np.array(["sancion", "cumbre"]))
    assert toy.encode(rows).tolist() == [[True, False, False], [False, False, True]]


def test_encode_of_no_rows_keeps_the_columns(toy: Scheme) -> None:
    assert toy.encode([]).shape == (0, 3)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["cumbre"], ["protestas"]], f"row 1: unknown label 'protestas'; did you mean 'protesta'. {KNOWN}"),
        ([["cumbre"], [2]], f"row 1: unknown label 2; {KNOWN}"),
        ([[["cumbre"]]], "row 0: unknown label"),
        ([[], "cumbre"], r"row 1: expected a list of labels, got the text 'cumbre'; pass \['cumbre'\]"),
        ([None], r"row 0: expected a list of labels, got None \(NoneType\); pass \[\]"),
        ("cumbre", r"expected one list of labels per row, got 'cumbre' \(str\)"),
        (5, r"expected one list of labels per row, got 5 \(int\)"),
    ],
)
def test_encode_refuses_what_is_no_row_of_labels(toy: Scheme, rows: Any, message: str) -> None:
    with pytest.raises(SchemeError, match=message):
        toy.encode(rows)


def test_decode_undoes_encode(toy: Scheme) -> None:
    rows = [("sancion", "cumbre"), (), ("protesta",)]
    assert toy.decode(toy.encode(rows)) == rows
    assert toy.decode(toy.encode([])) == []


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (np.zeros((2, 4), dtype=np.bool_), r"expected an array of shape \(n_rows, 3\).*got shape \(2, 4\)"),
        (np.zeros(3, dtype=np.bool_), r"got shape \(3,\)"),
        (np.zeros((2, 3)), "expected an array of bool, got float64; compare probabilities"),
    ],
)
def test_decode_refuses_another_shape_or_dtype(toy: Scheme, matrix: Any, message: str) -> None:
    with pytest.raises(SchemeError, match=message):
        toy.decode(matrix)
