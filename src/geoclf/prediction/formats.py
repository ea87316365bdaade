"""Which format a file has, and the reader and writer of each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import IO

from geoclf.errors import ParameterError
from geoclf.prediction.batch import Layout, Reader, Writer
from geoclf.prediction.streams import STANDARD

__all__ = ["FORMATS", "FileFormat", "Format", "Options", "detect_format"]

_GZIP = ".gz"


@dataclass(frozen=True)
class Options:
    """What formats may need to know; each takes what concerns it.

    Attributes
    ----------
    source
        What the input is called in messages.
    encoding
        Of the input, as `geoclf.prediction.lines.check_encoding` returns it.
    text_column
        The column that holds the texts.
    delimiter
        What parts the fields of CSV, or None for the format's own.
    """

    source: str
    encoding: str
    text_column: str
    delimiter: str | None = None


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes
    ----------
    name
        What users call it.
    suffixes
        The ends of file names that tell it.
    reader, writer
        How it is read and written.
    seekable
        Whether reading needs a stream that can seek.
    resumable
        Whether a file that ends after any batch can be gone on with.
    """

    name: str
    suffixes: tuple[str, ...]
    reader: Callable[[IO[bytes], Options], Reader]
    writer: Callable[[IO[bytes], Layout, Options], Writer]
    seekable: bool = False
    resumable: bool = True


@dataclass(frozen=True)
class FileFormat:
    """A format, and whether it is wrapped in gzip."""

    format: Format
    compressed: bool


# A format is imported when a file has it: a run has one or two, and Arrow for Parquet takes a while to load.
def _read_jsonl(stream: IO[bytes], options: Options) -> Reader:
    from geoclf.prediction.jsonl_format import JsonlReader

    return JsonlReader(stream, source=options.source, encoding=options.encoding)


def _write_jsonl(stream: IO[bytes], layout: Layout, options: Options) -> Writer:
    from geoclf.prediction.jsonl_format import JsonlWriter

    del options
    return JsonlWriter(stream, layout=layout)


def _read_csv(stream: IO[bytes], options: Options, *, delimiter: str) -> Reader:
    from geoclf.prediction.csv_format import CsvReader

    delimiter = options.delimiter or delimiter
    return CsvReader(stream, source=options.source, encoding=options.encoding, delimiter=delimiter)


def _write_csv(stream: IO[bytes], layout: Layout, options: Options, *, delimiter: str) -> Writer:
    from geoclf.prediction.csv_format import CsvWriter

    return CsvWriter(stream, layout=layout, delimiter=options.delimiter or delimiter)


def _read_parquet(stream: IO[bytes], options: Options) -> Reader:
    from geoclf.prediction.parquet_format import ParquetReader

    return ParquetReader(stream, source=options.source)


def _write_parquet(stream: IO[bytes], layout: Layout, options: Options) -> Writer:
    from geoclf.prediction.parquet_format import ParquetWriter

    del options
    return ParquetWriter(stream, layout=layout)


def _read_txt(stream: IO[bytes], options: Options) -> Reader:
    from geoclf.prediction.txt_format import TxtReader

    return TxtReader(stream, source=options.source, encoding=options.encoding, column=options.text_column)


def _write_txt(stream: IO[bytes], layout: Layout, options: Options) -> Writer:
    from geoclf.prediction.txt_format import TxtWriter

    del options
    return TxtWriter(stream, layout=layout)


FORMATS = {
    format.name: format
    for format in (
        Format("jsonl", (".jsonl", ".ndjson"), _read_jsonl, _write_jsonl),
        Format("csv", (".csv",), partial(_read_csv, delimiter=","), partial(_write_csv, delimiter=",")),
        Format("tsv", (".tsv",), partial(_read_csv, delimiter="\t"), partial(_write_csv, delimiter="\t")),
        Format("parquet", (".parquet", ".pq"), _read_parquet, _write_parquet, seekable=True, resumable=False),
        Format("txt", (".txt",), _read_txt, _write_txt),
    )
}


def detect_format(path: str, name: str | None, *, option: str) -> FileFormat:
    """Return the format of a file.

    Parameters
    ----------
    path
        Its path, whose end tells the format; "-" is JSONL unless `name` says otherwise.
    name
        One of `FORMATS`, which then counts more than the path; a last ".gz" of the path still means gzip.
    option
        The option by which a user can give `name`, for messages.

    Raises
    ------
    ParameterError
        If the path's end tells nothing and `name` is None.

    Examples
    --------
    >>> found = detect_format("noticias.csv.gz", None, option="--input-format")
    >>> found.format.name, found.compressed
    ('csv', True)
    """
    plain = path.lower()
    compressed = plain.endswith(_GZIP)
    if name is not None:
        return FileFormat(FORMATS[name], compressed)
    if path == STANDARD:
        return FileFormat(FORMATS["jsonl"], compressed=False)
    suffix = PurePath(plain.removesuffix(_GZIP)).suffix
    for format in FORMATS.values():
        if suffix in format.suffixes:
            return FileFormat(format, compressed)
    *known, last = (suffix for format in FORMATS.values() for suffix in format.suffixes)
    raise ParameterError(
        f"{path}: expected a name that ends in {', '.join(known)} or {last}, each also with .gz; "
        f"or say with {option} what it is"
    )
