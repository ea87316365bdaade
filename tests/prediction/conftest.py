from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import pytest

from geoclf.classifier.labeller import Labeller
from geoclf.classifier.origin import Origin
from geoclf.decision.article import ArticleCalibration
from geoclf.decision.calibrated import CalibratedDecision
from geoclf.decision.fixed import FixedDecision
from geoclf.features.raw import RawText
from geoclf.params import Configurable
from geoclf.prediction.counts import Counts
from geoclf.prediction.job import Job
from geoclf.protocols import BoolArray, FloatArray, State


class KeywordModel(Configurable):
    """Says "sanctions" where the text has "sancion", and "treaty" where it has "tratado"."""

    def fit(self, rows: Any, targets: BoolArray, *, seed: int) -> Self:
        return self

    def scores(self, rows: Sequence[str]) -> FloatArray:
        found = [[word in row.lower() for word in ("sancion", "tratado")] for row in rows]
        return np.where(np.array(found, dtype=bool).reshape(len(rows), 2), 2.0, -2.0)

    def state(self) -> State:
        return State(params={})

    @classmethod
    def from_state(cls, state: State) -> Self:
        raise NotImplementedError


@pytest.fixture(scope="session")
def keywords() -> Labeller:
    return Labeller.from_parts(
        labels=("sanctions", "treaty"),
        features=RawText(),
        model=KeywordModel(),
        decision=FixedDecision().fit(np.zeros((1, 2)), np.zeros((1, 2), dtype=bool)),
        article=ArticleCalibration.uncalibrated(2),
        origin=Origin("test", "1", "", "", 2, (1, 1)),
    )


@pytest.fixture(scope="session")
def asking(keywords: Labeller) -> Labeller:
    """The same, sure of what has "sancion" and in doubt of what has "tratado"."""
    has_word = np.arange(400) < 200
    targets = np.column_stack([has_word, has_word & (np.arange(400) % 5 > 0)])
    scores = np.where(has_word, 2.0, -2.0)[:, np.newaxis].repeat(2, axis=1)
    return Labeller.from_parts(
        labels=keywords.labels,
        features=keywords.features_,
        model=keywords.model_,
        decision=CalibratedDecision(false_alarm=0.05).fit(scores, targets),
        article=keywords.article_,
        origin=keywords.origin_,
    )


Label = Callable[..., Counts]


@pytest.fixture
def label(keywords: Labeller) -> Label:
    """Label a file with the keyword model; settings of the job as keywords."""
    job = Job(
        source="-",
        output="-",
        input_format=None,
        output_format=None,
        text_column="text",
        level="sentence",
        explain=False,
        probabilities=True,
        abstain=False,
        prefix="",
        encoding="utf-8",
        delimiter=None,
        bad_rows=None,
        overwrite=False,
        resume=False,
        checkpoint=5.0,
        workers=1,
        batch_size=2,
    )

    def run(
        source: Path | str, output: Path | str, classifier: Labeller = keywords, **settings: Any
    ) -> Counts:
        changed = replace(job, source=str(source), output=str(output), **settings)
        return changed.run(classifier, load=lambda: classifier, progress=lambda *_: None)

    return run
