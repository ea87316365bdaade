import io
import json
import re
from typing import Any

import pytest

from geoclf.prediction.batch import Batch, Layout
from geoclf.prediction.jsonl_format import JsonlReader, JsonlWriter
from geoclf.prediction.rows import Objects, Row

LAYOUT = Layout(None, "labels", ())


def read(content: str, size: int = 2) -> list[Batch]:
    reader = JsonlReader(io.BytesIO(content.encode()), source="a.jsonl", encoding="utf-8-sig")
    return list(reader.batches(size))


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
    ("line", "reason"),
    [
        ('{"text": "uno"', r"^not valid JSON: Expecting ',' delimiter"),
        ('{"text": "uno"} {}', r"^not valid JSON: Extra data"),
        ('["uno"]', r'^expected a JSON object such as \{"text": "\.\.\."\}, got list$'),
        ("9" * 5000, r"^not valid JSON: Exceeds the limit"),
        ("[" * 100_000, r"^JSON nested too deeply$"),
    ],
)
def test_a_bad_line_costs_no_other(line: str, reason: str) -> None:
    [batch] = read(f'{{"text": "bien"}}\n{line}\n\n{{"text": "mejor"}}', size=9)
    assert batch.rows.column("text") == ["bien", "mejor"]
    assert list(batch.numbers) == [1, 4]
    [bad] = batch.bad
    assert (bad.number, bad.content) == (2, line)
    assert re.search(reason, bad.reason)


def test_a_batch_of_bad_lines_alone_is_told() -> None:
    assert [(len(batch.rows), len(batch.bad)) for batch in read('[]\n[]\n{"text": ""}')] == [(0, 2), (1, 0)]


def written(batch: Batch, **added: list[Any]) -> str:
    stream = io.BytesIO()
    writer = JsonlWriter(stream, layout=LAYOUT)
    writer.begin(batch, header=True)
    writer.write(batch, {"labels": [()] * len(batch.rows), **added})
    writer.close()
    return stream.getvalue().decode()


def test_writing_gives_back_what_was_read() -> None:
    rows: list[Row] = [{"text": "ñ\u2028\ud800", "n": 1.10, "deep": {"a": [None]}}, {"otro": True}]
    lines = written(Batch("a.jsonl", Objects(rows), [1, 2])).split("\n")
    assert [json.loads(line) for line in lines[:-1]] == [{**row, "labels": []} for row in rows]
    assert lines[-1] == ""


def test_lines_are_copied_as_they_came() -> None:
    [batch] = read('{"n":1.10,"text":"\\u00f1 \\ud800", "n": 1e999 }\r\n')
    assert written(batch) == '{"n":1.10,"text":"\\u00f1 \\ud800", "n": 1e999 , "labels": []}\n'


def test_what_is_not_json_is_not_copied() -> None:
    [batch] = read('{"a": NaN, "text": ""}\n{"text":""}')
    assert written(batch) == '{"a": null, "text": "", "labels": []}\n{"text":"", "labels": []}\n'


def test_names_may_hold_anything() -> None:
    [batch] = read('{"text": ""}')
    assert json.loads(written(batch, **{'100 %s"': [[{"a": 1}]]})) == {
        "text": "",
        "labels": [],
        '100 %s"': [{"a": 1}],
    }
