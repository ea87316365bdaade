import numpy as np

from geoclf.classifier.origin import training_hash

TEXTS = ["Firman un tratado", "Llueve"]
TARGETS = np.array([[True], [False]])


def test_the_hash_tells_texts_targets_and_order_apart() -> None:
    known = training_hash(TEXTS, TARGETS)
    assert training_hash(iter(TEXTS), TARGETS.copy()) == known
    others = [
        training_hash(TEXTS[::-1], TARGETS),
        training_hash(TEXTS, ~TARGETS),
        training_hash(TEXTS[:1], TARGETS),
    ]
    assert known not in others
    assert len(set(others)) == 3


def test_composed_and_decomposed_accents_are_the_same_text() -> None:
    target = np.array([[True]])
    assert training_hash(["sanci\u00f3n"], target) == training_hash(["sancio\u0301n"], target)
