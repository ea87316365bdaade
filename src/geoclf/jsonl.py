"""JSON Lines files: one JSON object a line, UTF-8, errors that name file and line."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from geoclf.errors import DataError
from geoclf.files import atomic_writer

__all__ = ["dump_line", "parse_line", "read_jsonl", "read_lines", "write_jsonl"]

_EXAMPLE = '{"text": "...", "labels": []}'


def read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield `(line_number, record)` for each non-blank line; line numbers start at 1.

    Raises
    ------
    DataError
        If the file cannot be read, is not UTF-8, or a line is not a JSON object.
    """
    for number, line in read_lines(path):
        yield number, parse_line(path, number, line)


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield `(line_number, line)` for each non-blank line, unparsed; line numbers start at 1.

    Raises
    ------
    DataError
        If the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, line


def parse_line(path: Path, number: int, line: bytes) -> dict[str, Any]:
    """Return the JSON object in `line`, line `number` of `path`.

    Raises
    ------
    DataError
        If the line is not UTF-8 or not a JSON object, is nested too deeply, or has a number with more digits
        than Python converts.
    """
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}:{number}: expected UTF-8, found byte 0x{line[error.start]:02x}; convert the file"
        ) from error
    except json.JSONDecodeError as error:
        raise DataError(
            f"{path}:{number}: not valid JSON: {error.msg} at column {error.colno}; expected JSON Lines, one "
            f"object a line: {_EXAMPLE}"
        ) from error
    except RecursionError as error:
        raise DataError(
            f"{path}:{number}: cannot be read: lists or objects are nested too deeply; flatten the line"
        ) from error
    except ValueError as error:  # a JSONDecodeError is one too; what is left are integers that int() refuses
        raise DataError(
            f"{path}:{number}: cannot be read: a number has more than {sys.get_int_max_str_digits()} digits; "
            "write it as a string"
        ) from error
    if not isinstance(record, dict):
        raise DataError(
            f"{path}:{number}: expected a JSON object such as {_EXAMPLE}, got {type(record).__name__}"
        )
    return record


def dump_line(record: Mapping[str, Any]) -> bytes:
    r"""Return the line of `record` as `write_jsonl` writes it, its end included.

    A lone surrogate has no UTF-8 form: a line that holds one is written with escapes throughout.

    Examples
    --------
    >>> dump_line({"text": "Firman un tratado.", "labels": []})
    b'{"text": "Firman un tratado.", "labels": []}\n'
    """
    try:
        line = json.dumps(record, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except UnicodeEncodeError:
        line = json.dumps(record, allow_nan=False).encode("ascii")
    return line + b"\n"


def write_jsonl(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write `records` to `path` atomically, one line each, keys in the order given."""
    with atomic_writer(path) as file:
        file.writelines(map(dump_line, records))
