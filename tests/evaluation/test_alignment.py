from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geoclf.errors import DataError
from geoclf.evaluation.alignment import align
from geoclf.evaluation.report import Predictions

Reorder = Callable[[Predictions, Sequence[int]], Predictions]


@pytest.fixture
def first(make_random: Callable[..., Predictions]) -> Predictions:
    return make_random(1, n_groups=8)


@pytest.fixture
def second(make_random: Callable[..., Predictions]) -> Predictions:
    return make_random(2, n_groups=8)


def test_rows_follow_the_reference(first: Predictions, second: Predictions, reorder: Reorder) -> None:
    shuffled = reorder(second, np.random.default_rng(0).permutation(60).tolist())
    assert shuffled.ids != first.ids
    aligned = align(shuffled, first)
    assert aligned.system == "system2"
    for name in ("ids", "texts", "groups", "folds", "targets", "predicted", "proba"):
        np.testing.assert_array_equal(getattr(aligned, name), getattr(second, name), err_msg=name)


def test_ids_on_one_side_only(first: Predictions, second: Predictions, reorder: Reorder) -> None:
    shorter = reorder(second, [*range(1, 58), 59])
    with pytest.raises(DataError, match=r"same ids; differing: id0 \(only system1\), id58 \(only system1\)$"):
        align(shorter, first)
    with pytest.raises(DataError, match=r"differing: id0 \(only system1\), id58 \(only system1\)$"):
        align(first, shorter)
    with pytest.raises(DataError, match=r"id4 \(only system1\) and 55 more$"):
        align(reorder(second, []), first)


@pytest.mark.parametrize("name", ["texts", "groups"])
def test_other_content_under_the_same_id(first: Predictions, second: Predictions, name: str) -> None:
    column = list(getattr(second, name))
    column[3] = "changed"
    changes: dict[str, Any] = {name: tuple(column)}
    with pytest.raises(DataError, match=f"system1 and system2: expected the same {name} .* differing: id3$"):
        align(replace(second, **changes), first)


def test_other_targets(first: Predictions, second: Predictions) -> None:
    targets = second.targets.copy()
    targets[[5, 7], 1] ^= True
    with pytest.raises(DataError, match=r"expected the same targets for the same ids; differing: id5, id7$"):
        align(replace(second, targets=targets), first)


def test_other_labels(first: Predictions, second: Predictions) -> None:
    with pytest.raises(DataError, match="same order, got sanctions, treaty and treaty, sanctions"):
        align(replace(second, labels=second.labels[::-1]), first)
