from collections.abc import Sequence

import numpy as np
import pytest
from sklearn.base import clone

from geoclf.corpus.splits import GroupKFold, LeaveOneGroupOut
from geoclf.errors import ParameterError
from geoclf.protocols import Fold, Splitter

TEXTS = [
    "Japón y Filipinas firmaron un tratado de defensa mutua",
    "La Unión Europea prorrogó las sanciones contra Rusia",
    "La Cruz Roja repartió alimentos y mantas en Sudán",
    "El presidente visitó una fábrica de automóviles en Sonora",
    "Corea del Norte envió tropas y munición a su aliado",
    "Tokio anunció un paquete de medicinas para los refugiados",
]
GROUPS = ["a", "a", "b", "b", "c", "c"]
IDS = ["1", "2", "3", "4", "5", "6"]
NONE: list[str | None] = [None] * 6
SPLITTERS: list[Splitter] = [LeaveOneGroupOut(), GroupKFold(n_splits=3)]


def folds(
    splitter: Splitter,
    texts: Sequence[str] = TEXTS,
    groups: Sequence[str] = GROUPS,
    derived_from: Sequence[str | None] = NONE,
    ids: Sequence[str] = IDS,
) -> list[Fold]:
    return list(splitter.split(texts, groups, derived_from, ids))


def fold_testing(row: int, all_folds: list[Fold]) -> Fold:
    (fold,) = [fold for fold in all_folds if row in fold.test]
    return fold


@pytest.mark.parametrize("splitter", SPLITTERS, ids=repr)
def test_every_row_is_tested_once_and_groups_never_stand_on_both_sides(splitter: Splitter) -> None:
    found = folds(splitter)
    assert sorted(np.concatenate([fold.test for fold in found]).tolist()) == list(range(6))
    for fold in found:
        assert not {GROUPS[i] for i in fold.test} & {GROUPS[i] for i in (*fold.train, *fold.dropped)}
        assert sorted([*fold.train, *fold.test, *fold.dropped]) == list(range(6))
        assert fold.dropped.size == 0
        for rows in (fold.train, fold.test, fold.dropped):
            assert rows.dtype == np.int64
            assert np.all(np.diff(rows) > 0)


def test_leave_one_group_out_names_the_group() -> None:
    found = {fold.name: fold.test.tolist() for fold in folds(LeaveOneGroupOut())}
    assert found == {"a": [0, 1], "b": [2, 3], "c": [4, 5]}


@pytest.mark.parametrize("splitter", SPLITTERS, ids=repr)
def test_a_row_derived_from_a_tested_one_is_dropped_though_its_group_is_another(splitter: Splitter) -> None:
    derived = ["2", *NONE[1:]]  # row 0 is rewritten from row 1 ...
    groups = ["c", *GROUPS[1:]]  # ... and stands in another group: a split by group alone trains on it
    fold = fold_testing(1, folds(splitter, groups=groups, derived_from=derived))
    assert fold.dropped.tolist() == [0]
    assert 0 not in fold.train


@pytest.mark.parametrize("splitter", SPLITTERS, ids=repr)
def test_the_origin_of_a_tested_row_is_dropped(splitter: Splitter) -> None:
    derived = ["2", *NONE[1:]]
    groups = ["c", *GROUPS[1:]]
    fold = fold_testing(0, folds(splitter, groups=groups, derived_from=derived))
    assert fold.dropped.tolist() == [1]


def test_rows_of_one_origin_leak_each_other_even_when_the_origin_is_absent() -> None:
    found = folds(LeaveOneGroupOut(), derived_from=["gone", None, None, "gone", None, None])
    assert fold_testing(0, found).dropped.tolist() == [3]
    assert fold_testing(3, found).dropped.tolist() == [0]
    assert fold_testing(4, found).dropped.tolist() == []


@pytest.mark.parametrize("splitter", SPLITTERS, ids=repr)
def test_a_near_duplicate_of_a_tested_text_is_dropped(splitter: Splitter) -> None:
    texts = [*TEXTS[:5], TEXTS[1].replace("Rusia", "rusos").upper()]
    found = folds(splitter, texts=texts)
    assert fold_testing(1, found).dropped.tolist() == [5]
    assert fold_testing(5, found).dropped.tolist() == [1]
    assert fold_testing(2, found).dropped.tolist() == []


def test_equal_texts_are_dropped_whichever_of_them_is_tested() -> None:
    texts = [TEXTS[0], *TEXTS[1:3], TEXTS[0].upper(), TEXTS[0] + ".", TEXTS[0].replace("defensa", "defensas")]
    groups = ["a", "b", "c", "d", "e", "f"]
    found = folds(LeaveOneGroupOut(), texts=texts, groups=groups)
    same = {0, 3, 4, 5}  # the last one is nearly the same as each of the others
    for row in same:
        assert fold_testing(row, found).dropped.tolist() == sorted(same - {row})
    assert fold_testing(1, found).dropped.tolist() == []


@pytest.mark.parametrize("splitter", [LeaveOneGroupOut(), GroupKFold(n_splits=6)], ids=repr)
def test_what_is_derived_from_a_near_duplicate_of_a_tested_text_is_dropped(splitter: Splitter) -> None:
    near = TEXTS[1].replace("Rusia", "rusos")
    texts = [TEXTS[0], TEXTS[1], near, *TEXTS[3:]]
    groups = ["a", "b", "c", "d", "e", "f"]
    # Row 2 is nearly row 1; row 3 is its origin, row 4 its sibling, row 5 is derived from it.
    derived = [None, None, "4", None, "4", "3"]
    found = folds(splitter, texts=texts, groups=groups, derived_from=derived)
    assert fold_testing(1, found).dropped.tolist() == [2, 3, 4, 5]
    assert fold_testing(5, found).dropped.tolist() == [1, 2, 3, 4]
    assert fold_testing(0, found).dropped.tolist() == []


def test_rows_that_are_derived_from_one_another_in_a_circle_are_one_family() -> None:
    found = folds(LeaveOneGroupOut(), derived_from=["3", None, "5", None, "1", None])
    assert fold_testing(0, found).dropped.tolist() == [2, 4]
    assert fold_testing(2, found).dropped.tolist() == [0, 4]


def test_rows_that_are_not_judged_are_trained_on_and_never_tested() -> None:
    texts = ["Firman un tratado", "Envían mantas", "Llueve en Lima", "Nada nuevo hoy"]
    groups = ["a", "b", "c", "a"]
    judged = [True, True, False, False]
    folds = list(LeaveOneGroupOut().split(texts, groups, [None] * 4, list("1234"), judged))
    assert [(f.name, f.train.tolist(), f.test.tolist(), f.dropped.tolist()) for f in folds] == [
        ("a", [1, 2], [0], [3]),
        ("b", [0, 2, 3], [1], []),
    ]


def test_the_threshold_says_how_near_is_near() -> None:
    texts = [*TEXTS[:5], TEXTS[1].replace("prorrogó", "amplió")]
    assert fold_testing(1, folds(LeaveOneGroupOut(threshold=0.99), texts=texts)).dropped.tolist() == []
    assert fold_testing(1, folds(LeaveOneGroupOut(threshold=0.6), texts=texts)).dropped.tolist() == [5]


def test_near_duplicates_in_one_group_stay_together() -> None:
    texts = [TEXTS[0], TEXTS[0] + ".", *TEXTS[2:]]
    assert all(fold.dropped.size == 0 for fold in folds(LeaveOneGroupOut(), texts=texts))


def many_groups() -> tuple[list[str], list[str], list[str | None], list[str]]:
    sizes = np.random.default_rng(0).integers(1, 9, size=40)
    groups = [f"g{index:02}" for index, size in enumerate(sizes) for _ in range(size)]
    ids = [str(row) for row in range(len(groups))]
    return [f"{row:08b}" for row in range(len(ids))], groups, [None] * len(ids), ids


def test_the_folds_of_a_group_k_fold_are_of_equal_size() -> None:
    sizes = [fold.test.size for fold in GroupKFold(n_splits=5, threshold=1).split(*many_groups())]
    assert max(sizes) - min(sizes) <= 1


def test_the_seed_decides_a_group_k_fold() -> None:
    def partition(seed: int) -> set[frozenset[int]]:
        splitter = GroupKFold(n_splits=5, seed=seed, threshold=1)
        return {frozenset(fold.test.tolist()) for fold in splitter.split(*many_groups())}

    assert partition(0) == partition(0)
    assert partition(0) != partition(1)


@pytest.mark.parametrize(
    ("splitter", "groups", "message"),
    [
        (LeaveOneGroupOut(), ["a"] * 6, "expected at least 2 groups, got 1; give the texts of each article"),
        (GroupKFold(), GROUPS, "got 3 groups for n_splits=5; lower n_splits or use LeaveOneGroupOut"),
        (GroupKFold(n_splits=1), GROUPS, "n_splits: expected at least 2, got 1"),
        (GroupKFold(n_splits=2, threshold=0), GROUPS, "threshold: expected a number in"),
        (
            LeaveOneGroupOut(),
            GROUPS[:5],
            "expected one entry per row .* got 6 texts, 5 groups, 6 derived_from",
        ),
    ],
)
def test_impossible_splits_are_refused(splitter: Splitter, groups: list[str], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        folds(splitter, groups=groups)


def test_splitters_can_be_cloned_and_configured() -> None:
    splitter = clone(GroupKFold(n_splits=3, seed=4), safe=False).set_params(threshold=0.9)
    assert splitter.get_params() == {"n_splits": 3, "seed": 4, "threshold": 0.9}
