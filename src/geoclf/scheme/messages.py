"""What pydantic found wrong with a scheme, said in the words of the file's author."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from geoclf.scheme.schema import Scheme
from geoclf.scheme.suggestion import did_you_mean
from geoclf.scheme.yaml_source import KeyPath, Mark, YamlSource, key_path

__all__ = ["describe"]

_LIMIT = 10

# What to add where a required key is missing; "*." stands before a key inside another.
_MEANING = {
    "name": "a name, such as military_aid",
    "version": 'a version in quotes, such as "1.0"',
    "labels": "a list of labels, each with name and definition",
    "*.labels": "the labels that apply, [] when none does",
    "definition": "what the label means, as a text or as {es: ..., en: ...}",
    "es": "the Spanish text, or give one plain text for both languages",
    "en": "the English text, or give one plain text for both languages",
    "code": 'the code in quotes, such as "057"',
}


def describe(errors: list[ErrorDetails], source: YamlSource) -> str:
    """Return one message for all `errors`: where, what was expected, what came and what to do."""
    found = list(dict.fromkeys(_place_and_rest(error, source) for error in errors if not _follows(error)))
    if len(found) == 1:
        [(line, rest)] = found
        return f"{source.where}:{line}: {rest}" if line else f"{source.where}: {rest}"
    lines = [f"line {line}: {rest}" if line else rest for line, rest in found[:_LIMIT]]
    if len(found) > _LIMIT:
        lines.append(f"... and {len(found) - _LIMIT} more")
    return "\n  ".join([f"{source.where}: {len(found)} errors", *lines])


def _follows(error: ErrorDetails) -> bool:
    """Tell whether an error only follows from another one, which alone is worth telling.

    A title is made from the name, and a list whose entries are wrong counts as too short.
    """
    return error["type"] == "default_factory_not_called" or (
        error["type"] == "too_short" and bool(error["input"])
    )


def _place_and_rest(error: ErrorDetails, source: YamlSource) -> tuple[int | None, str]:
    path: KeyPath = error.get("ctx", {}).get("path", error["loc"])
    known = _existing(path, source.content)
    if error["type"] != "missing":
        # One text that stands for both languages has no key of its own per language.
        path = known
    mark = source.marks.get(known)
    rest = ": ".join(part for part in (key_path(path), _message(error, mark)) if part)
    return mark and mark.line, rest


def _existing(path: KeyPath, content: Any) -> KeyPath:  # noqa: ANN401 - any value
    """Return `path` as far as `content` has it."""
    for depth, key in enumerate(path):
        try:
            content = content[key]
        except (KeyError, IndexError, TypeError):
            return path[:depth]
    return path


def _message(error: ErrorDetails, mark: Mark | None) -> str:
    if error["type"] in _MESSAGES:
        return _MESSAGES[error["type"]](error, mark)
    return f"{error['msg']}, got {_shown(error['input'])}"


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list | tuple):
        return f"{'a' if value else 'an empty'} {'mapping' if isinstance(value, dict) else 'list'}"
    text = repr(value)
    return f"{text if len(text) <= 60 else text[:57] + '...'} ({type(value).__name__})"


def _missing(error: ErrorDetails, mark: Mark | None) -> str:
    key = str(error["loc"][-1])
    inside = _MEANING.get(f"*.{key}") if len(error["loc"]) > 1 else None
    return f"missing; add {inside or _MEANING.get(key, 'it')}"


def _unknown_key(error: ErrorDetails, mark: Mark | None) -> str:
    keys = _keys_at(error["loc"][:-1])
    near = did_you_mean(str(error["loc"][-1]), keys) or ";"
    return f"unknown key{near} expected one of: {', '.join(keys)}"


def _keys_at(path: KeyPath) -> list[str]:
    """Return the keys that a scheme may have at `path`."""
    record: type[BaseModel] = Scheme
    for key in path:
        fields = {field.alias or name: field for name, field in record.model_fields.items()}
        if key in fields:
            record = next(_records(fields[str(key)].annotation), record)
    return [field.alias or name for name, field in record.model_fields.items()]


def _records(annotation: Any) -> Any:  # noqa: ANN401 - any type annotation
    """Yield the record classes inside an annotation such as `tuple[Localised, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _records(argument)


def _not_text(error: ErrorDetails, mark: Mark | None) -> str:
    value = error["input"]
    if isinstance(value, dict | list) or value is None or mark is None or mark.written is None:
        return f"expected a text, got {_shown(value)}"
    return (
        f"expected a text, got {mark.written}, which YAML reads as {_shown(value)}; "
        f'put it in quotes: "{mark.written}"'
    )


def _empty_text(error: ErrorDetails, mark: Mark | None) -> str:
    return "expected a text, got an empty one; fill it in or remove the key"


def _not_matching(error: ErrorDetails, mark: Mark | None) -> str:
    value = str(error["input"])
    if error.get("ctx", {}).get("pattern", "").startswith("^[0-9]"):
        return f'expected a code of two to four digits in quotes, such as "057", got {value!r}'
    letters = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", letters.lower()).strip("_")
    remedy = f"; write {name!r}" if name[:1].isalpha() else ""
    return (
        "expected a label name of lower-case letters a-z, digits and underscores that begins with a letter, "
        f"got {value!r}{remedy}"
    )


def _not_mapping(error: ErrorDetails, mark: Mark | None) -> str:
    keys = _keys_at(error["loc"])
    what = (
        "a text, or a mapping with es and en" if keys == ["es", "en"] else f"a mapping with {', '.join(keys)}"
    )
    return f"expected {what}; got {_shown(error['input'])}"


def _not_list(error: ErrorDetails, mark: Mark | None) -> str:
    return f"expected a list, got {_shown(error['input'])}; begin each entry with '- ', or write [] for none"


def _too_few(error: ErrorDetails, mark: Mark | None) -> str:
    return "expected at least one entry, got an empty list; add one"


def _not_a_choice(error: ErrorDetails, mark: Mark | None) -> str:
    return f"expected one of {error['ctx']['expected']}, got {_shown(error['input'])}"


def _own(error: ErrorDetails, mark: Mark | None) -> str:
    return str(error["ctx"]["message"])


def _raised(error: ErrorDetails, mark: Mark | None) -> str:
    return str(error["ctx"]["error"])


_MESSAGES: dict[str, Callable[[ErrorDetails, Mark | None], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "string_type": _not_text,
    "string_too_short": _empty_text,
    "string_pattern_mismatch": _not_matching,
    "model_type": _not_mapping,
    "tuple_type": _not_list,
    "too_short": _too_few,
    "literal_error": _not_a_choice,
    "scheme": _own,
    "value_error": _raised,
}
