"""Splits whose training part knows nothing of the texts it is tested on."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized

import numpy as np

from geoclf.corpus.duplicates import NEAR_DUPLICATE, first_equals, near_duplicates
from geoclf.errors import ParameterError
from geoclf.params import Configurable
from geoclf.protocols import BoolArray, Fold

__all__ = ["GroupKFold", "LeaveOneGroupOut"]


class _GuardedSplitter(Configurable):
    """Holds out groups, one part after the other, and drops from training what would leak the held-out texts.

    A family is a row and all that was derived from it, over several steps and whether or not the origin is
    itself among the rows. Dropped are the rows of other groups whose family has a held-out row, or has a
    near-duplicate of a row in such a family: what was rewritten from a near-duplicate of a held-out text
    tells about it as well.
    """

    threshold: float

    def split(
        self,
        texts: Sequence[str],
        groups: Sequence[str],
        derived_from: Sequence[str | None],
        ids: Sequence[str],
        judged: Sequence[bool] | BoolArray | None = None,
    ) -> Iterator[Fold]:
        """Yield folds; every judged row is held out exactly once.

        Parameters
        ----------
        texts, groups, derived_from, ids
            One entry per row.
        judged
            Which rows are tested, one entry per row; None for all. The others are there to be trained on:
            their groups make no folds, and where they are of a held-out group they are dropped.

        Raises
        ------
        ParameterError
            If the arguments differ in length, a parameter is out of range, or there are too few groups.
        """
        tested = np.ones(len(texts), dtype=np.bool_) if judged is None else np.asarray(judged)
        columns: dict[str, Sized] = {
            "texts": texts,
            "groups": groups,
            "derived_from": derived_from,
            "ids": ids,
            "judged": tested,
        }
        if len({len(column) for column in columns.values()}) > 1:
            sizes = ", ".join(f"{len(column)} {name}" for name, column in columns.items())
            raise ParameterError(f"expected one entry per row in each argument, got {sizes}")
        parts = self._parts([group for group, counts in zip(groups, tested, strict=True) if counts])
        kinship = _Kinship(texts, derived_from, ids, self.threshold)
        for name, held_out in parts.items():
            members = {row for row, group in enumerate(groups) if group in held_out}
            test = {row for row in members if tested[row]}
            leaks = (members | kinship.relatives(test)) - test
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


class _Kinship:
    """Which rows tell about which, through their origins or their words."""

    def __init__(
        self, texts: Sequence[str], derived_from: Sequence[str | None], ids: Sequence[str], threshold: float
    ) -> None:
        self._families = _families(derived_from, ids)
        self._wordings = first_equals(texts)
        self._by_family: dict[str, list[int]] = {}
        self._by_wording: dict[int, list[int]] = {}
        for row, (family, wording) in enumerate(zip(self._families, self._wordings, strict=True)):
            self._by_family.setdefault(family, []).append(row)
            self._by_wording.setdefault(wording, []).append(row)
        # Among equal texts the first stands for all, here and in what near_duplicates returns.
        self._similar = {wording: {wording} for wording in self._by_wording}
        for pair in near_duplicates(texts, threshold=threshold):
            first, second = self._wordings[pair.first], self._wordings[pair.second]
            self._similar[first].add(second)
            self._similar[second].add(first)

    def relatives(self, rows: Iterable[int]) -> set[int]:
        """Return `rows`, their families, near-duplicates of all these, and the families of those."""
        return self._with_family(self._with_similar(self._with_family(rows)))

    def _with_family(self, rows: Iterable[int]) -> set[int]:
        families = {self._families[row] for row in rows}
        return {member for family in families for member in self._by_family[family]}

    def _with_similar(self, rows: Iterable[int]) -> set[int]:
        wordings = {similar for row in rows for similar in self._similar[self._wordings[row]]}
        return {row for wording in wordings for row in self._by_wording[wording]}


def _families(derived_from: Sequence[str | None], ids: Sequence[str]) -> list[str]:
    """Return per row the id that its family goes by."""
    parents: dict[str, str] = {}

    def head(name: str) -> str:
        while parents.setdefault(name, name) != name:
            name = parents[name] = parents[parents[name]]
        return name

    for own, origin in zip(ids, derived_from, strict=True):
        parents[head(own)] = head(origin or own)
    return [head(own) for own in ids]
