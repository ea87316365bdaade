"""Medians, ranges and ratios of measurements."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.measure import Record

__all__ = ["REFERENCE", "Spread", "Value", "by_step", "rate", "ratios", "spread", "values_of"]

REFERENCE = "geoclf"

Value = Callable[[Record], float]
"""What is read off a measurement."""


@dataclass(frozen=True)
class Spread:
    """Median, least and greatest of some measurements."""

    median: float
    least: float
    greatest: float


def rate(record: Record) -> float:
    """Return sentences per processor second: on an idle machine those by the clock, on another steadier."""
    return float(record["n_texts"] / record["cpu_seconds"])


def values_of(records: Sequence[Record], peer: str, value: Value) -> dict[int, float]:
    """Return a peer's values by round."""
    return {record["round"]: value(record) for record in records if record["peer"] == peer}


def by_step(records: Sequence[Record], peer: str, key: str) -> dict[float, list[Record]]:
    """Return a peer's records by what grows, ascending."""
    own = [record for record in records if record["peer"] == peer]
    return {
        step: [record for record in own if record[key] == step]
        for step in sorted({record[key] for record in own})
    }


def spread(values: Sequence[float]) -> Spread:
    """Return median and range.

    Examples
    --------
    >>> spread([3.0, 1.0, 2.0])
    Spread(median=2.0, least=1.0, greatest=3.0)
    """
    return Spread(median(values), min(values), max(values))


def ratios(records: Sequence[Record], peer: str, value: Value, *, to: str = REFERENCE) -> Spread:
    """Return how many times the value of `to` a peer's value is, round by round.

    Examples
    --------
    >>> records = [{"round": 0, "peer": "geoclf", "n": 4.0}, {"round": 0, "peer": "spacy", "n": 2.0}]
    >>> ratios(records, "spacy", lambda record: record["n"]).median
    0.5
    """
    own, others = values_of(records, peer, value), values_of(records, to, value)
    return spread([own[number] / others[number] for number in own if number in others])
