"""How well scores rank and mark the held-out texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geoclf.protocols import BoolArray, FloatArray

__all__ = ["Judged", "best_threshold", "quality"]


@dataclass(frozen=True)
class Judged:
    """Targets and scores of the texts of one file, both of shape (n_texts, n_labels)."""

    targets: BoolArray
    scores: FloatArray


def quality(parts: Sequence[Judged]) -> dict[str, Any]:
    """Return macro average precision and macro-F1 over all parts, and both by label.

    The packages cut scores where it suits them; here all are cut alike: a part's thresholds are those that
    give the best F1 on the other parts.

    Examples
    --------
    >>> part = Judged(np.array([[True], [False], [False]]), np.array([[3.0], [2.0], [1.0]]))
    >>> found = quality([part, part])
    >>> found["macro_average_precision"], found["macro_f1"]
    (1.0, 1.0)
    """
    from sklearn.metrics import average_precision_score, f1_score

    targets = np.concatenate([part.targets for part in parts])
    scores = np.concatenate([part.scores for part in parts])
    marked = np.concatenate([_marked(parts, number) for number in range(len(parts))])
    labels = range(targets.shape[1])
    precision = [float(average_precision_score(targets[:, k], scores[:, k])) for k in labels]
    f1 = [float(f1_score(targets[:, k], marked[:, k])) for k in labels]
    return {
        "n_texts": len(targets),
        "macro_average_precision": float(np.mean(precision)),
        "macro_f1": float(np.mean(f1)),
        "average_precision": precision,
        "f1": f1,
    }


def _marked(parts: Sequence[Judged], number: int) -> BoolArray:
    """Return the labels of part `number` at the thresholds of all others."""
    others = [part for i, part in enumerate(parts) if i != number]
    targets = np.concatenate([part.targets for part in others])
    scores = np.concatenate([part.scores for part in others])
    thresholds = [best_threshold(targets[:, k], scores[:, k]) for k in range(targets.shape[1])]
    marked: BoolArray = parts[number].scores >= np.array(thresholds)
    return marked


def best_threshold(target: BoolArray, scores: FloatArray) -> float:
    """Return the score from which on marking texts gives the best F1.

    Examples
    --------
    >>> best_threshold(np.array([True, True, False]), np.array([0.9, 0.4, 0.1]))
    0.4
    """
    from sklearn.metrics import precision_recall_curve

    precision, recall, thresholds = precision_recall_curve(target, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return float(thresholds[np.argmax(f1[:-1])])
