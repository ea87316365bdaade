import io
import re

import pytest

from geoclf.errors import DataError
from geoclf.prediction.batch import Batch, Layout
from geoclf.prediction.csv_format import CsvReader, CsvWriter
from geoclf.prediction.rows import Objects, Row


def reader(content: str, delimiter: str = ",") -> CsvReader:
    return CsvReader(io.BytesIO(content.encode()), source="a.csv", encoding="utf-8-sig", delimiter=delimiter)


def read(content: str) -> list[Row]:
    return [row for batch in reader(content).batches(2) for row in batch.rows]


def written(batches: list[list[Row]], layout: Layout) -> str:
    stream = io.BytesIO()
    writer = CsvWriter(stream, layout=layout, delimiter=",")
    for i, rows in enumerate(batches or [[]]):
        own = [{name: value for name, value in row.items() if name not in layout.added} for row in rows]
        batch = Batch("a.jsonl", Objects(own), range(1, len(rows) + 1))
        if i == 0:
            writer.begin(batch, header=True)
        writer.write(batch, {name: [row.get(name) for row in rows] for name in layout.added})
    writer.close()
    return stream.getvalue().decode()


def test_quoted_fields_hold_delimiters_quotes_and_line_breaks() -> None:
    content = '\ufeffid,text\r\n1,"a, ""b""\nc"\r\n\r\n2,d\r\n'
    assert read(content) == [{"id": "1", "text": 'a, "b"\nc'}, {"id": "2", "text": "d"}]


def test_rows_know_the_line_they_begin_on() -> None:
    batches = reader('text\n"a\nb"\n\nc\nd').batches(9)
    assert [batch.place(i) for batch in batches for i in range(len(batch.rows))] == [
        "a.csv:2",
        "a.csv:5",
        "a.csv:6",
    ]


def test_long_fields_are_read() -> None:
    assert len(read("text\n" + "a" * 500_000)[0]["text"]) == 500_000


def test_no_rows() -> None:
    assert reader("").columns == ()
    assert read("") == []
    assert reader("id,text\n").columns == ("id", "text")
    assert read("id,text\n") == []


@pytest.mark.parametrize(
    ("content", "number", "reason"),
    [
        ("id,text\n1,a\n2\n3,c\n", 3, r"^expected 2 fields as in the header, got 1; .* in double quotes$"),
        ("id,text\n1,a\n2,b,c\n3,c\n", 3, r"^expected 2 fields as in the header, got 3"),
        ('id,text\n1,a\n2,"a"b\n3,c\n', 3, r"^not valid CSV: .* look for a double quote"),
        ('id,text\n1,a\n2,"b\n3,c\n', 3, r"^not valid CSV: unexpected end of data"),
        ('id,text\n1,a\n2,"b\n3,c\n4,"d"\n', 3, r"^not valid CSV: .* expected after"),
        (f'id,text\n1,a\n2,"{"b" * (1 << 22)}\n3,c\n', 3, r"^not valid CSV: field larger than field limit"),
    ],
)
def test_a_bad_row_costs_no_other(content: str, number: int, reason: str) -> None:
    batches = list(reader(content).batches(9))
    [bad] = [bad for batch in batches for bad in batch.bad]
    assert bad.number == number
    assert re.search(reason, bad.reason)
    assert bad.content == content.splitlines(keepends=True)[2]
    found = [
        (number, row) for batch in batches for number, row in zip(batch.numbers, batch.rows, strict=True)
    ]
    assert found[:2] == [(2, {"id": "1", "text": "a"}), (4, {"id": "3", "text": "c"})]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("text,id,text\n", r"^a\.csv:1: the header has the column 'text' more than once; rename it$"),
        ('"text\n', r"^a\.csv:1: not valid CSV: unexpected end of data"),
    ],
)
def test_a_bad_header_is_an_error(content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read(content)


def test_writing() -> None:
    rows: list[Row] = [
        {"text": 'a "b"', "n": 1, "deep": {"k": [1]}, "yes": True, "labels": ["x", "y"], "proba_x": 0.25},
        {"text": "c\nd", "n": None, "labels": [], "proba_x": 0.5},
    ]
    assert written([rows], Layout(None, "labels", ("proba_x",))) == (
        'text,n,deep,yes,labels,proba_x\n"a ""b""",1,"{""k"": [1]}",true,x;y,0.25\n"c\nd",,,,,0.5\n'
    )


def test_without_rows_the_header_stands_alone() -> None:
    assert written([], Layout(("id", "text"), "labels", ())) == "id,text,labels\n"


def test_a_later_column_is_refused() -> None:
    with pytest.raises(DataError, match=r"^a\.jsonl:2: column 'new' is not in the first rows.*\.jsonl"):
        written(
            [[{"text": "a", "labels": []}], [{"text": "b", "labels": []}, {"new": 1, "labels": []}]],
            Layout(None, "labels", ()),
        )
