import pytest

from geoclf.models.patterns import Pattern, compile_patterns
from geoclf.models.rules import LabelRules, Match, Rule


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
