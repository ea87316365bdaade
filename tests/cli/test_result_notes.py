from dataclasses import replace

import pytest

from geoclf.classifier.estimator import GeoClassifier
from geoclf.cli.result_notes import result_notes
from geoclf.corpus.splits import LeaveOneGroupOut
from geoclf.decision.fixed import FixedDecision
from geoclf.experiment.result import ExperimentResult
from geoclf.experiment.run import run_experiment
from geoclf.features.raw import RawText
from geoclf.models.majority import MajorityModel
from geoclf.records import LabelledTexts


@pytest.fixture(scope="module")
def result(gold: LabelledTexts) -> ExperimentResult:
    return run_experiment(
        name="majority",
        classifier=GeoClassifier(features=RawText(), model=MajorityModel(), decision=FixedDecision()),
        baselines={},
        data=gold,
        splitter=LeaveOneGroupOut(),
        test_sets=(),
        n_resamples=0,
        seed=0,
    )


def test_nothing_to_note(result: ExperimentResult) -> None:
    assert result_notes(result) == []


def test_every_text_its_own_group(result: ExperimentResult) -> None:
    (judged,) = result.evaluations
    alone = replace(judged, predictions=replace(judged.predictions, groups=judged.predictions.ids))
    [note] = result_notes(replace(result, evaluations=(alone,)))
    assert note.startswith("each of the 82 texts of gold is a group of its own")


def test_what_was_left_out(result: ExperimentResult) -> None:
    folds = tuple(replace(fold, n_dropped=2) for fold in result.folds)
    notes = result_notes(replace(result, folds=folds, left_out={"press": 3, "web": 0}))
    assert [note.split(" ", 1)[0] for note in notes] == ["10", "3"]
    assert "3 texts of press are not judged" in notes[1]
