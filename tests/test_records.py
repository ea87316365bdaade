from dataclasses import replace

import numpy as np
import pytest

from geoclf.errors import DataError
from geoclf.records import Evidence, Example, LabelledTexts, SourceSpan


def make(**changes: object) -> Example:
    fields: dict[str, object] = {
        "id": "a",
        "text": "Firman un pacto.",
        "labels": ("treaty",),
        "status": ("asserted",),
        "tier": "gold",
        "group": "g",
        "scheme_version": "1.0",
        "evidence": (Evidence(10, 15, "treaty"),),
    }
    return Example(**{**fields, **changes})  # type: ignore[arg-type]


def test_example_is_frozen() -> None:
    with pytest.raises(AttributeError, match="cannot assign"):
        make().text = "otro"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tier": "silver"}, r"example a: expected tier gold or derived or extended, got 'silver'"),
        ({"status": ()}, "example a: expected one status per label, got 0 for 1"),
        ({"evidence": (Evidence(10, 17, "treaty"),)}, r"evidence for treaty ends at 17, .*\(16 characters\)"),
    ],
)
def test_bad_example(changes: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        make(**changes)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 2)])
def test_bad_spans(start: int, end: int) -> None:
    with pytest.raises(DataError, match=r"expected 0 <= start < end"):
        Evidence(start, end, "treaty")
    with pytest.raises(DataError, match=r"seed 000: expected 0 <= start < end"):
        SourceSpan("000", start, end)


def labelled(**changes: object) -> LabelledTexts:
    fields: dict[str, object] = {
        "name": "set",
        "labels": ("x", "y"),
        "ids": ("a", "b", "c"),
        "texts": ("uno", "dos", "tres"),
        "groups": ("g", "g", "h"),
        "derived_from": (None, None, "a"),
        "targets": np.array([[1, 0], [0, 0], [1, 1]], dtype=bool),
    }
    return LabelledTexts(**{**fields, **changes})  # type: ignore[arg-type]


def test_select_keeps_rows_together_in_the_order_asked_for() -> None:
    part = labelled().select([2, 0])
    assert (part.ids, part.texts, part.groups) == (("c", "a"), ("tres", "uno"), ("h", "g"))
    assert part.derived_from == ("a", None)
    assert part.targets.tolist() == [[True, True], [True, False]]
    assert len(labelled().select([])) == 0


def test_hash_follows_content_not_name() -> None:
    assert labelled(name="other").hash == labelled().hash
    for change in (
        {"texts": ("uno", "dos", "tre s")},
        {"groups": ("g", "h", "h")},
        {"targets": np.zeros((3, 2), dtype=bool)},
    ):
        assert labelled(**change).hash != labelled().hash


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"targets": np.zeros((3, 2))}, r"set: expected targets of shape \(3, 2\), bool; got .* float64"),
        ({"targets": np.zeros((2, 2), dtype=bool)}, r"expected targets of shape \(3, 2\)"),
        ({"groups": ("g",)}, "expected 3 groups, got 1"),
        ({"ids": ("a", "a", "b")}, "ids are not unique"),
    ],
)
def test_bad_labelled_texts(changes: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        labelled(**changes)


def test_joined_texts_stand_one_after_the_other(gold: LabelledTexts) -> None:
    first, second = gold.select([3, 1]), replace(gold.select([7]), name="more")
    both = first.joined(second)
    assert both.name == "gold+more"
    assert both.ids == (gold.ids[3], gold.ids[1], gold.ids[7])
    assert both.texts == (gold.texts[3], gold.texts[1], gold.texts[7])
    assert both.groups == (gold.groups[3], gold.groups[1], gold.groups[7])
    np.testing.assert_array_equal(both.targets, gold.targets[[3, 1, 7]])
    assert first.joined().hash == first.hash


def test_texts_of_other_labels_or_with_a_known_id_cannot_be_joined(gold: LabelledTexts) -> None:
    with pytest.raises(DataError, match=r"foreign: expected labels military_cooperation, .* got a, b, c, d"):
        gold.joined(replace(gold, name="foreign", labels=("a", "b", "c", "d")))
    with pytest.raises(DataError, match=r"gold\+gold: ids are not unique"):
        gold.joined(gold)
