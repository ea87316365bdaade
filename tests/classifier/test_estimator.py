from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone, is_classifier
from sklearn.model_selection import GridSearchCV, cross_validate
from sklearn.utils.validation import check_is_fitted

import geoclf
from geoclf.classifier.estimator import GeoClassifier
from geoclf.classifier.labeller import Labeller
from geoclf.decision.calibrated import CalibratedDecision
from geoclf.decision.fixed import FixedDecision
from geoclf.errors import ParameterError, SchemeError, TextError
from geoclf.features.raw import RawText
from geoclf.features.tfidf import TfidfFeatures
from geoclf.models.lexicon import LexiconModel
from geoclf.models.logistic import LogisticModel
from geoclf.models.majority import MajorityModel
from geoclf.protocols import BoolArray
from geoclf.records import LabelledTexts
from geoclf.scheme.schema import Scheme

TEXTS = [
    "Firman un tratado de paz.",
    "Imponen sanciones al régimen.",
    "Llueve en Lima.",
    "Gana el Betis.",
] * 4
LABELS = [["treaty"], ["sanctions"], [], []] * 4


def test_learns_what_it_is_shown() -> None:
    clf = GeoClassifier().fit(TEXTS, LABELS)
    assert clf.predict_labels(["Firman otro tratado.", "Llueve.", ""]) == [("treaty",), (), ()]


def test_label_forms_are_the_same_labels(scheme: Scheme) -> None:
    targets = scheme.encode(LABELS)
    reference = GeoClassifier().fit(TEXTS, LABELS).decision_function(TEXTS)
    for labels in (targets, targets.astype(int), tuple(map(tuple, LABELS)), pd.Series(LABELS)):
        assert np.array_equal(GeoClassifier().fit(TEXTS, labels).decision_function(TEXTS), reference)


def test_same_seed_same_numbers(gold: LabelledTexts, trained: GeoClassifier) -> None:
    again = GeoClassifier().fit(gold.texts, gold.targets, groups=gold.groups)
    assert np.array_equal(again.predict_proba(gold.texts), trained.predict_proba(gold.texts))
    assert again.origin_ == trained.origin_


def test_groups_change_calibration_not_the_scorer(gold: LabelledTexts, trained: GeoClassifier) -> None:
    ungrouped = GeoClassifier().fit(gold.texts, gold.targets)
    assert np.array_equal(ungrouped.decision_function(gold.texts), trained.decision_function(gold.texts))
    assert not np.array_equal(ungrouped.predict_proba(gold.texts), trained.predict_proba(gold.texts))


def test_inner_folds_never_split_a_group(gold: LabelledTexts) -> None:
    seen = []

    class Recorder(MajorityModel):
        def fit(self, rows: Sequence[str], targets: BoolArray, *, seed: int) -> Self:
            seen.append(set(rows))
            return super().fit(rows, targets, seed=seed)

    GeoClassifier(features=RawText(), model=Recorder(), decision=FixedDecision()).fit(
        gold.texts, gold.targets, groups=gold.groups
    )
    articles = [
        {text for text, group in zip(gold.texts, gold.groups, strict=True) if group == name}
        for name in sorted(set(gold.groups))
    ]
    assert len(seen) == len(articles) + 1
    for training in seen[:-1]:
        assert sum(not training & article for article in articles) == 1
        assert all(article <= training or not training & article for article in articles)


def test_an_aim_out_of_reach_is_said_when_training() -> None:
    decision = CalibratedDecision(aim="precision", at_least=0.9999)
    with pytest.warns(UserWarning, match=r"aim precision=0\.9999 is out of reach .*humanitarian_aid 0\."):
        GeoClassifier(decision=decision).fit(TEXTS, LABELS)


def test_origin_tells_what_it_was_trained_on(
    trained: GeoClassifier, gold: LabelledTexts, scheme: Scheme
) -> None:
    assert trained.origin_.n_texts == len(gold)
    assert trained.origin_.positives == tuple(gold.targets.sum(axis=0))
    assert trained.origin_.scheme_hash == scheme.hash


def test_a_label_without_positives_is_never_predicted() -> None:
    clf = GeoClassifier().fit(TEXTS, LABELS)
    column = clf.labels.index("humanitarian_aid")
    proba = clf.predict_proba(["Envían ayuda humanitaria.", *TEXTS])[:, column]
    assert (proba < 0.5).all()
    assert not clf.predict(TEXTS)[:, column].any()


@pytest.mark.parametrize(
    ("texts", "labels", "groups", "error", "message"),
    [
        (TEXTS, LABELS[1:], None, ParameterError, "expected labels for 16 texts, got 15 rows"),
        (
            TEXTS,
            np.zeros((16, 3)),
            None,
            ParameterError,
            r"expected labels of shape \(16, 4\) .* got \(16, 3\)",
        ),
        (TEXTS, np.full((16, 4), 2), None, ParameterError, "only 0 and 1"),
        (TEXTS, "treaty", None, ParameterError, "expected labels per text, got str"),
        (TEXTS, 3, None, ParameterError, "expected labels per text, got int"),
        (TEXTS, [["tratado"], *LABELS[1:]], None, SchemeError, "row 0: unknown label 'tratado'"),
        (TEXTS, LABELS, ["a"], ParameterError, "expected groups for 16 texts, got 1"),
        (TEXTS[:1], LABELS[:1], None, ParameterError, "expected at least 2 texts to train on, got 1"),
        ([], [], None, ParameterError, "expected at least 2 texts to train on, got 0"),
        ("Llueve.", LABELS, None, TextError, "got one text"),
    ],
)
def test_bad_training_input(
    texts: object, labels: object, groups: object, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        GeoClassifier().fit(texts, labels, groups=groups)  # type: ignore[arg-type]


def test_not_fitted() -> None:
    for call in ("predict", "predict_proba", "decision_function", "predict_labels"):
        with pytest.raises(ParameterError, match="this GeoClassifier is not trained yet; call fit"):
            getattr(GeoClassifier(), call)(TEXTS)


def test_failed_fit_leaves_the_old_state(gold: LabelledTexts) -> None:
    clf = GeoClassifier().fit(TEXTS, LABELS)
    before = clf.predict_proba(TEXTS)
    with pytest.raises(ParameterError, match="expected labels for"):
        clf.fit(gold.texts, LABELS)
    assert np.array_equal(clf.predict_proba(TEXTS), before)


class TestScikitLearn:
    def test_clone_and_params(self, trained: GeoClassifier) -> None:
        copy: GeoClassifier = clone(trained)
        assert issubclass(GeoClassifier, Labeller)
        assert is_classifier(copy)
        assert not hasattr(copy, "labels_")
        assert copy.get_params() == trained.get_params()
        check_is_fitted(trained)

    def test_nested_parameters(self) -> None:
        clf = GeoClassifier(model=LogisticModel(C=2.0))
        assert clf.get_params()["model__C"] == 2.0
        assert clf.set_params(model__C=3.0).model.C == 3.0  # type: ignore[union-attr]
        assert clf.set_params(model=MajorityModel()).get_params()["model"] is clf.model

    def test_nested_parameter_of_a_default_part(self) -> None:
        clf = GeoClassifier().set_params(features__char_ngrams=None)
        assert isinstance(clf.features, TfidfFeatures)
        assert clf.features.char_ngrams is None

    def test_cross_validate(self, gold: LabelledTexts) -> None:
        scores = cross_validate(
            GeoClassifier(), gold.texts, gold.targets, cv=2, scoring="f1_micro", error_score="raise"
        )
        assert scores["test_score"].shape == (2,)
        assert (scores["test_score"] > 0).all()

    def test_grid_search(self) -> None:
        grid = GridSearchCV(
            GeoClassifier(), {"model__C": [1e-6, 10.0]}, cv=2, scoring="f1_micro", error_score="raise"
        )
        grid.fit(TEXTS, GeoClassifier().fit(TEXTS, LABELS).predict(TEXTS))
        assert grid.best_params_["model__C"] in {1e-6, 10.0}

    def test_fit_does_not_change_parameters_or_parts(self) -> None:
        model = LogisticModel()
        clf = GeoClassifier(model=model).fit(TEXTS, LABELS)
        assert clf.model is model
        assert not [name for name in vars(model) if name.endswith("_")]


def test_baselines_fit_the_same_interface(gold: LabelledTexts) -> None:
    for model in (MajorityModel(), LexiconModel()):
        clf = GeoClassifier(features=RawText(), model=model, decision=FixedDecision())
        assert clf.fit(gold.texts, gold.targets).predict(gold.texts).shape == gold.targets.shape


def test_lexicon_follows_the_order_of_the_scheme(scheme: Scheme, tmp_path: Path) -> None:
    lines = "".join(f"- {{name: {label}, definition: x}}\n" for label in reversed(scheme.labels))
    path = tmp_path / "reversed.yaml"
    path.write_text(f"name: reversed\nversion: '1'\nlabels:\n{lines}", encoding="utf-8")
    clf = GeoClassifier(path, RawText(), LexiconModel(), FixedDecision()).fit(TEXTS, LABELS)
    assert clf.predict_labels(["La UE aprobó nuevas sanciones contra Rusia."]) == [("sanctions",)]


def test_lexicon_needs_the_text() -> None:
    with pytest.raises(ParameterError, match=r"LexiconModel reads the texts themselves, got csr_matrix; use"):
        GeoClassifier(model=LexiconModel()).fit(TEXTS, LABELS)


def test_scheme_of_ones_own_with_three_labels(tmp_path: Path) -> None:
    path = tmp_path / "deporte.yaml"
    path.write_text(
        "name: deporte\nversion: '1'\nlabels:\n"
        "- {name: futbol, definition: Partidos de fútbol.}\n"
        "- {name: tenis, definition: Partidos de tenis.}\n"
        "- {name: ciclismo, definition: Carreras ciclistas.}\n",
        encoding="utf-8",
    )
    texts = [
        "Gol en el estadio.",
        "Gana el set en la pista.",
        "Etapa de montaña en bicicleta.",
        "Llueve.",
    ] * 4
    labels = [["futbol"], ["tenis"], ["ciclismo"], []] * 4
    clf = GeoClassifier(scheme=path).fit(texts, labels)
    assert clf.labels == ("futbol", "tenis", "ciclismo")
    assert clf.predict_labels(["Gol en el estadio.", "Otra etapa en bicicleta."]) == [
        ("futbol",),
        ("ciclismo",),
    ]
    clf.save(tmp_path / "model")
    restored = geoclf.load_model(tmp_path / "model")
    assert np.array_equal(restored.predict_proba(texts), clf.predict_proba(texts))


def test_articles_are_calibrated_on_the_groups(gold: LabelledTexts) -> None:
    stories = [row // 2 for row in range(len(gold))]
    decision = CalibratedDecision(prevalence=0.1)
    clf = GeoClassifier(decision=decision).fit(gold.texts, gold.targets, groups=stories)
    assert clf.article_.calibrated_
    assert clf.article_.prevalence == 0.1
    plain = GeoClassifier(decision=FixedDecision()).fit(gold.texts, gold.targets, groups=stories)
    assert plain.article_.calibrated_
    assert plain.article_.prevalence is None
    assert not GeoClassifier().fit(gold.texts, gold.targets).article_.calibrated_
    # Five articles are too few.
    assert not GeoClassifier().fit(gold.texts, gold.targets, groups=gold.groups).article_.calibrated_
