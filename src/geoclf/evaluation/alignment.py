"""Two systems' predictions, row by row about the same texts."""

from dataclasses import replace

import numpy as np

from geoclf.errors import DataError
from geoclf.evaluation.report import Predictions

__all__ = ["align"]

_N_SHOWN = 5


def align(predictions: Predictions, reference: Predictions) -> Predictions:
    """Return `predictions` in the order of the reference's texts.

    Raises
    ------
    geoclf.errors.DataError
        If labels differ, if an id stands on one side only, or if an id's text, group or targets differ.
    """
    where = f"{reference.system} and {predictions.system}"
    if predictions.labels != reference.labels:
        raise DataError(
            f"{where}: expected the same labels in the same order, "
            f"got {', '.join(reference.labels)} and {', '.join(predictions.labels)}"
        )
    position = {id_: row for row, id_ in enumerate(predictions.ids)}
    known = set(reference.ids)
    only_here = [f"{id_} (only {reference.system})" for id_ in reference.ids if id_ not in position]
    only_here += [f"{id_} (only {predictions.system})" for id_ in predictions.ids if id_ not in known]
    if only_here:
        raise DataError(f"{where}: expected predictions for the same ids; differing: {_first(only_here)}")
    order = [position[id_] for id_ in reference.ids]
    aligned = replace(
        predictions,
        ids=reference.ids,
        texts=tuple(predictions.texts[row] for row in order),
        groups=tuple(predictions.groups[row] for row in order),
        folds=tuple(predictions.folds[row] for row in order),
        targets=predictions.targets[order],
        predicted=predictions.predicted[order],
        proba=predictions.proba[order],
        thresholds=None if predictions.thresholds is None else predictions.thresholds[order],
        review=None if predictions.review is None else predictions.review[order],
    )
    for name in ("texts", "groups", "targets"):
        pairs = zip(reference.ids, getattr(reference, name), getattr(aligned, name), strict=True)
        differing = [id_ for id_, one, other in pairs if not np.array_equal(one, other)]
        if differing:
            raise DataError(
                f"{where}: expected the same {name} for the same ids; differing: {_first(differing)}"
            )
    return aligned


def _first(ids: list[str]) -> str:
    shown = ", ".join(ids[:_N_SHOWN])
    return shown if len(ids) <= _N_SHOWN else f"{shown} and {len(ids) - _N_SHOWN} more"
