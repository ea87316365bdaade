from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from geoclf.classifier.estimator import GeoClassifier
from geoclf.corpus.behaviour import BehaviourCase
from geoclf.corpus.splits import LeaveOneGroupOut
from geoclf.decision.fixed import FixedDecision
from geoclf.errors import ParameterError
from geoclf.experiment.result import ExperimentResult
from geoclf.experiment.run import COMPARED_METRICS, run_experiment
from geoclf.features.raw import RawText
from geoclf.models.lexicon import LexiconModel
from geoclf.models.majority import MajorityModel
from geoclf.protocols import Fold
from geoclf.records import LabelledTexts


def text_classifier(model: object) -> GeoClassifier:
    return GeoClassifier(features=RawText(), model=model, decision=FixedDecision())  # type: ignore[arg-type]


BASELINES = {"majority": text_classifier(MajorityModel()), "lexicon": text_classifier(LexiconModel())}

BASELINES_BUT_MAJORITY = {"lexicon": BASELINES["lexicon"]}


def run(data: LabelledTexts, **changes: object) -> ExperimentResult:
    arguments: dict[str, object] = {
        "name": "tfidf",
        "classifier": GeoClassifier(),
        "baselines": BASELINES,
        "data": data,
        "splitter": LeaveOneGroupOut(),
        "test_sets": (),
        "n_resamples": 50,
        "seed": 0,
    }
    return run_experiment(**{**arguments, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def other(gold: LabelledTexts) -> LabelledTexts:
    texts = tuple(f"Noticia {'abcdefghij'[i] * 9} sin más datos {i}." for i in range(9))
    ten = gold.select(range(10))
    # The last text stands in training, in capitals: it must not be judged.
    return replace(ten, name="other", texts=(*texts, ten.texts[9].upper()))


@pytest.fixture(scope="module")
def result(gold: LabelledTexts, other: LabelledTexts) -> ExperimentResult:
    return run(gold, test_sets=[other])


def test_every_text_is_predicted_once_by_a_model_that_did_not_see_its_article(
    result: ExperimentResult, gold: LabelledTexts
) -> None:
    predictions = result.evaluations[0].predictions
    assert predictions.ids == gold.ids
    assert predictions.folds == gold.groups
    assert [fold.name for fold in result.folds] == sorted(set(gold.groups))
    for fold in result.folds:
        assert fold.n_train + fold.n_test + fold.n_dropped == len(gold)
        assert fold.n_test == gold.groups.count(fold.name)


def test_fold_predictions_are_those_of_a_model_trained_without_the_fold(
    result: ExperimentResult, gold: LabelledTexts
) -> None:
    fold = next(
        LeaveOneGroupOut().split(gold.texts, ids=gold.ids, groups=gold.groups, derived_from=gold.derived_from)
    )
    train, test = gold.select(fold.train), gold.select(fold.test)
    model = GeoClassifier().fit(train.texts, train.targets, groups=train.groups)
    predictions = result.evaluations[0].predictions
    proba = model.predict_proba(test.texts)
    assert np.array_equal(predictions.proba[fold.test], proba)
    assert np.array_equal(predictions.predicted[fold.test], model.predict(test.texts))
    assert predictions.thresholds is not None
    assert (predictions.thresholds[fold.test] == model.decision_.thresholds()).all()
    assert predictions.review is not None
    assert np.array_equal(predictions.review[fold.test], model.predict(test.texts, abstain=True) == -1)
    # What has one threshold and no more cannot tell what to leave to a person.
    assert {part.predictions.review is None for part in result.baselines} == {True}


@pytest.fixture(scope="module")
def with_more(gold: LabelledTexts) -> ExperimentResult:
    """Judged on two articles; the others, and a rewritten sentence, are only trained on."""
    articles = sorted(set(gold.groups))[:2]
    judged = [row for row, group in enumerate(gold.groups) if group in articles]
    rest = gold.select([row for row in range(len(gold)) if row not in judged])
    more = replace(
        rest,
        name="more",
        texts=(*rest.texts[:-1], "Otra frase, reescrita de la primera."),
        groups=(*rest.groups[:-1], articles[0]),
        derived_from=(*rest.derived_from[:-1], gold.ids[judged[0]]),
    )
    return run(gold.select(judged), train_with=more, baselines={"majority": BASELINES["majority"]})


def test_texts_to_train_with_are_trained_on_and_never_judged(
    with_more: ExperimentResult, gold: LabelledTexts
) -> None:
    articles = sorted(set(gold.groups))[:2]
    assert with_more.judged == "gold"
    assert set(with_more.evaluations[0].predictions.groups) == set(articles)
    assert [fold.name for fold in with_more.folds] == articles
    assert with_more.data.name == "gold+more"
    assert with_more.model.origin_.n_texts == len(gold)
    # The rewritten sentence is left out where the article of its origin is held out.
    assert [fold.n_dropped for fold in with_more.folds] == [1, 0]
    assert [fold.n_train + fold.n_test + fold.n_dropped for fold in with_more.folds] == [len(gold)] * 2


def test_a_fraction_of_the_groups_is_trained_on(gold: LabelledTexts) -> None:
    def trained_on(fraction: float, seed: int) -> tuple[set[str], list[int]]:
        result = run(gold, classifier=BASELINES["majority"], baselines={}, train_fraction=fraction, seed=seed)
        assert result.evaluations[0].predictions.ids == gold.ids
        return set(result.data.groups), [fold.n_train for fold in result.folds]

    fewest, _ = trained_on(0.01, 0)
    some, counts = trained_on(0.5, 0)
    assert len(fewest) == 1
    assert len(some) == 3
    assert fewest < some
    for article, n_train in zip(sorted(set(gold.groups)), counts, strict=True):
        assert 0 < n_train < len(gold) - gold.groups.count(article)
    assert any(trained_on(0.5, seed)[0] != some for seed in range(1, 4))


@pytest.mark.parametrize("fraction", [0, 1.5, -0.1])
def test_an_impossible_fraction(gold: LabelledTexts, fraction: float) -> None:
    with pytest.raises(ParameterError, match=r"train_fraction: expected a number in \(0, 1\]"):
        run(gold, train_fraction=fraction)


def test_all_systems_are_judged_on_all_sets(result: ExperimentResult) -> None:
    judged = [(e.predictions.system, e.predictions.dataset) for e in (*result.evaluations, *result.baselines)]
    systems = ("tfidf", "majority", "lexicon")
    assert judged == [(system, dataset) for system in systems for dataset in ("gold", "other")]
    assert len(result.comparisons) == 2 * 2 * len(COMPARED_METRICS)
    assert {c.first for c in result.comparisons} == {"tfidf"}


def test_final_model_is_trained_on_everything(result: ExperimentResult, trained: GeoClassifier) -> None:
    assert result.model.origin_ == trained.origin_
    assert result.test_sets == ("other",)
    assert result.left_out == {"other": 1}
    assert len(result.evaluations[1].predictions.ids) == 9


def test_behaviour_tests_are_for_the_final_models(gold: LabelledTexts) -> None:
    case = BehaviourCase("1", "plain", "capability", "Firmaron el tratado.", None, ("treaty",), (), ())
    result = run(gold, classifier=BASELINES["majority"], baselines=BASELINES_BUT_MAJORITY, behaviour=[case])
    assert [(one.system, one.results[0].said) for one in result.behaviour] == [
        ("tfidf", "none"),
        ("lexicon", "treaty"),
    ]
    assert run(gold, classifier=BASELINES["majority"], baselines={}).behaviour == ()


def test_same_seed_same_result(gold: LabelledTexts) -> None:
    first, second = (run(gold, classifier=BASELINES["lexicon"], baselines={}) for _ in range(2))
    for ours, theirs in zip(first.evaluations[0].report, second.evaluations[0].report, strict=True):
        assert np.array_equal(
            [ours.value, ours.low, ours.high], [theirs.value, theirs.low, theirs.high], equal_nan=True
        )


def test_progress_names_each_part(gold: LabelledTexts) -> None:
    lines: list[str] = []
    run(gold, classifier=BASELINES["majority"], baselines={}, progress=lines.append)
    assert lines[0] == "tfidf: fold 000"
    assert lines[-1] == "training tfidf on 82 texts"


def test_splitter_that_forgets_texts(gold: LabelledTexts) -> None:
    class Forgetful:
        def split(self, *_: object, **__: object) -> Iterator[Fold]:
            yield next(
                LeaveOneGroupOut().split(
                    gold.texts, ids=gold.ids, groups=gold.groups, derived_from=gold.derived_from
                )
            )

    with pytest.raises(ParameterError, match="do not hold out every judged text once"):
        run(gold, splitter=Forgetful(), baselines={})


def test_names_must_differ(gold: LabelledTexts) -> None:
    with pytest.raises(ParameterError, match="are both called 'lexicon'"):
        run(gold, name="lexicon")
    with pytest.raises(ParameterError, match="need different names, got gold, gold"):
        run(gold, test_sets=[gold])


def test_a_test_set_that_was_trained_on(gold: LabelledTexts) -> None:
    with pytest.raises(ParameterError, match="test set press: all 82 texts stand in the training data gold"):
        run(gold, test_sets=[replace(gold, name="press")])


def test_test_set_of_another_scheme(gold: LabelledTexts) -> None:
    foreign = replace(gold, name="foreign", labels=("a", "b", "c", "d"))
    with pytest.raises(ParameterError, match="test set foreign: expected labels military_cooperation"):
        run(gold, test_sets=[foreign])
