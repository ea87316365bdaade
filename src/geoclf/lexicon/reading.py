"""Reading and checking the YAML file of a lexicon."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from geoclf.errors import DataError
from geoclf.lexicon.patterns import Pattern, Piece, compile_patterns, expand_list
from geoclf.lexicon.rules import LabelRules, Rule

__all__ = ["DEFAULT_WITHIN", "build_rules", "read_lexicon"]

DEFAULT_WITHIN = 8
_RULE_KEYS = ("match", "near", "within", "with", "unless")


# libyaml reads a lexicon about eight times faster; PyYAML may have been built without it.
_SAFE_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SAFE_LOADER):  # type: ignore[valid-type,misc]
    """Refuses a key given twice, where YAML itself would drop the first without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for i, key in enumerate(keys):
            if key in keys[:i]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is given twice", node.value[i][0].start_mark
                )
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def read_lexicon(path: Path) -> dict[str, Any]:
    """Return the content of a lexicon file, not yet checked beyond being a YAML mapping.

    Raises
    ------
    DataError
        If the file cannot be read, or is not YAML; the message gives the line.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except OSError as error:
        raise DataError(
            f"{path}: cannot be read: {error.strerror}; give the path of a lexicon file"
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: expected UTF-8; convert the file") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise DataError(
            f"{path}:{line}: not valid YAML: {error.problem}; put text with special characters in quotes"
        ) from error
    except yaml.YAMLError as error:
        raise DataError(f"{path}: not valid YAML: {error}") from error
    return _mapping(content, str(path))


def build_rules(content: Mapping[str, Any], source: str) -> dict[str, LabelRules]:
    """Check the content of a lexicon and compile its rules, by label.

    Parameters
    ----------
    content
        What `read_lexicon` returned: `labels`, and optionally `version` and `lists`.
    source
        Where it comes from, for messages.

    Raises
    ------
    DataError
        If a key is unknown or missing, a value has the wrong type, or a pattern is malformed; the message
        gives the path of keys.

    Examples
    --------
    >>> rules = build_rules({"labels": {"protest": {"rules": ["(marcha|huelga)*"]}}}, "mine.yaml")
    >>> rules["protest"].matches("dos huelgas")
    [Match(start=4, end=11, notation='(marcha|huelga)*')]
    >>> build_rules({"labels": {"protest": {"rule": ["huelga"]}}}, "mine.yaml")
    Traceback (most recent call last):
    geoclf.errors.DataError: mine.yaml: labels.protest: unknown key 'rule'; keys: rules, except
    """
    _check_keys(content, ("version", "lists", "labels"), source)
    if not isinstance(content.get("version", ""), str):
        raise DataError(f"{source}: version: expected text, got {content['version']!r}; put it in quotes")
    lists = _lists(content.get("lists", {}), source)
    labels = _mapping(content.get("labels"), f"{source}: labels")
    if not labels:
        raise DataError(f"{source}: labels: expected at least one label, got none")
    return {
        label: _label_rules(label, value, lists, f"{source}: labels.{label}")
        for label, value in labels.items()
    }


def _lists(value: object, source: str) -> dict[str, Piece]:
    lists: dict[str, Piece] = {}
    for name, block in _mapping(value, f"{source}: lists").items():
        where = f"{source}: lists.{name}"
        notations = _texts(block, where)
        try:
            lists[name] = expand_list(notations, lists)
        except DataError as error:
            raise DataError(f"{where}: {error}") from error
    return lists


def _label_rules(label: str, value: object, lists: Mapping[str, Piece], where: str) -> LabelRules:
    block = _mapping(value, where)
    _check_keys(block, ("rules", "except"), where)
    rules = block.get("rules")
    if not isinstance(rules, list) or not rules:
        raise DataError(f"{where}.rules: expected a list of patterns and rules, got {rules!r}")
    return LabelRules(
        label=label,
        rules=tuple(_rule(rule, lists, f"{where}.rules[{i}]") for i, rule in enumerate(rules)),
        exceptions=_optional(block, "except", lists, where),
    )


def _rule(value: object, lists: Mapping[str, Piece], where: str) -> Rule:
    block = {"match": value} if isinstance(value, str) else _mapping(value, where)
    _check_keys(block, _RULE_KEYS, where)
    within = block.get("within", DEFAULT_WITHIN)
    if not isinstance(within, int) or isinstance(within, bool) or within < 0:
        raise DataError(f"{where}.within: expected a number of words, got {within!r}")
    if "within" in block and "near" not in block:
        raise DataError(f"{where}.within: means nothing without 'near'; add it or remove 'within'")
    pattern = _optional(block, "match", lists, where)
    if pattern is None:
        raise DataError(f"{where}: expected a key 'match' with one pattern or a list of them")
    return Rule(
        pattern=pattern,
        near=_optional(block, "near", lists, where),
        within=within,
        together=_optional(block, "with", lists, where),
        unless=_optional(block, "unless", lists, where),
    )


def _optional(block: Mapping[str, Any], key: str, lists: Mapping[str, Piece], where: str) -> Pattern | None:
    if key not in block:
        return None
    notations = _texts(block[key], f"{where}.{key}")
    try:
        return compile_patterns(notations, lists)
    except DataError as error:
        raise DataError(f"{where}.{key}: {error}") from error


def _texts(value: object, where: str) -> list[str]:
    """Return one pattern or a list of patterns as a list."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not items:
        raise DataError(f"{where}: expected a pattern or a list of patterns, got {value!r}")
    for item in items:
        if not isinstance(item, str):
            raise DataError(f"{where}: expected text, got {item!r}; put it in quotes")
    return items


def _mapping(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise DataError(f"{where}: expected keys with values, got {value!r}")
    for key in value:
        if not isinstance(key, str):
            raise DataError(f"{where}: expected text as key, got {key!r}; put it in quotes")
    return dict(value)


def _check_keys(block: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in block:
        if key not in known:
            raise DataError(f"{where}: unknown key {key!r}; keys: {', '.join(known)}")
