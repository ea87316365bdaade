"""Nothing that is judged may have been trained on."""

from collections.abc import Sequence

import numpy as np

from geoclf.corpus.behaviour import BehaviourCase
from geoclf.corpus.duplicates import NEAR_DUPLICATE, fold, near_duplicates
from geoclf.errors import ParameterError
from geoclf.protocols import BoolArray, Fold
from geoclf.records import LabelledTexts

__all__ = ["check_behaviour", "check_folds", "without_seen_texts"]


def check_folds(folds: Sequence[Fold], data: LabelledTexts, judged: BoolArray) -> None:
    """Check that every judged text is held out once, by a fold that trains on nothing of its group.

    Raises
    ------
    ParameterError
        If not; the message names the fold.
    """
    times = np.zeros(len(data), dtype=np.int64)
    for fold_ in folds:
        times[fold_.test] += 1
        shared = {data.groups[i] for i in fold_.train} & {data.groups[i] for i in fold_.test}
        if shared:
            raise ParameterError(
                f"fold {fold_.name}: group {min(shared)!r} stands in training and in test; use a splitter "
                "that keeps groups together"
            )
    if not np.array_equal(times, judged):
        raise ParameterError("the folds do not hold out every judged text once; use a splitter that does")


def check_behaviour(cases: Sequence[BehaviourCase], data: LabelledTexts) -> None:
    """Check that no text of a behaviour test stands in the training data, whatever its case and accents.

    Raises
    ------
    ParameterError
        If one does; the message names the case and the text's id.
    """
    known = {fold(text): key for key, text in zip(data.ids, data.texts, strict=True)}
    for case in cases:
        for text in case.texts:
            words = fold(text)
            if words and words in known:
                raise ParameterError(
                    f"behaviour case {case.id}: its text stands in the training data {data.name} as "
                    f"{known[words]}; take it out of one of the two"
                )


def without_seen_texts(test_set: LabelledTexts, data: LabelledTexts) -> tuple[LabelledTexts, int]:
    """Return `test_set` without the texts that stand in `data`, the same or nearly; and their number.

    Raises
    ------
    ParameterError
        If no text is left.
    """
    pairs = near_duplicates([*data.texts, *test_set.texts], threshold=NEAR_DUPLICATE)
    near = {pair.second - len(data) for pair in pairs if pair.first < len(data) <= pair.second}
    # Of equal texts only the first is compared with others: what holds for it holds for its copies.
    known = {fold(text) for text in (*data.texts, *(test_set.texts[i] for i in near))}
    seen = {i for i, text in enumerate(test_set.texts) if fold(text) in known}
    if len(seen) == len(test_set):
        raise ParameterError(
            f"test set {test_set.name}: all {len(test_set)} texts stand in the training data {data.name}; "
            "judge on texts that were not trained on"
        )
    return test_set.select([i for i in range(len(test_set)) if i not in seen]), len(seen)
