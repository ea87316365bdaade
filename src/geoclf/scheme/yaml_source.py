"""YAML files as plain values, together with the line each value came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from geoclf.errors import SchemeError

__all__ = ["KeyPath", "Mark", "YamlSource", "key_path", "read_yaml"]

KeyPath = tuple[str | int, ...]

# libyaml's parser is ten times as fast; not every build of PyYAML has it.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mark(NamedTuple):
    """Where a value stands: its line, from 1, and for a scalar how it is written there."""

    line: int
    written: str | None


@dataclass(frozen=True)
class YamlSource:
    """Plain values and where they came from.

    Attributes
    ----------
    where
        What to call the source in messages.
    content
        Mappings, lists, strings, numbers, booleans, None.
    marks
        One per value, by key path; empty when the values came from no file.
    """

    where: str
    content: Any
    marks: Mapping[KeyPath, Mark] = field(default_factory=dict)


def key_path(path: KeyPath) -> str:
    """Return a key path as people write it.

    Examples
    --------
    >>> key_path(("labels", 2, "definition"))
    'labels[2].definition'
    """
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")


def read_yaml(path: Path) -> YamlSource:
    """Read a YAML file.

    Raises
    ------
    SchemeError
        If the file cannot be read, is not UTF-8, is not YAML, or gives a key twice.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise SchemeError(f"{path}: no such file; pass the path of a scheme's YAML file") from error
    except IsADirectoryError as error:
        raise SchemeError(f"{path}: expected a YAML file, got a folder; pass the file in it") from error
    except OSError as error:
        raise SchemeError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SchemeError(
            f"{path}:{line}: expected UTF-8, found byte 0x{content[error.start]:02x}; save the file as UTF-8"
        ) from error
    return _parse(str(path), text)


def _parse(where: str, text: str) -> YamlSource:
    try:
        return _construct(where, text)
    except yaml.YAMLError as error:
        raise SchemeError(_syntax_message(where, error)) from error
    except SchemeError:
        raise
    except RecursionError as error:
        raise SchemeError(
            f"{where}: nested too deeply, or an alias holds itself; write it out flat"
        ) from error
    except ValueError as error:
        # An unquoted 2024-13-45 looks like a date and fails as one.
        raise SchemeError(f"{where}: a value cannot be read: {error}; put dates in quotes") from error


def _construct(where: str, text: str) -> YamlSource:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return YamlSource(where, None)
        marks: dict[KeyPath, Mark] = {}
        _walk(where, node, (), marks)
        return YamlSource(where, loader.construct_document(node), marks)
    finally:
        loader.dispose()


def _syntax_message(where: str, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    place = where if mark is None else f"{where}:{mark.line + 1}"
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return (
        f"{place}: not valid YAML: {problem}; indent with spaces, and put a text that holds ': ' or begins "
        "with a quote between quotes"
    )


def _walk(where: str, node: yaml.Node, path: KeyPath, marks: dict[KeyPath, Mark]) -> None:
    """Note the place of every value under `node`; refuse a key that stands twice in one mapping."""
    written = node.value if isinstance(node, yaml.ScalarNode) else None
    marks[path] = Mark(node.start_mark.line + 1, written)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(where, item, (*path, index), marks)
    elif isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            name = str(key.value)
            line = key.start_mark.line + 1
            if name in first:
                raise SchemeError(
                    f"{where}:{line}: {key_path((*path, name))}: the key stands twice, first on line "
                    f"{first[name]}; YAML would keep only the last, so remove one"
                )
            first[name] = line
            _walk(where, value, (*path, name), marks)
