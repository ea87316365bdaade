import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geoclf.errors import SchemeError
from geoclf.scheme.loading import load_scheme, parse_scheme

HEAD = 'name: toy\nversion: "2"\n'
LABELS = "labels:\n  - {name: one, definition: Uno.}\n"
SCHEME_KEYS = "name, version, labels, title, unit, rule, boundary_cases, decisions, sources, crosswalk_notes"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # missing keys
        (LABELS + 'version: "2"\n', "scheme.yaml:1: name: missing; add a name"),
        ("name: toy\n" + LABELS, 'scheme.yaml:1: version: missing; add a version in quotes, such as "1.0"'),
        (HEAD, "scheme.yaml:1: labels: missing; add a list of labels, each with name and definition"),
        (HEAD + "labels:\n  - name: one\n", "scheme.yaml:4: labels[0].definition: missing; add what the"),
        (HEAD + "labels:\n  - {definition: Uno.}\n", "scheme.yaml:4: labels[0].name: missing; add a name"),
        (
            HEAD + "labels:\n  - {name: one, definition: {es: Uno.}}\n",
            "scheme.yaml:4: labels[0].definition.en: missing; add the English text, or give one plain text",
        ),
        (HEAD + "labels:\n  - name: one\n    definition: Uno.\n    examples: [{quote: x}]\n",
            "scheme.yaml:6: labels[0].examples[0].labels: missing; add the labels that apply, [] when"),
        # unknown keys
        (
            HEAD + LABELS + "titel: x\n",
            f"scheme.yaml:5: titel: unknown key; did you mean 'title'? expected one of: {SCHEME_KEYS}",
        ),
        (HEAD + LABELS + "xyz: x\n", f"scheme.yaml:5: xyz: unknown key; expected one of: {SCHEME_KEYS}"),
        (
            HEAD + "labels:\n  - name: one\n    definition: Uno.\n    include: [x]\n",
            "scheme.yaml:6: labels[0].include: unknown key; did you mean 'includes'?",
        ),
        (
            HEAD + "labels:\n  - name: one\n    definition: {es: Uno., en: One., fr: Un.}\n",
            "scheme.yaml:5: labels[0].definition.fr: unknown key; expected one of: es, en",
        ),
        (
            HEAD + "labels:\n  - name: one\n    definition: Uno.\n    crosswalk:\n"
            '      cameo:\n        - {code: "057", title: Sign, titel: Sign}\n',
            "labels[0].crosswalk.cameo[0].titel: unknown key; did you mean 'title'?",
        ),
        # texts
        (
            "name: toy\nversion: 1.10\n" + LABELS,
            "scheme.yaml:2: version: expected a text, got 1.10, which YAML reads as 1.1 (float); "
            'put it in quotes: "1.10"',
        ),
        (
            HEAD + "labels:\n  - {name: no, definition: Uno.}\n",
            "scheme.yaml:4: labels[0].name: expected a text, got no, which YAML reads as False (bool); "
            'put it in quotes: "no"',
        ),
        (
            HEAD + "labels:\n  - name: one\n    definition: Uno.\n    crosswalk:\n"
            "      cameo:\n        - {code: 0312, title: Express intent}\n",
            'labels[0].crosswalk.cameo[0].code: expected a text, got 0312, which YAML reads as 202 (int); '
            'put it in quotes: "0312"',
        ),
        ("name:\nversion: \"2\"\n" + LABELS, "scheme.yaml:1: name: expected a text, got nothing"),
        ("name: {}\nversion: \"2\"\n" + LABELS, "scheme.yaml:1: name: expected a text, got an empty mapping"),
        ("name: [a]\nversion: \"2\"\n" + LABELS, "scheme.yaml:1: name: expected a text, got a list"),
        ("name: ' '\nversion: \"2\"\n" + LABELS, "scheme.yaml:1: name: expected a text, got an empty one"),
        (
            HEAD + "labels:\n  - {name: one, definition: ''}\n",
            "scheme.yaml:4: labels[0].definition: expected a text, got an empty one; fill it in or remove",
        ),
        (
            HEAD + "labels:\n  - {name: one, definition: 5}\n",
            "scheme.yaml:4: labels[0].definition: expected a text, or a mapping with es and en; got 5 (int)",
        ),
        # label names
        (
            HEAD + "labels:\n  - {name: Ayuda Médica, definition: Uno.}\n",
            "scheme.yaml:4: labels[0].name: expected a label name of lower-case letters a-z, digits and "
            "underscores that begins with a letter, got 'Ayuda Médica'; write 'ayuda_medica'",
        ),
        (HEAD + "labels:\n  - {name: 1a, definition: Uno.}\n", "that begins with a letter, got '1a'"),
        (HEAD + "labels:\n  - {name: \"one\\n\", definition: Uno.}\n", "got 'one\\n'; write 'one'"),
        (
            HEAD + LABELS + "  - {name: two, definition: Dos.}\n  - {name: one, definition: Tres.}\n",
            "scheme.yaml:6: labels[2].name: label 'one' stands twice; give each label its own name",
        ),
        # lists and mappings
        (HEAD + "labels: []\n", "scheme.yaml:3: labels: expected at least one entry, got an empty list; add"),
        (HEAD + "labels: one\n", "scheme.yaml:3: labels: expected a list, got 'one' (str); begin each entry"),
        (HEAD + "labels:\n  one: x\n", "scheme.yaml:4: labels: expected a list, got a mapping; begin each"),
        (
            HEAD + "labels: [one]\n",
            "scheme.yaml:3: labels[0]: expected a mapping with name, definition, title, includes, excludes, "
            "examples, crosswalk; got 'one' (str)",
        ),
        ("", f"scheme.yaml: expected a mapping with {SCHEME_KEYS}; got nothing"),
        ("- a\n", f"scheme.yaml:1: expected a mapping with {SCHEME_KEYS}; got a list"),
        # references to labels
        (
            HEAD + "labels:\n  - name: one\n    definition: Uno.\n"
            "    examples:\n      - {quote: Firman., labels: [one, ones]}\n",
            "scheme.yaml:7: labels[0].examples[0].labels[1]: unknown label 'ones'; did you mean 'one'?",
        ),
        (
            HEAD + LABELS + "boundary_cases:\n  - {text: x, labels: [], about: [two]}\n",
            "scheme.yaml:6: boundary_cases[0].about[0]: unknown label 'two'",
        ),
        (
            HEAD + LABELS + "decisions:\n  - {text: x, about: [two]}\n",
            "scheme.yaml:6: decisions[0].about[0]: unknown label 'two'",
        ),
        # the rest
        (
            HEAD + "labels:\n  - name: one\n    definition: Uno.\n    crosswalk:\n"
            '      cameo:\n        - {code: "7", title: x, mode: done}\n',
            'cameo[0].code: expected a code of two to four digits in quotes, such as "057", got \'7\'',
        ),
        (
            HEAD + "labels:\n  - name: one\n    definition: Uno.\n    crosswalk:\n"
            '      cameo:\n        - {code: "057", title: x, mode: doing}\n',
            "cameo[0].mode: expected one of 'done', 'ease', 'intent', 'appeal', 'demand', 'reject', "
            "'threaten', 'reduce_or_stop' or 'breach', got 'doing' (str)",
        ),
        (
            HEAD + "labels:\n  - name: one\n    definition: Uno.\n"
            '    examples:\n      - {quote: Firman., labels: [one], seed: "000"}\n',
            "scheme.yaml:7: labels[0].examples[0]: expected seed, start and end together",
        ),
        (
            HEAD + "labels:\n  - name: one\n    definition: Uno.\n"
            '    examples:\n      - {quote: Firman., labels: [one], seed: "000", start: x, end: 7}\n',
            "labels[0].examples[0].start: Input should be a valid integer, unable to parse string as an "
            "integer, got 'x' (str)",
        ),
    ],
)  # fmt: skip
def test_message_gives_place_expectation_and_remedy(
    write: Callable[[str], Path], text: str, message: str
) -> None:
    with pytest.raises(SchemeError, match=re.escape(message)) as caught:
        load_scheme(write(text))
    assert "\n" not in str(caught.value)


def test_all_errors_are_told_at_once(write: Callable[[str], Path]) -> None:
    path = write("name: toy\nlabels:\n  - {name: One, definition: Uno.}\n  - {nam: two}\n")
    with pytest.raises(SchemeError, match=r"^\S*scheme\.yaml: 5 errors\n") as caught:
        load_scheme(path)
    keys = [line.split(": ")[1] for line in str(caught.value).splitlines()[1:]]
    assert keys == ["version", "labels[0].name", "labels[1].name", "labels[1].definition", "labels[1].nam"]


def test_many_errors_are_cut_short(write: Callable[[str], Path]) -> None:
    labels = "".join(f"  - {{name: L{i}, definition: Uno.}}\n" for i in range(25))
    with pytest.raises(SchemeError, match=r"25 errors\n(.*\n){10}  \.\.\. and 15 more$"):
        load_scheme(write(HEAD + "labels:\n" + labels))


def test_long_values_are_cut_short(write: Callable[[str], Path]) -> None:
    with pytest.raises(SchemeError, match=r"got 'x{56}\.\.\. \(str\)"):
        load_scheme(write(HEAD + f"labels: {'x' * 200}\n"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "manifest.json: expected a mapping with name"),
        (
            {"name": "toy", "version": 2, "labels": [{"name": "one", "definition": "Uno."}]},
            "manifest.json: version: expected a text, got 2 (int)",
        ),
        (
            {"name": "toy", "version": "2", "labels": [{"name": "one", "definition": ""}]},
            "manifest.json: labels[0].definition: expected a text, got an empty one",
        ),
    ],
)
def test_values_from_no_file_are_judged_alike(content: Any, message: str) -> None:
    with pytest.raises(SchemeError, match=re.escape(message)):
        parse_scheme(content, "manifest.json")
