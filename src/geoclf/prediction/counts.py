"""What was labelled, in numbers."""

from dataclasses import dataclass, replace

from geoclf.prediction.levels import Outcome

__all__ = ["Counts"]


@dataclass(frozen=True)
class Counts:
    """How many rows there were, and what was said of them.

    Attributes
    ----------
    n_rows
        Rows that were labelled.
    labels
        How many of them got each label.
    review
        How many of them a person should read, None where nothing was left to a person.
    n_bad
        Rows that could not be labelled.
    """

    n_rows: int
    labels: dict[str, int]
    review: int | None = None
    n_bad: int = 0

    def plus(self, outcome: Outcome, n_bad: int) -> "Counts":
        """Return these counts and those of another batch."""
        n_each = outcome.predicted.sum(axis=0).tolist()
        labels = {label: before + n for (label, before), n in zip(self.labels.items(), n_each, strict=True)}
        more = 0 if outcome.review is None else int(outcome.review.any(axis=1).sum())
        return replace(
            self,
            n_rows=self.n_rows + len(outcome.predicted),
            labels=labels,
            review=None if self.review is None else self.review + more,
            n_bad=self.n_bad + n_bad,
        )
