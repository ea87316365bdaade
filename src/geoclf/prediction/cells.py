"""Cell values of any format as JSON or plain text."""

import json
import math
from datetime import date, datetime, time
from typing import Any

from geoclf.errors import DataError

__all__ = ["to_json", "to_shown_json", "to_text"]


def to_json(value: Any, place: str) -> str:  # noqa: ANN401 - any value a cell can hold
    r"""Return `value` as one line of JSON; dates become ISO 8601, what is no number becomes null.

    Raises
    ------
    DataError
        If a value has no form in JSON.

    Examples
    --------
    >>> to_json({"text": "Cumbre", "score": float("nan"), "odd": "\ud800"}, "a.jsonl:1")
    '{"text": "Cumbre", "score": null, "odd": "\\ud800"}'
    >>> to_json({"photo": b"..."}, "a.parquet: row 1")
    Traceback (most recent call last):
    geoclf.errors.DataError: a.parquet: row 1: bytes has no form as text; drop the column first
    """
    try:
        line = _dump(value)
    except _NoFormError as error:
        raise DataError(f"{place}: {error}") from error
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        # A lone surrogate has no UTF-8 form, only an escape.
        line = json.dumps(json.loads(line), ensure_ascii=True)
    return line


def to_shown_json(value: Any) -> str:  # noqa: ANN401 - any value a cell can hold
    r"""Return `value` as `to_json` does, for people: what has no form in JSON becomes its representation.

    Examples
    --------
    >>> to_shown_json({"text": None, "photo": b"PNG", "day": date(2024, 11, 29)})
    '{"text": null, "photo": "b\'PNG\'", "day": "2024-11-29"}'
    """
    return json.dumps(_without_nan(value), ensure_ascii=False, default=_shown)


def to_text(value: object, place: str) -> str:
    """Return a date, time or decimal number as text.

    Raises
    ------
    DataError
        If `value` is of another type.

    Examples
    --------
    >>> to_text(date(2024, 11, 29), "a.parquet: row 1")
    '2024-11-29'
    """
    try:
        return _plain(value)
    except _NoFormError as error:
        raise DataError(f"{place}: {error}") from error


class _NoFormError(Exception):
    """A value has no form as text."""


def _plain(value: object) -> str:
    # Imported here: only Parquet has decimal numbers.
    from decimal import Decimal

    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise _NoFormError(f"{type(value).__name__} has no form as text; drop the column first")


def _shown(value: object) -> str:
    try:
        return _plain(value)
    except _NoFormError:
        return repr(value)


# Made once: json.dumps makes an encoder a call, which takes longer than a short row.
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_plain).encode


def _dump(value: Any) -> str:  # noqa: ANN401 - any value a cell can hold
    try:
        return _encode(value)
    except ValueError:
        return _encode(_without_nan(value))


def _without_nan(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return value
