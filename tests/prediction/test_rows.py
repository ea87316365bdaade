import json

import pytest

from geoclf.prediction.jsonl_format import JsonLines
from geoclf.prediction.rows import MISSING, Objects, Records, Rows

KINDS: list[Rows] = [
    Objects([{"text": "a", "n": "1"}, {"text": "b", "n": "2"}]),
    JsonLines(
        [{"text": "a", "n": "1"}, {"text": "b", "n": "2"}], ['{"text":"a","n":"1"}', '{"text":"b","n":"2"}']
    ),
    Records(("text", "n"), [["a", "1"], ["b", "2"]]),
]


@pytest.mark.parametrize("rows", KINDS, ids=lambda rows: type(rows).__name__)
def test_every_kind_says_the_same(rows: Rows) -> None:
    assert len(rows) == 2
    assert list(rows) == [rows[0], rows[1]] == [{"text": "a", "n": "1"}, {"text": "b", "n": "2"}]
    assert rows.column("text") == ["a", "b"]
    assert rows.column("nada") == [MISSING, MISSING]
    assert list(rows.select([1])) == [rows[1]]
    assert rows.select([0, 1]).content() == rows.content() != rows.select([1, 0]).content()
    assert json.loads(rows.original(1)) == rows[1]
    assert type(rows.select([])) is type(rows)


def test_a_line_is_given_back_as_it_came() -> None:
    assert JsonLines([{"text": 1.1}], ['{"text":1.10}']).original(0) == '{"text":1.10}'
