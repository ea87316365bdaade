"""Predictions to judge."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geoclf.evaluation.report import Predictions
from geoclf.protocols import BoolArray, FloatArray

MakePredictions = Callable[..., Predictions]
Reorder = Callable[[Predictions, Sequence[int]], Predictions]


@pytest.fixture
def make_predictions() -> MakePredictions:
    """Return a function that fills in all that a test does not care about."""

    def make(
        targets: Sequence[Sequence[int]] | BoolArray,
        predicted: Sequence[Sequence[int]] | BoolArray,
        proba: FloatArray | None = None,
        *,
        system: str = "system",
        groups: Sequence[str] | None = None,
    ) -> Predictions:
        truth = np.array(targets, dtype=np.bool_)
        answers = np.array(predicted, dtype=np.bool_)
        n_texts, n_labels = truth.shape
        return Predictions(
            system=system,
            dataset="toy",
            labels=("sanctions", "treaty", "humanitarian_aid")[:n_labels],
            ids=tuple(f"id{row}" for row in range(n_texts)),
            texts=tuple(f"text {row}" for row in range(n_texts)),
            groups=tuple(groups) if groups is not None else tuple(f"group{row}" for row in range(n_texts)),
            folds=("",) * n_texts,
            targets=truth,
            predicted=answers,
            proba=np.where(answers, 0.9, 0.1) if proba is None else proba,
        )

    return make


@pytest.fixture
def make_random(make_predictions: MakePredictions) -> MakePredictions:
    """Return a function that draws predictions: `data_seed` makes the truth, `seed` the answers."""

    def make(seed: int, *, n_groups: int, n_texts: int = 60, data_seed: int = 0) -> Predictions:
        data_rng, rng = np.random.default_rng([data_seed, 0]), np.random.default_rng([seed, 1])
        targets = data_rng.random((n_texts, 2)) < 0.4
        proba = np.clip(0.4 * targets + 0.6 * rng.random((n_texts, 2)), 0, 1)
        groups = [f"group{number}" for number in np.arange(n_texts) % n_groups]
        return make_predictions(targets, proba > 0.5, proba, system=f"system{seed}", groups=groups)

    return make


@pytest.fixture
def reorder() -> Reorder:
    """Return a function that gives predictions with rows in another order, left out or repeated."""

    def select(predictions: Predictions, rows: Sequence[int]) -> Predictions:
        index = np.array(rows, dtype=np.int64)
        changes: dict[str, Any] = {
            name: tuple(getattr(predictions, name)[row] for row in rows)
            for name in ("ids", "texts", "groups", "folds")
        }
        changes |= {name: getattr(predictions, name)[index] for name in ("targets", "predicted", "proba")}
        return replace(predictions, **changes)

    return select
