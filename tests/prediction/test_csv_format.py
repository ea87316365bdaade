import io

import pytest

from geoclf.errors import DataError
from geoclf.prediction.batch import Batch, Layout, Row
from geoclf.prediction.csv_format import CsvReader, CsvWriter


def reader(content: str, delimiter: str = ",") -> CsvReader:
    return CsvReader(io.BytesIO(content.encode()), source="a.csv", encoding="utf-8-sig", delimiter=delimiter)


def read(content: str) -> list[Row]:
    return [row for batch in reader(content).batches(2) for row in batch.rows]


def written(batches: list[list[Row]], layout: Layout) -> str:
    stream = io.BytesIO()
    writer = CsvWriter(stream, layout=layout, delimiter=",")
    for rows in batches:
        writer.write(Batch("a.jsonl", rows, range(1, len(rows) + 1)))
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
    ("content", "message"),
    [
        ("id,text\n1,a\n2\n", r"^a\.csv:3: expected 2 fields as in the header, got 1; .* in double quotes$"),
        ("id,text\n1,a,b\n", r"^a\.csv:2: expected 2 fields as in the header, got 3"),
        ('text\n"a"b\n', r"^a\.csv:2: not valid CSV: .* look for a double quote"),
        ('text\nbien\n"a\nb\nc', r"^a\.csv:3: not valid CSV: unexpected end of data"),
        ("text,id,text\n", r"^a\.csv:1: the header has the column 'text' more than once; rename it$"),
    ],
)
def test_bad_rows_are_named(content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read(content)


def test_writing() -> None:
    rows: list[Row] = [
        {"text": 'a "b"', "n": 1, "deep": {"k": [1]}, "yes": True, "labels": ["x", "y"], "proba_x": 0.25},
        {"text": "c\nd", "n": None, "labels": []},
    ]
    assert written([rows], Layout(None, "labels", ("proba_x",))) == (
        'text,n,deep,yes,labels,proba_x\n"a ""b""",1,"{""k"": [1]}",true,x;y,0.25\n"c\nd",,,,,\n'
    )


def test_without_rows_the_header_stands_alone() -> None:
    assert written([], Layout(("id", "text"), "labels", ())) == "id,text,labels\n"


def test_a_later_column_is_refused() -> None:
    with pytest.raises(DataError, match=r"^a\.jsonl:2: column 'new' is not in the first rows.*\.jsonl"):
        written(
            [[{"text": "a", "labels": []}], [{"text": "b", "labels": []}, {"new": 1, "labels": []}]],
            Layout(None, "labels", ()),
        )
