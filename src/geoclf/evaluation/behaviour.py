"""Running behaviour tests: which cases a classifier passes, counted by capability."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from geoclf.corpus.behaviour import TOTAL, BehaviourCase
from geoclf.protocols import BoolArray, FloatArray

__all__ = ["SMALLEST_MOVE", "BehaviourReport", "CapabilityResult", "CaseResult", "run_behaviour"]

SMALLEST_MOVE = 0.01
"""A probability that moves by less than this, in a direction test, has not moved."""


@dataclass(frozen=True)
class CaseResult:
    """What became of one case.

    Attributes
    ----------
    case
        The case.
    passed
        Whether the classifier did as it should.
    said
        What it did, for a person: the labels it gave, or how far probabilities moved.
    """

    case: BehaviourCase
    passed: bool
    said: str


@dataclass(frozen=True)
class CapabilityResult:
    """One capability's pass rate.

    Attributes
    ----------
    capability, kind
        As in its cases.
    passed, cases
        Numbers of cases.
    rate
        passed / cases, in [0, 1].
    low, high
        95 % Wilson interval of the rate: cases are written independently of each other.
    """

    capability: str
    kind: str
    passed: int
    cases: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True)
class BehaviourReport:
    """One classifier on a suite of behaviour tests.

    Attributes
    ----------
    system
        The classifier's name.
    results
        One per case, in the suite's order.
    """

    system: str
    results: tuple[CaseResult, ...]

    @property
    def capabilities(self) -> tuple[CapabilityResult, ...]:
        """Pass rates by capability, in the order in which the suite has them."""
        by_name: dict[tuple[str, str], list[bool]] = {}
        for result in self.results:
            by_name.setdefault((result.case.capability, result.case.kind), []).append(result.passed)
        return tuple(_capability(name, kind, passed) for (name, kind), passed in by_name.items())

    @property
    def total(self) -> CapabilityResult:
        """The pass rate over all cases."""
        return _capability(TOTAL, "", [result.passed for result in self.results])


def run_behaviour(
    system: str,
    cases: Sequence[BehaviourCase],
    labels: Sequence[str],
    classify: Callable[[Sequence[str]], tuple[BoolArray, FloatArray]],
) -> BehaviourReport:
    """Run a suite.

    Parameters
    ----------
    system
        The classifier's name.
    cases
        The suite; at least one case.
    labels
        The classifier's labels; the cases' must be among them.
    classify
        Given n texts, returns which labels apply and how probable each is: bool and float64, both of shape
        (n, n_labels).

    Examples
    --------
    >>> case = BehaviourCase("1", "plain", "capability", "Firman un tratado.", None, ("treaty",), (), ())
    >>> def never(texts):
    ...     return np.zeros((len(texts), 1), dtype=bool), np.zeros((len(texts), 1))
    >>> report = run_behaviour("never", [case], ["treaty"], never)
    >>> report.total.rate, report.results[0].said
    (0.0, 'none')
    """
    predicted, proba = classify([text for case in cases for text in case.texts])
    results = []
    start = 0
    for case in cases:
        rows = slice(start, start := start + len(case.texts))
        results.append(_RUNNERS[case.kind](case, list(labels), predicted[rows], proba[rows]))
    return BehaviourReport(system, tuple(results))


def _capability(name: str, kind: str, passed: Sequence[bool]) -> CapabilityResult:
    # Imported here: only evaluation needs scipy's statistics, which take long to load.
    from scipy.stats import binomtest

    interval = binomtest(sum(passed), len(passed)).proportion_ci(method="wilson")
    rate = sum(passed) / len(passed)
    return CapabilityResult(
        name, kind, sum(passed), len(passed), rate, float(interval.low), float(interval.high)
    )


def _capability_case(
    case: BehaviourCase, labels: list[str], predicted: BoolArray, proba: FloatArray
) -> CaseResult:
    del proba
    given = _names(labels, predicted[0])
    return CaseResult(case, set(given) == set(case.labels), _said(given))


def _invariance_case(
    case: BehaviourCase, labels: list[str], predicted: BoolArray, proba: FloatArray
) -> CaseResult:
    del proba
    first, second = (_names(labels, row) for row in predicted)
    return CaseResult(case, first == second, f"{_said(first)} -> {_said(second)}")


def _direction_case(
    case: BehaviourCase, labels: list[str], predicted: BoolArray, proba: FloatArray
) -> CaseResult:
    del predicted
    moves = {label: float(np.diff(proba[:, labels.index(label)])[0]) for label in (*case.rises, *case.falls)}
    passed = all((move if label in case.rises else -move) >= SMALLEST_MOVE for label, move in moves.items())
    return CaseResult(case, passed, ", ".join(f"{label} {move:+.2f}" for label, move in moves.items()))


_RUNNERS = {
    "capability": _capability_case,
    "invariance": _invariance_case,
    "direction": _direction_case,
}


def _names(labels: Sequence[str], row: BoolArray) -> list[str]:
    return [label for label, applies in zip(labels, row, strict=True) if applies]


def _said(labels: Sequence[str]) -> str:
    return ", ".join(labels) or "none"
