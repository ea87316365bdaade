from pathlib import Path

import pytest

from geoclf.corpus.line_schema import Line, read_typed
from geoclf.errors import DataError
from geoclf.jsonl import write_jsonl


class Point(Line):
    x: int


def test_lines_come_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": "a", "x": 1}\n\n{"id": "b", "x": 2}\n', encoding="utf-8")
    assert list(read_typed(path, Point)) == [
        (f"{path}:1", Point(id="a", x=1)),
        (f"{path}:3", Point(id="b", x=2)),
    ]


def test_all_that_is_wrong_with_a_line_is_said_at_once(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "p.jsonl", [{"id": "a", "x": 1}, {"id": 7, "y": 1}])
    with pytest.raises(
        DataError,
        match=r"p\.jsonl:2: key 'id': expected a string, got int '7'; missing key 'x'; unknown key 'y';",
    ):
        list(read_typed(tmp_path / "p.jsonl", Point))


def test_an_id_stands_once(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "p.jsonl", [{"id": "a", "x": 1}, {"id": "a", "x": 2}])
    with pytest.raises(DataError, match=r"p\.jsonl:2: id 'a' stands already at .*p\.jsonl:1; remove one"):
        list(read_typed(tmp_path / "p.jsonl", Point))
