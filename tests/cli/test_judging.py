import numpy as np

from geoclf.classifier.estimator import GeoClassifier
from geoclf.cli.judging import judge, training_overlap
from geoclf.corpus.behaviour import BehaviourCase
from geoclf.corpus.examples import load_tier
from geoclf.decision.fixed import FixedDecision
from geoclf.features.raw import RawText
from geoclf.models.majority import MajorityModel
from geoclf.records import LabelledTexts
from geoclf.scheme.schema import Scheme

LABELS = ("military_cooperation", "sanctions", "humanitarian_aid", "treaty")


def made(name: str, texts: tuple[str, ...], targets: list[list[bool]]) -> LabelledTexts:
    ids = tuple(f"{name}{i}" for i in range(len(texts)))
    return LabelledTexts(name, LABELS, ids, texts, ids, (None,) * len(texts), np.array(targets))


def majority(data: LabelledTexts) -> GeoClassifier:
    classifier = GeoClassifier(features=RawText(), model=MajorityModel(), decision=FixedDecision())
    return classifier.fit(data.texts, data.targets)


TRAINING = made("a", ("Uno", "Dos", "Tres"), [[True, False, False, False]] * 2 + [[False] * 4])
OTHER = made(
    "b", ("Firman un tratado de paz entre ambos países", "Llueve"), [[False] * 3 + [True], [False] * 4]
)


def test_the_majority_is_that_of_the_models_training_data(scheme: Scheme) -> None:
    judgement = judge("mine", majority(TRAINING), OTHER, scheme, behaviour=[], n_resamples=0, seed=0)
    baseline = judgement.baselines[0].predictions
    assert baseline.system == "majority"
    assert baseline.predicted.tolist() == [[True, False, False, False]] * 2
    assert baseline.predicted.tolist() == judgement.evaluation.predictions.predicted.tolist()
    np.testing.assert_allclose(baseline.proba, judgement.evaluation.predictions.proba)


def test_the_lexicon_stands_beside_models_of_the_shipped_scheme(scheme: Scheme) -> None:
    judgement = judge("mine", majority(TRAINING), OTHER, scheme, behaviour=[], n_resamples=0, seed=0)
    assert [one.predictions.system for one in judgement.baselines] == ["majority", "lexicon"]
    assert judgement.baselines[1].predictions.predicted.tolist() == OTHER.targets.tolist()
    assert {(one.first, one.second) for one in judgement.comparisons} == {
        ("mine", "majority"),
        ("mine", "lexicon"),
    }


def test_other_schemes_have_no_lexicon() -> None:
    toy = Scheme.model_validate(
        {"name": "toy", "version": "1", "labels": [{"name": "protesta", "definition": "Una protesta."}]}
    )
    data = LabelledTexts(
        "c", ("protesta",), ("1", "2"), ("a", "b"), ("1", "2"), (None,) * 2, np.eye(2, 1) > 0
    )
    classifier = GeoClassifier(
        scheme=toy, features=RawText(), model=MajorityModel(), decision=FixedDecision()
    )
    judgement = judge(
        "mine", classifier.fit(data.texts, data.targets), data, toy, behaviour=[], n_resamples=0, seed=0
    )
    assert [one.predictions.system for one in judgement.baselines] == ["majority"]


def test_behaviour_tests_are_run_for_every_system(scheme: Scheme) -> None:
    text = "Las dos capitales firmaron un tratado de extradición."
    case = BehaviourCase("1", "plain", "capability", text, None, ("treaty",), (), ())
    judgement = judge("mine", majority(TRAINING), OTHER, scheme, behaviour=[case], n_resamples=0, seed=0)
    assert [(one.system, one.results[0].said) for one in judgement.behaviour] == [
        ("mine", "military_cooperation"),
        ("majority", "military_cooperation"),
        ("lexicon", "treaty"),
    ]


def test_a_model_that_is_a_baseline_is_not_its_own(scheme: Scheme) -> None:
    judgement = judge("majority", majority(TRAINING), OTHER, scheme, behaviour=[], n_resamples=0, seed=0)
    assert [one.predictions.system for one in judgement.baselines] == ["lexicon"]


def test_overlap_is_all_or_nothing_for_texts_of_ones_own(scheme: Scheme) -> None:
    model = majority(TRAINING)
    assert training_overlap(model, TRAINING, scheme) == 3
    assert training_overlap(model, OTHER, scheme) == 0


def test_overlap_with_a_shipped_tier_is_counted_text_by_text(scheme: Scheme, gold: LabelledTexts) -> None:
    model = majority(gold)
    assert training_overlap(model, gold, scheme) == len(gold)
    part = gold.select([0, 5, 7])
    assert training_overlap(model, part, scheme) == 3
    assert training_overlap(model, OTHER, scheme) == 0


def test_overlap_is_found_whichever_tiers_were_trained_on(scheme: Scheme, gold: LabelledTexts) -> None:
    both = gold.joined(load_tier("derived", scheme))
    assert training_overlap(majority(both), gold, scheme) == len(gold)
