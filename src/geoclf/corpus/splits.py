"""Splits whose training part knows nothing of the texts it is tested on."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from geoclf.corpus.duplicates import NEAR_DUPLICATE, near_duplicates
from geoclf.errors import ParameterError
from geoclf.params import Configurable
from geoclf.protocols import Fold

__all__ = ["GroupKFold", "LeaveOneGroupOut"]


class _GuardedSplitter(Configurable):
    """Holds out groups, one part after the other, and drops from training what would leak the held-out texts.

    Dropped are the rows of other groups that were derived from a held-out row, from which a held-out row was
    derived, that share such an origin with one, or that are near-duplicates of one.
    """

    threshold: float

    def split(
        self,
        texts: Sequence[str],
        groups: Sequence[str],
        derived_from: Sequence[str | None],
        ids: Sequence[str],
    ) -> Iterator[Fold]:
        """Yield folds; every row is held out exactly once.

        Parameters
        ----------
        texts, groups, derived_from, ids
            One entry per row.

        Raises
        ------
        ParameterError
            If the arguments differ in length, a parameter is out of range, or there are too few groups.
        """
        columns = {"texts": texts, "groups": groups, "derived_from": derived_from, "ids": ids}
        if len({len(column) for column in columns.values()}) > 1:
            sizes = ", ".join(f"{len(column)} {name}" for name, column in columns.items())
            raise ParameterError(f"expected one entry per row in each argument, got {sizes}")
        parts = self._parts(groups)
        relatives = _relatives(texts, derived_from, ids, self.threshold)
        for name, held_out in parts.items():
            test = {row for row, group in enumerate(groups) if group in held_out}
            leaks = {relative for row in test for relative in relatives[row]} - test
            train = set(range(len(texts))) - test - leaks
            yield Fold(name, *(np.array(sorted(rows), dtype=np.int64) for rows in (train, test, leaks)))

    def _parts(self, groups: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """Return by fold name the groups that are held out together."""
        raise NotImplementedError


class LeaveOneGroupOut(_GuardedSplitter):
    """Holds out one group after the other, for instance one article; a fold has its group's name.

    Parameters
    ----------
    threshold
        Similarity in (0, 1] from which on a text is a near-duplicate, see `near_duplicates`.

    Examples
    --------
    >>> texts = ["Firman un tratado", "Envían mantas y medicinas", "Firman un tratado."]
    >>> for fold in LeaveOneGroupOut().split(texts, ["a", "b", "c"], [None] * 3, ["1", "2", "3"]):
    ...     print(fold.name, fold.train, fold.test, fold.dropped)
    a [1] [0] [2]
    b [0 2] [1] []
    c [1] [2] [0]
    """

    def __init__(self, *, threshold: float = NEAR_DUPLICATE) -> None:
        self.threshold = threshold

    def _parts(self, groups: Sequence[str]) -> Mapping[str, frozenset[str]]:
        names = sorted(set(groups))
        if len(names) < 2:
            raise ParameterError(
                f"LeaveOneGroupOut: expected at least 2 groups, got {len(names)}; give the texts of each "
                "article or story a group of their own"
            )
        return {name: frozenset({name}) for name in names}


class GroupKFold(_GuardedSplitter):
    """Holds out groups in `n_splits` parts of about the same number of texts, named "fold_1" and so on.

    Parameters
    ----------
    n_splits
        Number of folds, at least 2.
    seed
        Which of the equally balanced partitions to take.
    threshold
        Similarity in (0, 1] from which on a text is a near-duplicate, see `near_duplicates`.

    Examples
    --------
    >>> texts = ["Firman un tratado", "Envían mantas", "Sin noticias", "Imponen sanciones"]
    >>> rows = texts, ["a", "a", "b", "c"], [None] * 4, ["1", "2", "3", "4"]
    >>> [fold.test.tolist() for fold in GroupKFold(n_splits=2).split(*rows)]
    [[0, 1], [2, 3]]
    >>> next(GroupKFold(n_splits=4).split(*rows))
    Traceback (most recent call last):
    geoclf.errors.ParameterError: GroupKFold: expected at least as many groups as folds, got 3 groups for \
n_splits=4; lower n_splits or use LeaveOneGroupOut
    """

    def __init__(self, *, n_splits: int = 5, seed: int = 0, threshold: float = NEAR_DUPLICATE) -> None:
        self.n_splits = n_splits
        self.seed = seed
        self.threshold = threshold

    def _parts(self, groups: Sequence[str]) -> Mapping[str, frozenset[str]]:
        sizes = Counter(groups)
        if self.n_splits < 2:
            raise ParameterError(f"GroupKFold: n_splits: expected at least 2, got {self.n_splits}")
        if len(sizes) < self.n_splits:
            raise ParameterError(
                f"GroupKFold: expected at least as many groups as folds, got {len(sizes)} groups for "
                f"n_splits={self.n_splits}; lower n_splits or use LeaveOneGroupOut"
            )
        # The largest group first, each to the part that is smallest so far; chance decides only among equals.
        names = np.random.default_rng(self.seed).permutation(sorted(sizes)).tolist()
        parts: list[list[str]] = [[] for _ in range(self.n_splits)]
        totals = [0] * self.n_splits
        for name in sorted(names, key=lambda group: -sizes[group]):
            smallest = totals.index(min(totals))
            parts[smallest].append(name)
            totals[smallest] += sizes[name]
        return {f"fold_{number}": frozenset(part) for number, part in enumerate(parts, start=1)}


def _relatives(
    texts: Sequence[str], derived_from: Sequence[str | None], ids: Sequence[str], threshold: float
) -> list[set[int]]:
    """Return per row the rows that tell about it: itself, those of the same origin, near-duplicates."""
    families: dict[str, set[int]] = {}
    for row, (own, origin) in enumerate(zip(ids, derived_from, strict=True)):
        families.setdefault(origin or own, set()).add(row)
    relatives = [set(families[origin or own]) for own, origin in zip(ids, derived_from, strict=True)]
    for first, second, _ in near_duplicates(texts, threshold=threshold):
        relatives[first].add(second)
        relatives[second].add(first)
    return relatives
