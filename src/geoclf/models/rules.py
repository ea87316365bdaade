"""Rules of a lexicon: a pattern, what must be near it, and what must not."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from geoclf.models.patterns import Pattern

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
        for start, end, notation in found:
            if self.near is None or self._is_near(text, start, end, self.near):
                yield Match(start, end, notation)

    def _holds_anywhere(self, text: str) -> bool:
        if self.together is not None and not any(self.together.finditer(text)):
            return False
        return self.unless is None or not any(self.unless.finditer(text))

    def _is_near(self, text: str, start: int, end: int, near: Pattern) -> bool:
        words = [match.start() for match in _WORD_START.finditer(text)]
        for low, high, _ in near.finditer(text):
            before, after = high <= start, end <= low
            gap = (high, start) if before else (end, low)
            between = bisect_left(words, gap[1]) - bisect_left(words, gap[0])
            if (before or after) and between <= self.within:
                return True
        return False


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
            excepted = list(self.exceptions.finditer(text))
            for start, end in list(found):
                if any(low < end and start < high for low, high, _ in excepted):
                    del found[start, end]
        return [found[place] for place in sorted(found)]
