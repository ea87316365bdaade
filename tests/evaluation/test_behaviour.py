from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from geoclf.corpus.behaviour import BehaviourCase
from geoclf.evaluation.behaviour import SMALLEST_MOVE, BehaviourReport, run_behaviour
from geoclf.evaluation.behaviour_table import format_behaviour
from geoclf.protocols import BoolArray, FloatArray

LABELS = ("sanctions", "treaty")


def words(texts: Sequence[str]) -> tuple[BoolArray, FloatArray]:
    """A classifier that looks for two words."""
    predicted = np.array([["sanción" in text, "tratado" in text] for text in texts])
    return predicted, np.where(predicted, 0.9, 0.1)


def run(*cases: BehaviourCase) -> BehaviourReport:
    return run_behaviour("words", cases, LABELS, words)


def capability(text: str, *labels: str, name: str = "plain") -> BehaviourCase:
    return BehaviourCase(text, name, "capability", text, None, labels, (), ())


def invariance(text: str, variant: str) -> BehaviourCase:
    return BehaviourCase(text, "swap", "invariance", text, variant, (), (), ())


def direction(
    text: str, variant: str, rises: tuple[str, ...] = (), falls: tuple[str, ...] = ()
) -> BehaviourCase:
    return BehaviourCase(text, "added", "direction", text, variant, (), rises, falls)


@pytest.mark.parametrize(
    ("case", "passed", "said"),
    [
        (capability("un tratado", "treaty"), True, "treaty"),
        (capability("un tratado"), False, "treaty"),
        (capability("un pacto", "treaty"), False, "none"),
        (capability("sanción y tratado", "treaty"), False, "sanctions, treaty"),
        (capability("nada"), True, "none"),
        (invariance("un tratado", "otro tratado"), True, "treaty -> treaty"),
        (invariance("un tratado", "otro pacto"), False, "treaty -> none"),
        (invariance("nada", "nada de nada"), True, "none -> none"),
        (direction("nada", "un tratado", rises=("treaty",)), True, "treaty +0.80"),
        (direction("un tratado", "nada", rises=("treaty",)), False, "treaty -0.80"),
        (direction("un tratado", "nada", falls=("treaty",)), True, "treaty -0.80"),
        (direction("nada", "nada nuevo", rises=("treaty",)), False, "treaty +0.00"),
        (
            direction("tratado", "sanción", rises=("sanctions",), falls=("treaty",)),
            True,
            "sanctions +0.80, treaty -0.80",
        ),
        (
            direction("tratado", "tratado y sanción", rises=("sanctions",), falls=("treaty",)),
            False,
            "sanctions +0.80, treaty +0.00",
        ),
    ],
)
def test_what_passes(case: BehaviourCase, passed: bool, said: str) -> None:
    (result,) = run(case).results
    assert (result.passed, result.said) == (passed, said)


@pytest.mark.parametrize(("move", "passed"), [(SMALLEST_MOVE * 0.9, False), (SMALLEST_MOVE * 1.1, True)])
def test_a_move_too_small_to_matter_is_none(move: float, passed: bool) -> None:
    def nudge(texts: Sequence[str]) -> tuple[BoolArray, FloatArray]:
        proba = np.array([[0.5, 0.5], [0.5, 0.5 + move]])
        return proba > 0.5, proba

    case = direction("uno", "dos", rises=("treaty",))
    assert run_behaviour("nudge", [case], LABELS, nudge).results[0].passed is passed


def test_rates_are_counted_by_capability_in_the_suites_order() -> None:
    report = run(
        capability("un tratado", "treaty"),
        invariance("un tratado", "otro pacto"),
        capability("un pacto", "treaty"),
        capability("nada", name="ordinary"),
    )
    assert [(one.capability, one.kind, one.passed, one.cases) for one in report.capabilities] == [
        ("plain", "capability", 1, 2),
        ("swap", "invariance", 0, 1),
        ("ordinary", "capability", 1, 1),
    ]
    assert (report.total.passed, report.total.cases, report.total.rate) == (2, 4, 0.5)
    # Wilson's interval for 2 of 4, from its formula.
    z2 = 1.959963984540054**2
    half = np.sqrt(z2 * 0.25 / 4 + z2**2 / 64) / (1 + z2 / 4)
    assert report.total.low == pytest.approx(0.5 - half)
    assert report.total.high == pytest.approx(0.5 + half)


def test_the_table_has_a_column_per_system_and_a_block_per_kind() -> None:
    report = run(capability("un tratado", "treaty"), invariance("un tratado", "otro pacto"))
    other = BehaviourReport("other", tuple(replace(one, passed=not one.passed) for one in report.results))
    assert format_behaviour([report, other]).splitlines() == [
        "behaviour tests  cases  words              other",
        "all              2      0.50 [0.09, 0.91]  0.50 [0.09, 0.91]",
        "",
        "capability",
        "  plain          1      1.00 [0.21, 1.00]  0.00 [0.00, 0.79]",
        "",
        "invariance",
        "  swap           1      0.00 [0.00, 0.79]  1.00 [0.21, 1.00]",
    ]
