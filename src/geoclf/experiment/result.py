"""What an experiment yields: everything that is reported, logged or saved, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from geoclf.classifier.estimator import GeoClassifier
from geoclf.evaluation.behaviour import BehaviourReport
from geoclf.evaluation.report import Comparison, Predictions, Report
from geoclf.records import LabelledTexts

__all__ = ["Evaluation", "ExperimentResult", "FoldResult"]


@dataclass(frozen=True)
class FoldResult:
    """One fold of the cross-validation.

    Attributes
    ----------
    name
        What was held out.
    n_train, n_test, n_dropped
        Numbers of texts; dropped texts would have leaked held-out ones into training.
    train_positives, test_positives
        Number of texts with each label, in the scheme's order.
    thresholds
        The decision thresholds fitted on the training part, one per label.
    report
        Metrics on the fold's test texts alone.
    seconds
        Wall time of fitting and predicting.
    """

    name: str
    n_train: int
    n_test: int
    n_dropped: int
    train_positives: tuple[int, ...]
    test_positives: tuple[int, ...]
    thresholds: tuple[float, ...]
    report: Report
    seconds: float


@dataclass(frozen=True)
class Evaluation:
    """One system judged on one set of texts."""

    predictions: Predictions
    report: Report


@dataclass(frozen=True)
class ExperimentResult:
    """One experiment.

    Attributes
    ----------
    name
        The system's name, such as "tfidf_logistic".
    judged
        Name of the texts that were cross-validated.
    data
        The texts that the final model was trained on.
    test_sets
        Names of further labelled texts it was judged on, never trained on.
    left_out
        By test set the number of texts that were not judged because they are there to be trained on, the same
        or nearly.
    folds
        One per fold of the cross-validation.
    evaluations
        The system's own evaluations: the cross-validation first, then each test set.
    baselines
        The baselines' evaluations on the same texts, in the same order of data sets.
    comparisons
        The system against each baseline on each data set.
    behaviour
        The system and each baseline, trained on `data`, on the behaviour tests; empty when none were given.
    model
        The system trained on `data`.
    seconds
        Wall time of the parts, by name: "cross_validation", "baselines", "final_fit".
    """

    name: str
    judged: str
    data: LabelledTexts
    test_sets: tuple[str, ...]
    left_out: Mapping[str, int]
    folds: tuple[FoldResult, ...]
    evaluations: tuple[Evaluation, ...]
    baselines: tuple[Evaluation, ...]
    comparisons: tuple[Comparison, ...]
    behaviour: tuple[BehaviourReport, ...]
    model: GeoClassifier
    seconds: Mapping[str, float]
