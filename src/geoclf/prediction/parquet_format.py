"""Parquet: typed columns, read and written in batches; the input's types are kept."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import IO, Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from geoclf.errors import DataError
from geoclf.prediction.arrow_arrays import arrow_array, arrow_type
from geoclf.prediction.batch import Added, Batch, Kind, Layout
from geoclf.prediction.cells import to_shown_json
from geoclf.prediction.rows import MISSING, Row

__all__ = ["ArrowRows", "ParquetReader", "ParquetWriter"]

# Bytes read ahead of each column, where a row group may have any size.
_BUFFER = 1 << 16
# Bytes of a page and of a dictionary: whoever writes or reads the file holds some of them for every column.
_PAGE = 1 << 16
# Arrow bytes of a row group: large enough to compress well, small enough for any memory.
_ROW_GROUP = 1 << 23
_LARGEST = 1 << 22


class ArrowRows:
    """Rows of an Arrow record batch, which a Parquet file takes as it is.

    Examples
    --------
    >>> rows = ArrowRows(pa.RecordBatch.from_pydict({"text": ["Llueve.", "Nieva."], "id": [1, 2]}))
    >>> rows.column("text"), rows.select([1])[0]
    (['Llueve.', 'Nieva.'], {'text': 'Nieva.', 'id': 2})
    """

    def __init__(self, table: pa.RecordBatch) -> None:
        self.table = table

    @cached_property
    def _rows(self) -> list[Row]:
        return cast("list[Row]", self.table.to_pylist())

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __getitem__(self, index: int, /) -> Row:
        return self._rows[index]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def column(self, name: str) -> list[Any]:
        """Return one value per row, `MISSING` where there is no such column."""
        if name not in self.table.schema.names:
            return [MISSING] * len(self)
        return cast("list[Any]", self.table.column(name).to_pylist())

    def select(self, indices: Sequence[int]) -> "ArrowRows":
        """Return some of the rows, in the order of `indices`."""
        return ArrowRows(self.table.take(arrow_array(indices, int)))

    def content(self) -> bytes:
        """Return bytes that are equal for equal rows."""
        return cast("bytes", self.table.serialize().to_pybytes())

    def original(self, index: int) -> str:
        """Return one row as JSON."""
        return to_shown_json(self[index])


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
        self.source = source
        try:
            # Without these options a whole row group is read ahead, which may be the whole file.
            self._file = pq.ParquetFile(stream, pre_buffer=False, buffer_size=_BUFFER)
        except pa.ArrowException as error:
            raise DataError(f"{source}: not a Parquet file: {_first_line(error)}") from error
        self.schema: pa.Schema = self._file.schema_arrow
        self.n_rows = int(self._file.metadata.num_rows)
        self.columns: tuple[str, ...] = tuple(self.schema.names)
        repeated = sorted({name for name in self.columns if self.columns.count(name) > 1})
        if repeated:
            raise DataError(f"{source}: the column {repeated[0]!r} is there more than once; rename it")

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all rows in order, at most `size` at a time and less of long ones."""
        first = 1
        try:
            for part in self._file.iter_batches(batch_size=min(size, self._fitting()), use_threads=False):
                for piece in _pieces(part):
                    numbers = range(first, first + piece.num_rows)
                    yield Batch(self.source, ArrowRows(piece), numbers, unit="row")
                    first += piece.num_rows
        except (pa.ArrowException, OSError) as error:
            raise DataError(
                f"{self.source}: damaged after row {first - 1}: {_first_line(error)}; write or copy it again"
            ) from error

    def _fitting(self) -> int:
        """Return how many rows of the file's mean length make a batch that is not too large."""
        metadata = self._file.metadata
        n_bytes: int = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
        n_rows: int = metadata.num_rows
        return max(1, _LARGEST * n_rows // max(n_bytes, 1))


class ParquetWriter:
    """Writes Parquet; without a schema from the input, column types are those of the first batch."""

    def __init__(self, stream: IO[bytes], *, layout: Layout) -> None:
        self._stream = stream
        self._layout = layout
        self._own = pa.schema([])
        self._added: dict[str, Kind] = {}
        self._waiting: list[pa.RecordBatch] = []
        self._writer: pq.ParquetWriter | None = None

    def begin(self, first: Batch, *, header: bool) -> None:
        """Settle the columns and their types by the first batch."""
        del header  # the file begins with its first row group
        layout = self._layout
        self._own = _inferred(first, layout) if layout.schema is None else layout.schema
        self._added = {
            **dict.fromkeys(layout.lists, (str,)),
            **dict.fromkeys(layout.proba, float),
            **{column.name: (column.fields,) for column in layout.nested},
        }
        fields = [pa.field(name, arrow_type(kind)) for name, kind in self._added.items()]
        schema = pa.schema([*self._own, *fields], metadata=self._own.metadata)
        self._writer = pq.ParquetWriter(
            self._stream, schema, data_page_size=_PAGE, dictionary_pagesize_limit=_PAGE
        )

    def write(self, batch: Batch, added: Added) -> None:
        """Take rows, and write a row group where they are enough."""
        table = batch.rows.table if isinstance(batch.rows, ArrowRows) else self._table(batch)
        arrays = [*table.columns]
        arrays += [arrow_array(added[name], kind) for name, kind in self._added.items()]
        self._waiting.append(pa.RecordBatch.from_arrays(arrays, schema=self._open().schema))
        if sum(part.nbytes for part in self._waiting) >= _ROW_GROUP:
            self._flush()

    def close(self) -> None:
        """Write the last row group and the footer, without which the file cannot be read."""
        self._flush()
        self._open().close()

    def _open(self) -> pq.ParquetWriter:
        if self._writer is None:
            raise RuntimeError("begin() comes before write() and close()")
        return self._writer

    def _flush(self) -> None:
        if self._waiting:
            self._open().write_table(pa.Table.from_batches(self._waiting))
            self._waiting = []

    def _table(self, batch: Batch) -> pa.RecordBatch:
        known = frozenset(self._own.names)
        for i, row in enumerate(batch.rows):
            if not known.issuperset(row):
                extra = sorted(row.keys() - known)
                raise DataError(
                    f"{batch.place(i)}: column {extra[0]!r} is not in the first rows, whose columns the "
                    "Parquet file has; write .jsonl instead"
                )
        arrays = [_array(batch, field) for field in self._own]
        return pa.RecordBatch.from_arrays(arrays, schema=self._own)


def _pieces(part: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Yield a record batch in parts that are not too large, if it holds any rows."""
    n_pieces = max(1, min(part.num_rows, part.nbytes // _LARGEST))
    size = -(-part.num_rows // n_pieces)
    for start in range(0, part.num_rows, max(size, 1)):
        yield part.slice(start, size)


def _inferred(batch: Batch, layout: Layout) -> pa.Schema:
    """Return the types of the input's columns as the first batch shows them."""
    fields = []
    seen = (name for row in batch.rows for name in row)
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


def _array(batch: Batch, field: pa.Field) -> pa.Array:
    values = [row.get(field.name) for row in batch.rows]
    try:
        return pa.array(values, type=field.type)
    except (pa.ArrowException, OverflowError) as error:
        place = batch.place(_first_unfit(values, field.type))
        raise DataError(
            f"{place}: column {field.name!r} is {field.type} in the first rows and not here "
            f"({_first_line(error)}); write .jsonl instead"
        ) from error


def _first_unfit(values: list[Any], kind: pa.DataType) -> int:
    for i, value in enumerate(values):
        try:
            pa.array([value], type=kind)
        except (pa.ArrowException, OverflowError):
            return i
    return 0


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]
