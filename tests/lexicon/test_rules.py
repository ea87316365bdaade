import re
from collections.abc import Iterator

import numpy as np
import pytest

from geoclf.lexicon.patterns import Pattern, compile_patterns
from geoclf.lexicon.rules import LabelRules, Match, Rule


def pattern(*notations: str) -> Pattern:
    return compile_patterns(notations, {})


def rule(match: str, near: str = "", within: int = 2, together: str = "", unless: str = "") -> Rule:
    conditions = [pattern(notation) if notation else None for notation in (near, together, unless)]
    return Rule(pattern(match), conditions[0], within, conditions[1], conditions[2])


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("acuerdo uno dos rusia", True),
        ("acuerdo uno dos tres rusia", False),
        ("rusia uno dos acuerdo", True),
        ("rusia uno dos tres acuerdo", False),
        ("rusia acuerdo", True),
        ("acuerdo", False),
    ],
)
def test_near_counts_the_words_between(text: str, fires: bool) -> None:
    assert bool(list(rule("acuerdo", near="rusia").matches(text))) is fires


def test_what_is_near_must_lie_outside_the_match() -> None:
    assert not list(rule("acuerdo con rusia", near="rusia").matches("acuerdo con rusia"))
    assert list(rule("acuerdo con rusia", near="rusia").matches("rusia acuerdo con rusia"))


def test_near_is_judged_match_by_match() -> None:
    text = "acuerdo con rusia y mas y mas palabras sobre otro acuerdo"
    assert [match.start for match in rule("acuerdo", near="rusia").matches(text)] == [0]


def test_together_and_unless_look_at_the_whole_text() -> None:
    text = "acuerdo de muchas palabras y de muchas mas con rusia"
    assert list(rule("acuerdo", together="rusia").matches(text))
    assert not list(rule("acuerdo", together="china").matches(text))
    assert not list(rule("acuerdo", unless="rusia").matches(text))
    assert list(rule("acuerdo", unless="china").matches(text))


def test_exceptions_drop_the_matches_they_overlap() -> None:
    rules = LabelRules("sanctions", (rule("embargo"),), pattern("sin embargo"))
    assert rules.matches("sin embargo, sigue el embargo") == [Match(22, 29, "embargo")]
    assert rules.matches("sin embargo") == []


def test_a_place_found_by_two_rules_counts_once() -> None:
    rules = LabelRules("treaty", (rule("pacto*"), rule("pacto"), rule("pacto de paz")), None)
    found = [(match.start, match.end, match.notation) for match in rules.matches("pacto de paz")]
    assert found == [(0, 5, "pacto*"), (0, 12, "pacto de paz")]


def matches_found_slowly(rules: LabelRules, text: str) -> list[Match]:
    """What the rules mean, every place compared with every other."""

    def words_between(low: int, high: int) -> int:
        return sum(low <= word.start() < high for word in re.finditer(r"\b\w", text))

    def holds(rule: Rule, start: int, end: int) -> bool:
        spans = [(low, high) for low, high, _ in rule.near.finditer(text)] if rule.near else []
        return (
            (
                rule.near is None
                or any(high <= start and words_between(high, start) <= rule.within for _, high in spans)
                or any(end <= low and words_between(end, low) <= rule.within for low, _ in spans)
            )
            and (rule.together is None or any(rule.together.finditer(text)))
            and (rule.unless is None or not any(rule.unless.finditer(text)))
        )

    def places() -> Iterator[Match]:
        excepted = list(rules.exceptions.finditer(text)) if rules.exceptions else []
        for rule in rules.rules:
            for start, end, notation in rule.pattern.finditer(text):
                overlapped = any(low < end and start < high for low, high, _ in excepted)
                if holds(rule, start, end) and not overlapped:
                    yield Match(start, end, notation)

    found: dict[tuple[int, int], Match] = {}
    for match in places():
        found.setdefault((match.start, match.end), match)
    return [found[place] for place in sorted(found)]


def test_matches_are_those_of_comparing_every_place_with_every_other() -> None:
    rules = LabelRules(
        "treaty",
        (
            rule("acuerdo ... paz", near="rusia"),
            rule("acuerdo*", near="(rusia|rusia y china|paz)", within=1),
            rule("rusia", near="acuerdo con rusia", within=0),
            rule("paz", together="china", unless="guerra"),
        ),
        pattern("sin acuerdo", "paz y rusia", "china sin"),
    )
    words = ["acuerdo", "acuerdos", "con", "de", "paz", "rusia", "y", "china", "sin", "otra", "guerra"]
    random = np.random.default_rng(0)
    fired = 0
    for _ in range(300):
        chosen = random.choice(words, size=random.integers(1, 40), p=[0.099] * 10 + [0.01])
        text = "".join(word + random.choice([" ", ", ", ". ", ": ", "   "]) for word in chosen)
        matches = rules.matches(text)
        assert matches == matches_found_slowly(rules, text)
        fired += len(matches)
    assert fired > 300


@pytest.mark.timeout(60)
def test_a_long_text_comes_to_an_end() -> None:
    rules = LabelRules("treaty", (rule("acuerdo", near="china"),), pattern("sin acuerdo"))
    paragraph = "un acuerdo con china y otro sin acuerdo de muchas palabras mas que no dicen nada. "
    # A second or two; comparing every place with every other would take the better part of an hour.
    assert len(rules.matches(paragraph * 20_000)) == 20_000
