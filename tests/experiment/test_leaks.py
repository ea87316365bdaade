from dataclasses import replace

import numpy as np
import pytest

from geoclf.corpus.behaviour import BehaviourCase
from geoclf.errors import ParameterError
from geoclf.experiment.leaks import check_behaviour, check_folds, without_seen_texts
from geoclf.protocols import Fold
from geoclf.records import LabelledTexts

NONE = np.array([], dtype=np.int64)


def labelled(*texts: str, groups: tuple[str, ...] = ()) -> LabelledTexts:
    ids = tuple(str(i) for i in range(len(texts)))
    targets = np.zeros((len(texts), 1), dtype=bool)
    return LabelledTexts("set", ("treaty",), ids, texts, groups or ids, (None,) * len(texts), targets)


DATA = labelled(
    "Francia y Alemania firman en Aquisgrán un nuevo tratado de amistad",
    "Los dos países abrirán el puente",
    "La selección ganó por dos goles",
    groups=("a", "a", "b"),
)


ALL = np.array([True, True, True])


def fold(train: list[int], test: list[int]) -> Fold:
    return Fold("f", np.array(train), np.array(test), NONE)


def test_folds_that_keep_groups_together() -> None:
    check_folds([fold([2], [0, 1]), fold([0, 1], [2])], DATA, ALL)


def test_texts_that_are_only_trained_on_are_held_out_by_no_fold() -> None:
    judged = np.array([True, True, False])
    check_folds([fold([2], [0, 1])], DATA, judged)
    with pytest.raises(ParameterError, match="do not hold out every judged text once"):
        check_folds([fold([2], [0, 1]), fold([0, 1], [2])], DATA, judged)


@pytest.mark.parametrize(
    ("folds", "message"),
    [
        ([fold([0, 1, 2], [0, 1, 2])], "fold f: group 'a' stands in training and in test"),
        ([fold([1, 2], [0]), fold([2], [1]), fold([0, 1], [2])], "fold f: group 'a' stands in"),
        ([fold([2], [0, 1])], "do not hold out every judged text once"),
        ([fold([2], [0, 1]), fold([], [2]), fold([], [2])], "do not hold out every judged text once"),
    ],
)
def test_folds_that_leak(folds: list[Fold], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        check_folds(folds, DATA, ALL)


def test_behaviour_tests_that_are_trained_on_are_refused() -> None:
    def case(*texts: str) -> BehaviourCase:
        return BehaviourCase("swap-1", "swap", "invariance", texts[0], texts[1], (), (), ())

    check_behaviour([case("Llueve.", "Nieva.")], DATA)
    with pytest.raises(
        ParameterError, match="behaviour case swap-1: its text stands in the training data set as 2"
    ):
        check_behaviour([case("Llueve.", "¡LA SELECCION GANO POR DOS GOLES!")], DATA)


def test_seen_texts_are_left_out_in_any_dress() -> None:
    test_set = labelled(
        "FRANCIA Y ALEMANIA FIRMAN EN AQUISGRAN UN NUEVO TRATADO DE AMISTAD",
        "Francia y Alemania firman en Aquisgrán otro nuevo tratado de amistad",
        "Llueve en toda la cornisa cantábrica",
    )
    left, n_seen = without_seen_texts(test_set, DATA)
    assert left.texts == test_set.texts[2:]
    assert n_seen == 2


def test_each_copy_of_a_near_duplicate_is_left_out() -> None:
    near = "Francia y Alemania firman en Aquisgrán otro nuevo tratado de amistad"
    test_set = labelled(near, near.upper(), "Llueve en toda la cornisa cantábrica")
    left, n_seen = without_seen_texts(test_set, DATA)
    assert (left.texts, n_seen) == (test_set.texts[2:], 2)


def test_near_duplicates_within_the_test_set_stay() -> None:
    test_set = labelled("Llueve en toda la cornisa cantábrica", "Llueve en toda la cornisa cantábrica.")
    left, n_seen = without_seen_texts(test_set, DATA)
    assert (left.texts, n_seen) == (test_set.texts, 0)


def test_nothing_left() -> None:
    with pytest.raises(ParameterError, match="test set copy: all 3 texts stand in the training data set"):
        without_seen_texts(replace(DATA, name="copy"), DATA)
