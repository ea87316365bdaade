from dataclasses import replace

import numpy as np
import pytest

from geoclf.classifier.estimator import GeoClassifier
from geoclf.cli.model_card_calibration import calibration_section
from geoclf.corpus.splits import GroupKFold
from geoclf.decision.article import ArticleCalibration
from geoclf.decision.calibrated import CalibratedDecision
from geoclf.decision.fixed import FixedDecision
from geoclf.evaluation.table import format_metric
from geoclf.experiment.result import ExperimentResult
from geoclf.experiment.run import run_experiment
from geoclf.features.raw import RawText
from geoclf.models.lexicon import LexiconModel
from geoclf.protocols import Decision
from geoclf.records import LabelledTexts


def experiment(data: LabelledTexts, decision: Decision) -> ExperimentResult:
    return run_experiment(
        name="rules",
        classifier=GeoClassifier(features=RawText(), model=LexiconModel(), decision=decision),
        baselines={},
        data=data,
        splitter=GroupKFold(n_splits=2, seed=0, threshold=1),
        test_sets=[],
        n_resamples=20,
        seed=0,
    )


@pytest.fixture(scope="module")
def pairs(gold: LabelledTexts) -> LabelledTexts:
    """Gold as stories of two sentences: the five articles are too few to calibrate articles with."""
    return replace(gold, groups=tuple(str(row // 2) for row in range(len(gold))))


@pytest.fixture(scope="module")
def result(pairs: LabelledTexts) -> ExperimentResult:
    return experiment(pairs, CalibratedDecision(prevalence=0.125, miss=0.2, false_alarm=0.05))


def test_what_the_probabilities_are_for(result: ExperimentResult) -> None:
    params = result.model.decision_.get_params()
    assert "texts of which 12.5% have each label." in calibration_section(result, params)
    as_trained = calibration_section(result, {**params, "prevalence": None})
    assert "have each label as often as the training texts" in as_trained


def test_errors_stand_with_their_intervals(result: ExperimentResult) -> None:
    shown = calibration_section(result, result.model.decision_.get_params())
    report = result.evaluations[0].report
    assert "|  | Brier score, gold | calibration error, gold |" in shown
    for title, prefix in {"mean over labels": "macro_", "`treaty`": "treaty/"}.items():
        cells = [format_metric(report, f"{prefix}{name}") for name in ("brier", "ece")]
        assert f"| {title} | {' | '.join(cells)} |" in shown


def test_thresholds_and_levels(result: ExperimentResult) -> None:
    shown = calibration_section(result, result.model.decision_.get_params())
    for label, threshold in result.model.thresholds.items():
        assert f"| `{label}` | {threshold:.3f} |" in shown
    assert "at most 20.0% of the sentences with a label" in shown
    assert "at most 5.0% of those without it" in shown
    share = format_metric(result.evaluations[0].report, "review_share")
    assert f"| share of texts | {share} |" in shown


def test_articles(result: ExperimentResult) -> None:
    shown = calibration_section(result, result.model.decision_.get_params())
    article = result.model.article_
    [column] = np.flatnonzero([label == "military_cooperation" for label in result.data.labels])
    share = f"{article.prevalence_[column]:.1%}"
    expected = f"{article.slope_[column]:.2f} | {article.intercept_[column]:.2f} | {share}"
    assert f"| `military_cooperation` | {expected} |" in shown
    # Too few stories are about aid: it has borrowed its numbers, and is for no share of its own.
    assert "n/a |" in shown.partition("| label | slope |")[2]


def test_a_model_that_calibrates_nothing(pairs: LabelledTexts) -> None:
    result = experiment(pairs, FixedDecision())
    result.model.article_ = ArticleCalibration.uncalibrated(len(pairs.labels))
    shown = calibration_section(result, result.model.decision_.get_params())
    assert "nothing was calibrated" in shown
    assert "leaves nothing to a person" in shown
    assert "too few articles to calibrate" in shown
    assert "slope" not in shown
