"""Judging a trained model on labelled texts, beside baselines, and saying whether it has seen them before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geoclf.classifier.estimator import GeoClassifier
from geoclf.classifier.labeller import Labeller
from geoclf.classifier.origin import training_hash
from geoclf.classifier.training_data import shipped_training_data
from geoclf.corpus.behaviour import BehaviourCase
from geoclf.decision.fixed import FixedDecision
from geoclf.evaluation.behaviour import BehaviourReport
from geoclf.evaluation.comparison import compare
from geoclf.evaluation.evaluate import evaluate
from geoclf.evaluation.report import Comparison
from geoclf.experiment.result import Evaluation
from geoclf.experiment.run import COMPARED_METRICS, judge_behaviour, predict_set
from geoclf.features.raw import RawText
from geoclf.models.lexicon import LexiconModel
from geoclf.models.majority import MajorityModel
from geoclf.protocols import Model
from geoclf.records import LabelledTexts
from geoclf.scheme.loading import load_scheme
from geoclf.scheme.schema import Scheme
from geoclf.texts import normalise

__all__ = ["Judgement", "judge", "training_overlap"]


@dataclass(frozen=True)
class Judgement:
    """A model and the baselines on the same texts, and what the comparison of the two decides."""

    evaluation: Evaluation
    baselines: tuple[Evaluation, ...]
    comparisons: tuple[Comparison, ...]
    behaviour: tuple[BehaviourReport, ...]


def judge(
    name: str,
    model: Labeller,
    data: LabelledTexts,
    scheme: Scheme,
    *,
    behaviour: Sequence[BehaviourCase],
    n_resamples: int,
    seed: int,
) -> Judgement:
    """Judge a trained model.

    The baselines are the majority of each label in the model's own training data and, for the labels of the
    shipped scheme, the rule lexicon.

    Parameters
    ----------
    name
        What the model is called in the results.
    model, data, scheme
        All with the same labels.
    behaviour
        Behaviour tests to run as well.
    n_resamples, seed
        Of the bootstrap.
    """
    systems = {name: model}
    systems |= {other: made for other, made in _baselines(model, scheme).items() if other != name}

    def evaluation(system: str, labeller: Labeller) -> Evaluation:
        predictions = predict_set(system, labeller, data)
        return Evaluation(predictions, evaluate(predictions, n_resamples=n_resamples, seed=seed))

    own, *baselines = (evaluation(system, labeller) for system, labeller in systems.items())
    comparisons = tuple(
        compare(own.predictions, other.predictions, metric=metric, n_resamples=n_resamples, seed=seed)
        for other in baselines
        for metric in COMPARED_METRICS
    )
    behaved = (
        judge_behaviour(system, labeller, behaviour) for system, labeller in systems.items() if behaviour
    )
    return Judgement(own, tuple(baselines), comparisons, tuple(behaved))


def _baselines(model: Labeller, scheme: Scheme) -> Mapping[str, Labeller]:
    models: dict[str, Model] = {"majority": MajorityModel()}
    if scheme.labels == load_scheme().labels:
        models["lexicon"] = LexiconModel(labels=scheme.labels)
    # Neither reads training texts: as many empty ones, with as many positives, stand for the model's own.
    origin = model.origin_
    targets = np.arange(origin.n_texts)[:, np.newaxis] < np.array(origin.positives)
    texts = [""] * origin.n_texts
    return {
        name: GeoClassifier(scheme=scheme, features=RawText(), model=baseline, decision=FixedDecision()).fit(
            texts, targets
        )
        for name, baseline in models.items()
    }


def training_overlap(model: Labeller, data: LabelledTexts, scheme: Scheme) -> int:
    """Return how many of the texts the model is known to have been trained on.

    A model remembers the hash of its training data alone; it is compared with those of `data` and of the
    tiers that ship with geoclf. So 0 means: none that is known of.
    """
    if training_hash(data.texts, data.targets) == model.origin_.data_hash:
        return len(data)
    if scheme.hash != load_scheme().hash:
        return 0
    known = shipped_training_data(model.origin_)
    if known is None:
        return 0
    seen = {normalise(text) for text in known.texts}
    return sum(normalise(text) in seen for text in data.texts)
