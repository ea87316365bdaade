import io

from geoclf.prediction.batch import Batch, Layout
from geoclf.prediction.rows import Records
from geoclf.prediction.txt_format import TxtReader, TxtWriter


def read(content: str) -> list[str]:
    reader = TxtReader(io.BytesIO(content.encode()), source="a.txt", encoding="utf-8-sig", column="cuerpo")
    return [row["cuerpo"] for batch in reader.batches(2) for row in batch.rows]


def test_each_line_is_a_text_blank_ones_too() -> None:
    assert read("uno\r\n\n dos \u2028 tres\x0b\n") == ["uno", "", " dos \u2028 tres\x0b"]
    assert read("") == []


def test_rows_know_their_line() -> None:
    reader = TxtReader(io.BytesIO(b"a\nb\nc\n"), source="a.txt", encoding="utf-8-sig", column="text")
    places = [batch.place(i) for batch in reader.batches(2) for i in range(len(batch.rows))]
    assert places == ["a.txt:1", "a.txt:2", "a.txt:3"]


def test_labels_are_written_line_by_line() -> None:
    stream = io.BytesIO()
    writer = TxtWriter(stream, layout=Layout(("text",), "labels", ()))
    batch = Batch("a", Records(("text",), [["x"], ["y"]]), [1, 2])
    writer.begin(batch, header=True)
    writer.write(batch, {"labels": [("sanctions", "treaty"), ()]})
    writer.close()
    assert stream.getvalue() == b"sanctions;treaty\n\n"
