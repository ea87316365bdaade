"""Lines of annotation files as typed records; what is wrong with one, said in a sentence."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from geoclf.errors import DataError
from geoclf.jsonl import read_jsonl
from geoclf.scheme.suggestion import did_you_mean

__all__ = ["Line", "describe", "read_typed", "shown"]


class Line(BaseModel):
    """Base of all line types: exact types, no unknown keys, frozen."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    id: str


L = TypeVar("L", bound=Line)

_EXPECTED = {
    "string_type": "a string",
    "string_too_short": "a string that is not empty",
    "int_type": "an integer",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
}


def read_typed(path: Path, kind: type[L]) -> Iterator[tuple[str, L]]:
    """Yield `(place, line)` for each line of a JSONL file; `place` is "file:line", for messages.

    Raises
    ------
    DataError
        If the file cannot be read, a key is missing, unknown or of a wrong type, or an id occurs twice.
    """
    first: dict[str, str] = {}
    for number, record in read_jsonl(path):
        place = f"{path}:{number}"
        try:
            line = kind.model_validate(record)
        except ValidationError as error:
            problems = [describe(detail, kind) for detail in error.errors(include_url=False)]
            raise DataError(f"{place}: " + "; ".join(problems)) from error
        if line.id in first:
            raise DataError(
                f"{place}: id {line.id!r} stands already at {first[line.id]}; remove one of the two"
            )
        first[line.id] = place
        yield place, line


def shown(value: object) -> str:
    """Return a value of a JSON file as a message shows it.

    Examples
    --------
    >>> shown(3.5), shown("treaty"), shown(None)
    ("float '3.5'", "str 'treaty'", 'null')
    """
    return "null" if value is None else f"{type(value).__name__} {str(value)[:40]!r}"


def describe(detail: ErrorDetails, kind: type[BaseModel]) -> str:
    """Say in one sentence what pydantic found wrong with a line of type `kind`."""
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]).lstrip(".")
    if detail["type"] == "missing":
        return f"missing key {key!r}"
    if detail["type"] == "extra_forbidden":
        return f"unknown key {key!r}" + (did_you_mean(key, kind.model_fields) or "; remove it")
    expected = detail.get("ctx", {}).get("expected") or _EXPECTED.get(detail["type"]) or detail["msg"]
    return f"key {key!r}: expected {expected}, got {shown(detail['input'])}"
