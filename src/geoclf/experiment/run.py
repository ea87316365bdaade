"""Cross-validate a classifier beside its baselines, judge it on test sets, train it on everything."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np
from sklearn.base import clone

from geoclf.classifier.estimator import GeoClassifier
from geoclf.classifier.labeller import Labeller
from geoclf.corpus.behaviour import BehaviourCase
from geoclf.errors import ParameterError
from geoclf.evaluation.behaviour import BehaviourReport, run_behaviour
from geoclf.evaluation.comparison import compare
from geoclf.evaluation.evaluate import evaluate
from geoclf.evaluation.report import Comparison, Predictions, Report
from geoclf.experiment.leaks import check_behaviour, check_folds, without_seen_texts
from geoclf.experiment.result import Evaluation, ExperimentResult, FoldResult
from geoclf.protocols import (
    AdjustableDecision,
    BoolArray,
    FloatArray,
    Fold,
    IntArray,
    Splitter,
)
from geoclf.records import LabelledTexts

__all__ = ["COMPARED_METRICS", "judge_behaviour", "predict_set", "run_experiment"]

COMPARED_METRICS = ("macro_f1", "micro_f1", "macro_average_precision")


@dataclass(frozen=True)
class _Settings:
    n_resamples: int
    seed: int
    train_fraction: float
    progress: Callable[[str], None]


def run_experiment(
    *,
    name: str,
    classifier: GeoClassifier,
    baselines: Mapping[str, GeoClassifier],
    data: LabelledTexts,
    splitter: Splitter,
    test_sets: Sequence[LabelledTexts],
    n_resamples: int,
    seed: int,
    train_with: LabelledTexts | None = None,
    train_fraction: float = 1.0,
    behaviour: Sequence[BehaviourCase] = (),
    progress: Callable[[str], None] | None = None,
) -> ExperimentResult:
    """Run one experiment; nothing is read, written or logged.

    Parameters
    ----------
    name
        What the classifier is called in the results.
    classifier, baselines
        Untrained; they are cloned for every fit.
    data
        What to cross-validate, and train on.
    splitter
        How `data` is cut into folds; the same folds for all systems.
    test_sets
        Further labelled texts, predicted by the classifier trained on all of `data` and `train_with`. Those
        that stand in either, the same or nearly, are left out.
    n_resamples
        Bootstrap resamples behind every interval; 0 for none.
    seed
        For the bootstrap and `train_fraction`; the classifiers carry their own.
    train_with
        Texts that are only trained on, in every fold as far as they do not leak the held-out texts; never
        judged.
    train_fraction
        Share of the groups of a training set that is trained on, in (0, 1]: for learning curves. `seed`
        decides which; a larger share contains the smaller one, and at least one group is left.
    behaviour
        Behaviour tests for the classifier and the baselines, trained on everything.
    progress
        Called with a line of text before each part, if given.

    Raises
    ------
    ParameterError
        If a test set's labels are not `data`'s or all its texts are, a fold trains on a group it holds out,
        `train_fraction` is out of range, a text of a behaviour test stands in training, or a baseline has
        the classifier's name.
    """
    settings = _Settings(n_resamples, seed, train_fraction, progress or (lambda _: None))
    _check_inputs(name, baselines, data, test_sets, train_fraction)
    pool = data if train_with is None else data.joined(train_with)
    folds = _folds(splitter, pool, len(data), settings)
    check_behaviour(behaviour, pool)
    pruned = [without_seen_texts(test_set, pool) for test_set in test_sets]
    test_sets = [test_set for test_set, _ in pruned]
    started = perf_counter()
    validated, fold_results = _cross_validate(name, classifier, data, pool, folds, settings)
    cross_validated = perf_counter()
    training = pool.select(_sample(pool.groups, settings))
    settings.progress(f"training {name} on {len(training)} texts")
    model = _fit(classifier, training)
    trained = perf_counter()
    judged = [_judge(name, model, test_set, settings) for test_set in test_sets]
    behaved = [judge_behaviour(name, model, behaviour)] if behaviour else []
    others: list[Evaluation] = []
    for baseline_name, baseline in baselines.items():
        validated_baseline, _ = _cross_validate(baseline_name, baseline, data, pool, folds, settings)
        fitted = _fit(baseline, training)
        others += [
            validated_baseline,
            *(_judge(baseline_name, fitted, test_set, settings) for test_set in test_sets),
        ]
        behaved += [judge_behaviour(baseline_name, fitted, behaviour)] if behaviour else []
    ended = perf_counter()
    own = (validated, *judged)
    return ExperimentResult(
        name=name,
        judged=data.name,
        data=training,
        test_sets=tuple(test_set.name for test_set in test_sets),
        left_out={test_set.name: n_seen for test_set, n_seen in pruned},
        folds=fold_results,
        evaluations=own,
        baselines=tuple(others),
        comparisons=tuple(_compare(own, others, settings)),
        behaviour=tuple(behaved),
        model=model,
        seconds={
            "cross_validation": cross_validated - started,
            "final_fit": trained - cross_validated,
            "baselines": ended - trained,
        },
    )


def _check_inputs(
    name: str,
    baselines: Mapping[str, GeoClassifier],
    data: LabelledTexts,
    test_sets: Sequence[LabelledTexts],
    train_fraction: float,
) -> None:
    if not 0 < train_fraction <= 1:
        raise ParameterError(f"train_fraction: expected a number in (0, 1], got {train_fraction!r}")
    if name in baselines:
        raise ParameterError(f"the experiment and one of its baselines are both called {name!r}")
    names = [data.name, *(test_set.name for test_set in test_sets)]
    if len(set(names)) != len(names):
        raise ParameterError(f"data sets need different names, got {', '.join(names)}")
    for test_set in test_sets:
        if test_set.labels != data.labels:
            raise ParameterError(
                f"test set {test_set.name}: expected labels {', '.join(data.labels)}, "
                f"got {', '.join(test_set.labels)}"
            )


def _folds(splitter: Splitter, pool: LabelledTexts, n_judged: int, settings: _Settings) -> Sequence[Fold]:
    """Return the folds over the first `n_judged` texts of `pool`, each trained on a sample of its groups."""
    judged = np.arange(len(pool)) < n_judged
    folds = list(
        splitter.split(
            pool.texts, ids=pool.ids, groups=pool.groups, derived_from=pool.derived_from, judged=judged
        )
    )
    check_folds(folds, pool, judged)
    return [
        replace(fold, train=fold.train[_sample([pool.groups[row] for row in fold.train], settings)])
        for fold in folds
    ]


def _sample(groups: Sequence[str], settings: _Settings) -> IntArray:
    """Return the rows of the share of the groups that is trained on."""
    names = np.random.default_rng(settings.seed).permutation(sorted(set(groups)))
    # Rounded first: 0.07 * 100 is a little more than 7.
    n_taken = math.ceil(round(settings.train_fraction * len(names), 9))
    taken = set(names[:n_taken].tolist())
    return np.array([row for row, group in enumerate(groups) if group in taken], dtype=np.int64)


def _fit(classifier: GeoClassifier, data: LabelledTexts) -> GeoClassifier:
    fresh: GeoClassifier = clone(classifier)
    return fresh.fit(data.texts, data.targets, groups=data.groups)


def _cross_validate(
    name: str,
    classifier: GeoClassifier,
    data: LabelledTexts,
    pool: LabelledTexts,
    folds: Sequence[Fold],
    settings: _Settings,
) -> tuple[Evaluation, tuple[FoldResult, ...]]:
    parts, results = [], []
    for fold in folds:
        settings.progress(f"{name}: fold {fold.name}")
        started = perf_counter()
        model = _fit(classifier, pool.select(fold.train))
        part = predict_set(name, model, data.select(fold.test), fold=fold.name)
        seconds = perf_counter() - started
        parts.append(part)
        results.append(_fold_result(fold, pool, model, part, seconds))
    predictions = _in_order(parts, np.concatenate([fold.test for fold in folds]), data)
    return Evaluation(predictions, _report(predictions, settings)), tuple(results)


def _in_order(parts: Sequence[Predictions], rows: IntArray, data: LabelledTexts) -> Predictions:
    """Return the predictions of all folds as those of `data`; `rows` says where each text stands there."""
    order = np.argsort(rows)

    def column(name: str) -> Any:  # noqa: ANN401 - arrays of several dtypes, or none
        arrays = [getattr(part, name) for part in parts]
        return None if any(array is None for array in arrays) else np.concatenate(arrays)[order]

    folds = [fold for part in parts for fold in part.folds]
    arrays = {name: column(name) for name in ("predicted", "proba", "thresholds", "review")}
    return _predictions(parts[0].system, data, tuple(folds[i] for i in order), **arrays)


def _fold_result(
    fold: Fold, data: LabelledTexts, model: GeoClassifier, part: Predictions, seconds: float
) -> FoldResult:
    return FoldResult(
        name=fold.name,
        n_train=len(fold.train),
        n_test=len(fold.test),
        n_dropped=len(fold.dropped),
        train_positives=tuple(data.targets[fold.train].sum(axis=0).tolist()),
        test_positives=tuple(data.targets[fold.test].sum(axis=0).tolist()),
        thresholds=tuple(model.decision_.thresholds().tolist()),
        # One fold of leave-one-group-out is one group: no interval can be given, so none is asked for.
        report=evaluate(part, n_resamples=0, seed=0),
        seconds=seconds,
    )


def _judge(name: str, model: GeoClassifier, test_set: LabelledTexts, settings: _Settings) -> Evaluation:
    settings.progress(f"{name}: test set {test_set.name}")
    predictions = predict_set(name, model, test_set)
    return Evaluation(predictions, _report(predictions, settings))


def predict_set(name: str, model: Labeller, data: LabelledTexts, *, fold: str = "") -> Predictions:
    """Return what a trained model, called `name`, says of a whole set of labelled texts.

    `fold` names the fold that the model was trained for, if any.
    """
    decision = model.decision_
    proba = model.predict_proba(data.texts)
    return _predictions(
        name,
        data,
        (fold,) * len(data),
        proba=proba,
        predicted=decision.predict(proba),
        thresholds=np.tile(decision.thresholds(), (len(data), 1)),
        review=decision.review(proba) if isinstance(decision, AdjustableDecision) else None,
    )


def judge_behaviour(name: str, model: Labeller, cases: Sequence[BehaviourCase]) -> BehaviourReport:
    """Return how a trained model, called `name`, does on behaviour tests."""

    def classify(texts: Sequence[str]) -> tuple[BoolArray, FloatArray]:
        proba = model.predict_proba(texts)
        return model.decision_.predict(proba), proba

    return run_behaviour(name, cases, model.labels, classify)


def _predictions(
    name: str,
    data: LabelledTexts,
    folds: tuple[str, ...],
    *,
    proba: FloatArray,
    predicted: BoolArray,
    thresholds: FloatArray,
    review: BoolArray | None,
) -> Predictions:
    return Predictions(
        system=name,
        dataset=data.name,
        labels=data.labels,
        ids=data.ids,
        texts=data.texts,
        groups=data.groups,
        folds=folds,
        targets=data.targets,
        predicted=predicted,
        proba=proba,
        thresholds=thresholds,
        review=review,
    )


def _report(predictions: Predictions, settings: _Settings) -> Report:
    return evaluate(predictions, n_resamples=settings.n_resamples, seed=settings.seed)


def _compare(
    own: Sequence[Evaluation], others: Sequence[Evaluation], settings: _Settings
) -> list[Comparison]:
    return [
        compare(
            first.predictions,
            second.predictions,
            metric=metric,
            n_resamples=settings.n_resamples,
            seed=settings.seed,
        )
        for first in own
        for second in others
        if second.predictions.dataset == first.predictions.dataset
        for metric in COMPARED_METRICS
    ]
