from pathlib import Path

import pytest

from geoclf.errors import DataError
from geoclf.jsonl import read_jsonl, write_jsonl


def test_round_trip_keeps_order_and_unicode(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    records: list[dict[str, object]] = [{"b": "sanción 🇷🇺", "a": []}, {"a": None}]
    write_jsonl(path, records)
    assert path.read_text(encoding="utf-8").startswith('{"b": "sanción 🇷🇺"')
    assert list(read_jsonl(path)) == [(1, records[0]), (2, records[1])]


def test_blank_lines_bom_and_crlf_are_allowed(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\r\n{"a": 2}')
    assert list(read_jsonl(path)) == [(1, {"a": 1}), (3, {"a": 2})]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b'{"a": 1}\n{"a": \n',
            r'f\.jsonl:2: not valid JSON: .* column \d+; expected JSON Lines, one object a line: \{"text"',
        ),
        (b'{"a": 1}\n[1]\n', r"f\.jsonl:2: expected a JSON object .* got list"),
        (b'{"a": "sanci\xf3n"}\n', r"f\.jsonl:1: expected UTF-8, found byte 0xf3"),
        (b'{"a": 1}\n{"a": ' + b"[" * 100_000, r"f\.jsonl:2: cannot be read: .* nested too deeply"),
        (b'{"a": ' + b"9" * 5_000 + b"}", r"f\.jsonl:1: cannot be read: a number has more than \d+ digits"),
    ],
    ids=["JSON", "list", "encoding", "nesting", "digits"],
)
def test_bad_line_names_file_and_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "f.jsonl"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        list(read_jsonl(path))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no\.jsonl: cannot be read: No such file"):
        list(read_jsonl(tmp_path / "no.jsonl"))


def test_write_refuses_nan_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        write_jsonl(tmp_path / "f.jsonl", [{"a": 1.0}, {"a": float("nan")}])
    assert not list(tmp_path.iterdir())


def test_lone_surrogates_come_back(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    write_jsonl(path, [{"a": "ñ"}, {"a": "\ud800 ñ"}])
    assert [record["a"] for _, record in read_jsonl(path)] == ["ñ", "\ud800 ñ"]
