import io
import json

import pytest

from geoclf.errors import DataError
from geoclf.prediction.batch import Batch, Layout, Row
from geoclf.prediction.jsonl_format import JsonlReader, JsonlWriter

LAYOUT = Layout(None, "labels", ())


def read(content: str) -> list[Batch]:
    reader = JsonlReader(io.BytesIO(content.encode()), source="a.jsonl", encoding="utf-8-sig")
    return list(reader.batches(2))


def test_rows_and_their_lines() -> None:
    batches = read('\ufeff{"text": "uno"}\r\n\n{"text": "dos"}\n{"text": "tres"}')
    assert [row["text"] for batch in batches for row in batch.rows] == ["uno", "dos", "tres"]
    assert [batch.place(i) for batch in batches for i in range(len(batch.rows))] == [
        "a.jsonl:1",
        "a.jsonl:3",
        "a.jsonl:4",
    ]
    assert read("\n \n") == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": "uno"', r"^a\.jsonl:2: not valid JSON: Expecting ',' delimiter"),
        ('["uno"]', r'^a\.jsonl:2: expected a JSON object such as \{"text": "\.\.\."\}, got list$'),
        ("9" * 5000, r"^a\.jsonl:2: not valid JSON: Exceeds the limit"),
        ("[" * 100_000, r"^a\.jsonl:2: JSON nested too deeply$"),
    ],
)
def test_a_bad_line_is_named(line: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read('{"text": "bien"}\n' + line)


def test_writing_gives_back_what_was_read() -> None:
    rows: list[Row] = [{"text": "ñ\u2028\ud800", "n": 1.10, "deep": {"a": [None]}}, {"otro": True}]
    stream = io.BytesIO()
    writer = JsonlWriter(stream, layout=LAYOUT)
    writer.write(Batch("a.jsonl", rows, [1, 2]))
    writer.close()
    lines = stream.getvalue().decode().split("\n")
    assert [json.loads(line) for line in lines[:-1]] == rows
    assert lines[-1] == ""
