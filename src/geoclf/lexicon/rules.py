"""Rules of a lexicon: a pattern, what must be near it, and what must not."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from geoclf.lexicon.patterns import Pattern

__all__ = ["LabelRules", "Match", "Rule"]

_WORD_START = re.compile(r"\b\w")


@dataclass(frozen=True)
class Match:
    """Where a rule fired: offsets into the text, and the notation of the pattern that matched."""

    start: int
    end: int
    notation: str


@dataclass(frozen=True)
class Rule:
    """Fires at a match of `pattern` when the conditions hold.

    Attributes
    ----------
    pattern
        What to find.
    near
        What must also match at most `within` words before or after, or None.
    within
        Largest number of words between the match and what is near it.
    together
        What must also match anywhere in the text, or None.
    unless
        What must not match anywhere in the text, or None.
    """

    pattern: Pattern
    near: Pattern | None
    within: int
    together: Pattern | None
    unless: Pattern | None

    def matches(self, text: str) -> Iterator[Match]:
        """Yield the matches in `text` (folded) for which the conditions hold."""
        found = list(self.pattern.finditer(text))
        if not found or not self._holds_anywhere(text):
            return
        surroundings = None if self.near is None else _Surroundings(text, self.near)
        for start, end, notation in found:
            if surroundings is None or surroundings.words_away(start, end) <= self.within:
                yield Match(start, end, notation)

    def _holds_anywhere(self, text: str) -> bool:
        if self.together is not None and not any(self.together.finditer(text)):
            return False
        return self.unless is None or not any(self.unless.finditer(text))


class _Surroundings:
    """Where in a text a pattern matches, and how many words away that is from any place.

    The text is searched once, however many places are asked for: long texts have many.
    """

    def __init__(self, text: str, near: Pattern) -> None:
        spans = [(start, end) for start, end, _ in near.finditer(text)]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.text = text

    @cached_property
    def words(self) -> list[int]:
        """Where words start."""
        return [match.start() for match in _WORD_START.finditer(self.text)]

    def words_away(self, start: int, end: int) -> float:
        """Return the number of words to the nearest match outside of `start` to `end`, or infinity."""
        # Matches of a pattern do not overlap, so that the nearest on each side is next in order.
        before = bisect_right(self.ends, start) - 1
        after = bisect_left(self.starts, end)
        away = float("inf")
        if before >= 0:
            away = self._words_between(self.ends[before], start)
        if after < len(self.starts):
            away = min(away, self._words_between(end, self.starts[after]))
        return away

    def _words_between(self, low: int, high: int) -> int:
        return bisect_left(self.words, high) - bisect_left(self.words, low)


@dataclass(frozen=True)
class LabelRules:
    """All rules of one label; a match that overlaps a match of `exceptions` does not count."""

    label: str
    rules: tuple[Rule, ...]
    exceptions: Pattern | None

    def matches(self, text: str) -> list[Match]:
        """Return where the label's rules fire in `text` (folded), in text order, each place once."""
        found: dict[tuple[int, int], Match] = {}
        for rule in self.rules:
            for match in rule.matches(text):
                found.setdefault((match.start, match.end), match)
        if found and self.exceptions is not None:
            excepted = [(low, high) for low, high, _ in self.exceptions.finditer(text)]
            found = {place: match for place, match in found.items() if not _overlaps(place, excepted)}
        return [found[place] for place in sorted(found)]


def _overlaps(place: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    """Say whether `place` overlaps one of `spans`, which are in order and do not overlap each other."""
    start, end = place
    before_end = bisect_left(spans, (end, end))
    return before_end > 0 and spans[before_end - 1][1] > start
