"""Parquet: typed columns, read and written in batches; the input's types are kept."""

from collections.abc import Iterator, Mapping
from typing import IO, Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from geoclf.errors import DataError
from geoclf.prediction.batch import Batch, Kind, Layout, Row

__all__ = ["ParquetReader", "ParquetWriter"]


class ParquetReader:
    """Reads a Parquet file.

    Parameters
    ----------
    stream
        The file's bytes; it must be able to seek.
    source
        What it is called in messages.

    Raises
    ------
    DataError
        If the bytes are no Parquet file, are damaged, or name a column twice.
    """

    def __init__(self, stream: IO[bytes], *, source: str) -> None:
        self._source = source
        try:
            self._file = pq.ParquetFile(stream)
        except pa.ArrowException as error:
            raise DataError(f"{source}: not a Parquet file: {_first_line(error)}") from error
        self.schema: pa.Schema = self._file.schema_arrow
        self.columns: tuple[str, ...] = tuple(self.schema.names)
        repeated = sorted({name for name in self.columns if self.columns.count(name) > 1})
        if repeated:
            raise DataError(f"{source}: the column {repeated[0]!r} is there more than once; rename it")

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all rows in order, at most `size` at a time."""
        first = 1
        try:
            for part in self._file.iter_batches(batch_size=size):
                if part.num_rows:
                    rows = cast("list[Row]", part.to_pylist())
                    yield Batch(self._source, rows, range(first, first + len(rows)), marker=": row ")
                    first += len(rows)
        except (pa.ArrowException, OSError) as error:
            raise DataError(
                f"{self._source}: damaged after row {first - 1}: {_first_line(error)}; write or copy it again"
            ) from error


class ParquetWriter:
    """Writes Parquet; without a schema from the input, column types are those of the first batch."""

    def __init__(self, stream: IO[bytes], *, layout: Layout) -> None:
        self._stream = stream
        self._layout = layout
        self._writer: pq.ParquetWriter | None = None

    def write(self, batch: Batch) -> None:
        """Write one row group."""
        writer = self._writer or self._begin(batch)
        known = set(writer.schema.names)
        for i, row in enumerate(batch.rows):
            if extra := sorted(row.keys() - known):
                raise DataError(
                    f"{batch.place(i)}: column {extra[0]!r} is not in the first rows, whose columns the "
                    "Parquet file has; write .jsonl instead"
                )
        writer.write_table(_table(batch, writer.schema))

    def close(self) -> None:
        """Write the footer, without which the file cannot be read."""
        writer = self._writer or self._begin(Batch("", [], []))
        writer.close()

    def _begin(self, batch: Batch) -> pq.ParquetWriter:
        schema = self._layout.schema
        if schema is None:
            schema = _inferred(batch, self._layout)
        for name in self._layout.lists:
            schema = schema.append(pa.field(name, pa.list_(pa.string())))
        for name in self._layout.proba:
            schema = schema.append(pa.field(name, pa.float64()))
        for column in self._layout.nested:
            schema = schema.append(pa.field(column.name, _arrow_type((column.fields,))))
        self._writer = pq.ParquetWriter(self._stream, schema)
        return self._writer


def _arrow_type(kind: Kind) -> pa.DataType:
    if isinstance(kind, Mapping):
        return pa.struct([pa.field(name, _arrow_type(field)) for name, field in kind.items()])
    if isinstance(kind, tuple):
        return pa.list_(_arrow_type(kind[0]))
    return {str: pa.string(), int: pa.int64(), float: pa.float64()}[kind]


def _inferred(batch: Batch, layout: Layout) -> pa.Schema:
    """Return the types of the input's columns as the first batch shows them."""
    seen = (name for row in batch.rows for name in row if name not in layout.added)
    fields = []
    for name in layout.columns if layout.columns is not None else dict.fromkeys(seen):
        try:
            kind = pa.array([row.get(name) for row in batch.rows]).type
        except pa.ArrowException as error:
            raise DataError(
                f"{batch.source}: the values of column {name!r} have no common type ({_first_line(error)}); "
                "write .jsonl instead"
            ) from error
        # A column of nulls has no type of its own; text can hold what may still come.
        fields.append(pa.field(name, pa.string() if pa.types.is_null(kind) else kind))
    return pa.schema(fields)


def _table(batch: Batch, schema: pa.Schema) -> pa.Table:
    arrays = []
    for field in schema:
        values = [row.get(field.name) for row in batch.rows]
        try:
            arrays.append(pa.array(values, type=field.type))
        except (pa.ArrowException, OverflowError) as error:
            place = batch.place(_first_unfit(values, field.type))
            raise DataError(
                f"{place}: column {field.name!r} is {field.type} in the first rows and not here "
                f"({_first_line(error)}); write .jsonl instead"
            ) from error
    return pa.Table.from_arrays(arrays, schema=schema)


def _first_unfit(values: list[Any], kind: pa.DataType) -> int:
    for i, value in enumerate(values):
        try:
            pa.array([value], type=kind)
        except (pa.ArrowException, OverflowError):
            return i
    return 0


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]
