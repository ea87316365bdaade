import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from geoclf.errors import DataError
from geoclf.lexicon.reading import build_rules, read_lexicon


def lexicon(**label: Any) -> dict[str, Any]:
    return {"lists": {"país": ["Perú"]}, "labels": {"a": label}}


def test_keys_of_a_rule_do_what_they_say() -> None:
    rule = {"match": "pacto", "near": "<país>", "within": 1, "with": ["firma"], "unless": "fútbol"}
    rules = build_rules(lexicon(rules=[rule], **{"except": "pacto social"}), "x.yaml")["a"]
    assert rules.matches("firma un pacto con peru")
    assert not rules.matches("firma un pacto del norte con peru")
    assert not rules.matches("un pacto con peru")
    assert not rules.matches("firma un pacto con peru de futbol")
    assert not rules.matches("firma un pacto social peru")


def test_near_reaches_eight_words_unless_told() -> None:
    rules = build_rules(lexicon(rules=[{"match": "pacto", "near": "<país>"}]), "x.yaml")["a"]
    assert rules.matches("pacto " + "x " * 8 + "peru")
    assert not rules.matches("pacto " + "x " * 9 + "peru")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"label": {}}, "x.yaml: unknown key 'label'; keys: version, lists, labels"),
        ({}, "x.yaml: labels: expected keys with values, got None"),
        ({"labels": {}}, "x.yaml: labels: expected at least one label, got none"),
        ({"labels": {1: {}}}, "x.yaml: labels: expected text as key, got 1; put it in quotes"),
        ({"labels": {"a": ["x"]}}, "x.yaml: labels.a: expected keys with values, got ['x']"),
        ({"labels": {"a": {"rules": []}}}, "x.yaml: labels.a.rules: expected a list of patterns and rules"),
        ({"version": 1.0, "labels": {"a": {"rules": ["x"]}}}, "x.yaml: version: expected text, got 1.0"),
        ({"lists": {"l": "(x"}, "labels": {}}, "x.yaml: lists.l: pattern '(x': a '(' is not closed"),
        (
            {"lists": {"l": []}, "labels": {}},
            "x.yaml: lists.l: expected a pattern or a list of patterns, got []",
        ),
        (lexicon(rules=["x", 7]), "x.yaml: labels.a.rules[1]: expected keys with values, got 7"),
        (lexicon(rules=["x", {"near": "y"}]), "x.yaml: labels.a.rules[1]: expected a key 'match'"),
        (
            lexicon(rules=[{"match": "x", "nar": "y"}]),
            "x.yaml: labels.a.rules[0]: unknown key 'nar'; keys: match",
        ),
        (
            lexicon(rules=[{"match": [False]}]),
            "labels.a.rules[0].match: expected text, got False; put it in quotes",
        ),
        (lexicon(rules=[{"match": "x", "near": "(y"}]), "labels.a.rules[0].near: pattern '(y': a '(' is not"),
        (
            lexicon(rules=[{"match": "x", "near": "y", "within": -1}]),
            "within: expected a number of words, got -1",
        ),
        (lexicon(rules=[{"match": "x", "within": 3}]), "within: means nothing without 'near'"),
        (
            lexicon(rules=["x"], **{"except": "<l>"}),
            "x.yaml: labels.a.except: pattern '<l>': there is no list 'l'",
        ),
    ],
)
def test_errors_give_the_path_of_keys(content: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=re.escape(message)):
        build_rules(content, "x.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("labels:\n  a: [x, y?]\n  b: {", r"lexicon.yaml:\d+: not valid YAML: .*put text with special"),
        ("labels:\n  a: 1\n  b: 2\n  a: 3\n", "lexicon.yaml:4: not valid YAML: the key 'a' is given twice"),
        ("labels: &x {<<: *x}\n", "lexicon.yaml:1: not valid YAML"),
        ("a: !!python/name:os.system\n", "lexicon.yaml:1: not valid YAML: could not determine a constructor"),
        ("just text\n", "lexicon.yaml: expected keys with values, got 'just text'"),
        ("a: \x07\n", "lexicon.yaml: not valid YAML"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "lexicon.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_lexicon(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.yaml: cannot be read: No such file"):
        read_lexicon(tmp_path / "nowhere.yaml")
    path = tmp_path / "latin.yaml"
    path.write_bytes("país: 1".encode("latin-1"))
    with pytest.raises(DataError, match=r"latin\.yaml: expected UTF-8"):
        read_lexicon(path)


def test_every_list_of_the_shipped_file_is_used() -> None:
    text = Path(build_rules.__code__.co_filename).with_name("geopolitical.yaml").read_text(encoding="utf-8")
    assert [name for name in yaml.safe_load(text)["lists"] if f"<{name}>" not in text] == []
