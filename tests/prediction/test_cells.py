import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from geoclf.errors import DataError
from geoclf.prediction.cells import to_json, to_text


def test_json_keeps_order_and_accents() -> None:
    assert to_json({"b": "ñ", "a": [1, 2.5, None, True]}, "x") == '{"b": "ñ", "a": [1, 2.5, null, true]}'


def test_what_is_no_number_becomes_null_at_any_depth() -> None:
    value = {"a": float("nan"), "b": [1.0, float("inf")], "c": {"d": (float("-inf"), 2)}}
    assert json.loads(to_json(value, "x")) == {"a": None, "b": [1.0, None], "c": {"d": [None, 2]}}


def test_dates_and_decimals_become_text() -> None:
    assert to_json([datetime(2024, 11, 29, 8, tzinfo=UTC)], "x") == '["2024-11-29T08:00:00+00:00"]'
    assert to_text(Decimal("1.10"), "x") == "1.10"


def test_a_value_without_a_form_names_its_place() -> None:
    with pytest.raises(DataError, match=r"^a\.parquet: row 7: bytes has no form as text; drop the column"):
        to_json({"photo": b"", "score": float("nan")}, "a.parquet: row 7")
