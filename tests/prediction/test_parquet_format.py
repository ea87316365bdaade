import io
from datetime import datetime
from decimal import Decimal
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geoclf.errors import DataError
from geoclf.prediction.batch import Batch, Layout
from geoclf.prediction.parquet_format import ArrowRows, ParquetReader, ParquetWriter
from geoclf.prediction.rows import MISSING, Objects, Row

LAYOUT = Layout(None, "labels", ("proba_x",))


def written(batches: list[list[Row]], layout: Layout = LAYOUT) -> pa.Table:
    stream = io.BytesIO()
    writer = ParquetWriter(stream, layout=layout)
    for i, rows in enumerate(batches or [[]]):
        own = [{name: value for name, value in row.items() if name not in layout.added} for row in rows]
        batch = Batch("a.jsonl", Objects(own), range(1, len(rows) + 1))
        if i == 0:
            writer.begin(batch, header=True)
        writer.write(batch, {name: [row.get(name) for row in rows] for name in layout.added})
    writer.close()
    return pq.read_table(io.BytesIO(stream.getvalue()))


def parquet(table: pa.Table) -> IO[bytes]:
    stream = io.BytesIO()
    pq.write_table(table, stream)
    stream.seek(0)
    return stream


def test_types_of_the_input_are_kept() -> None:
    table = pa.table(
        {
            "text": pa.array(["a", None, "c"], pa.large_string()),
            "small": pa.array([1, 2, 3], pa.int8()),
            "price": pa.array([Decimal("1.10"), None, Decimal("2.00")], pa.decimal128(8, 2)),
            "when": pa.array([datetime(2024, 1, 1), None, None], pa.timestamp("ns")),
            "tags": pa.array([["x"], [], None], pa.list_(pa.string())),
        }
    )
    reader = ParquetReader(parquet(table), source="a.parquet")
    layout = Layout(reader.columns, "labels", (), reader.schema)
    batches = list(reader.batches(2))
    stream = io.BytesIO()
    writer = ParquetWriter(stream, layout=layout)
    writer.begin(batches[0], header=True)
    for batch in batches:
        writer.write(batch, {"labels": [("x",)] * len(batch.rows)})
    writer.close()
    result = pq.read_table(stream)
    assert [len(batch.rows) for batch in batches] == [2, 1]
    assert result.drop_columns(["labels"]).equals(table)
    assert result.column("labels").to_pylist() == [["x"]] * 3


def test_rows_know_their_number() -> None:
    reader = ParquetReader(parquet(pa.table({"text": ["a", "b", "c"]})), source="a.parquet")
    places = [batch.place(i) for batch in reader.batches(2) for i in range(len(batch.rows))]
    assert places == ["a.parquet: row 1", "a.parquet: row 2", "a.parquet: row 3"]


def test_no_rows() -> None:
    assert written([]).column_names == ["labels", "proba_x"]
    assert written([]).num_rows == 0
    empty = ParquetReader(parquet(pa.table({"text": pa.array([], pa.string())})), source="a")
    assert list(empty.batches(3)) == []


def test_what_is_no_parquet_is_refused() -> None:
    with pytest.raises(DataError, match=r"^a\.parquet: not a Parquet file: "):
        ParquetReader(io.BytesIO(b"text\n"), source="a.parquet")


def test_damaged_pages_are_reported() -> None:
    content = bytearray(parquet(pa.table({"text": [f"{i} texto" for i in range(5000)]})).read())
    content[40:20000] = bytes(19960)
    reader = ParquetReader(io.BytesIO(bytes(content)), source="a.parquet")
    with pytest.raises(DataError, match=r"^a\.parquet: damaged after row \d+: "):
        list(reader.batches(1000))


def test_a_repeated_column_is_refused() -> None:
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])
    with pytest.raises(DataError, match="the column 'text' is there more than once"):
        ParquetReader(parquet(table), source="a.parquet")


def test_types_come_from_the_first_rows() -> None:
    rows: list[Row] = [{"n": 1, "nothing": None, "labels": [], "proba_x": 0.5}]
    later: list[Row] = [{"n": 2, "nothing": "text", "labels": ["x"], "proba_x": 1}]
    table = written([rows, later])
    assert table.column("n").type == pa.int64()
    assert table.column("nothing").to_pylist() == [None, "text"]
    assert table.column("proba_x").to_pylist() == [0.5, 1.0]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"n": "dos"}, r"^a\.jsonl:2: column 'n' is int64 in the first rows and not here"),
        ({"n": 2**70}, r"^a\.jsonl:2: column 'n' is int64 in the first rows and not here"),
        ({"m": 1}, r"^a\.jsonl:2: column 'm' is not in the first rows.*write \.jsonl instead"),
    ],
)
def test_later_rows_must_fit(row: Row, message: str) -> None:
    with pytest.raises(DataError, match=message):
        written([[{"n": 1, "labels": []}], [{"n": 3, "labels": []}, {**row, "labels": []}]])


def test_mixed_types_have_no_column() -> None:
    with pytest.raises(DataError, match=r"the values of column 'n' have no common type .*write \.jsonl"):
        written([[{"n": 1, "labels": []}, {"n": "dos", "labels": []}]])


def test_rows_of_arrow_are_chosen_and_told_apart() -> None:
    [batch] = ParquetReader(parquet(pa.table({"text": ["a", "b", "c"]})), source="a.parquet").batches(9)
    assert isinstance(batch.rows, ArrowRows)
    assert batch.rows.column("titular") == [MISSING] * 3
    chosen = batch.rows.select([2, 0])
    assert list(chosen) == [{"text": "c"}, {"text": "a"}]
    assert chosen.content() != batch.rows.content() == batch.rows.select([0, 1, 2]).content()


def test_large_rows_make_small_batches() -> None:
    table = pa.table({"text": ["a" * 1_000_000] * 20})
    sizes = [len(batch.rows) for batch in ParquetReader(parquet(table), source="a").batches(1000)]
    assert sum(sizes) == 20
    assert max(sizes) <= 6


def numbered(n_rows: int, length: int) -> pa.Table:
    """Texts of which none comes again."""
    return pa.table({"text": [f"{i:08}".ljust(length, "x") for i in range(n_rows)]})


def allocated_by_first_rows(stream: IO[bytes], *, size: int) -> int:
    """Return the bytes that Arrow holds while the first rows of a file are at hand."""
    before = pa.total_allocated_bytes()
    batches = ParquetReader(stream, source="a.parquet").batches(size)
    first = next(batches)
    assert len(first.rows) <= size
    held: int = pa.total_allocated_bytes() - before
    return held


def test_long_rows_are_not_read_by_thousands() -> None:
    stream = io.BytesIO()
    pq.write_table(numbered(2000, 20_000), stream, write_batch_size=10)
    assert allocated_by_first_rows(stream, size=2000) < 10_000_000


def test_what_is_written_can_be_read_in_little_memory() -> None:
    table = numbered(30_000, 100)
    stream = io.BytesIO()
    writer = ParquetWriter(stream, layout=Layout(("text",), "labels", (), table.schema))
    [rows] = table.to_batches()
    batch = Batch("a.parquet", ArrowRows(rows), range(1, len(table) + 1), unit="row")
    writer.begin(batch, header=True)
    writer.write(batch, {"labels": [("x",)] * len(table)})
    writer.close()
    assert allocated_by_first_rows(stream, size=10) < 1_000_000
