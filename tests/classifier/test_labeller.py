import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoclf.classifier.estimator import GeoClassifier
from geoclf.classifier.persistence import load
from geoclf.decision.fixed import FixedDecision
from geoclf.errors import ParameterError, TextError
from geoclf.features.raw import RawText
from geoclf.models.majority import MajorityModel
from geoclf.records import LabelledTexts

STRANGE = [
    "",
    " \n\t",
    "\u200b\ufeff",
    "...",
    "🚀🇷🇺🇰🇵",
    "\x00",
    "Firman\x00un tratado",
    "\ud800 sanciones \udfff",
    "<p>Firman un <b>tratado</b> &amp; más</p><script>alert(1)</script>",
    "EE. UU.",
    "制裁 санкции عقوبات",
    "a" * 10_000,
    "İI ıi ß ﬁ ǅ",
]


def test_blank_texts_have_no_labels_and_probability_zero(trained: GeoClassifier) -> None:
    blank = ["", " \n\t", "\u200b", "...", "🚀", "\x00"]
    assert not trained.predict(blank).any()
    assert not trained.predict_proba(blank).any()
    assert trained.predict_labels(blank) == [()] * len(blank)


def test_no_texts(trained: GeoClassifier) -> None:
    assert trained.predict([]).shape == (0, 4)
    assert trained.predict_proba([]).shape == (0, 4)
    assert trained.predict_labels([]) == []


def test_strange_texts_get_finite_probabilities(trained: GeoClassifier) -> None:
    proba = trained.predict_proba(STRANGE)
    assert proba.dtype == np.float64
    assert np.isfinite(proba).all()
    assert ((proba >= 0) & (proba <= 1)).all()
    for text in STRANGE:
        trained.explain(text)
        trained.classify_article(text)


def test_a_text_scores_the_same_alone_and_in_any_batch(trained: GeoClassifier, gold: LabelledTexts) -> None:
    together = trained.predict_proba(gold.texts)
    backwards = trained.predict_proba(gold.texts[::-1])[::-1]
    alone = np.vstack([trained.predict_proba([text]) for text in gold.texts])
    assert np.allclose(together, alone, rtol=0, atol=1e-12)
    assert np.allclose(together, backwards, rtol=0, atol=1e-12)


def test_accent_form_does_not_matter(trained: GeoClassifier, gold: LabelledTexts) -> None:
    decomposed = [unicodedata.normalize("NFD", text) for text in gold.texts]
    assert np.array_equal(trained.predict_proba(decomposed), trained.predict_proba(gold.texts))


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text(trained: GeoClassifier, text: str) -> None:
    proba = trained.predict_proba([text, unicodedata.normalize("NFD", unicodedata.normalize("NFC", text))])
    assert np.isfinite(proba).all()
    assert np.array_equal(proba[0], proba[1])


def test_hundred_thousand_sentences(trained: GeoClassifier) -> None:
    texts = ["Firman la paz.", "Gana el Betis.", "Sanciones a Irán."]
    predicted = trained.predict(texts * 33_334)
    assert predicted.shape == (100_002, 4)
    assert (predicted.reshape(-1, 3, 4) == trained.predict(texts)).all()


def test_text_of_five_megabytes_in_bounded_memory(trained: GeoClassifier, tmp_path: Path) -> None:
    trained.save(tmp_path / "model")
    code = (
        "import resource, geoclf\n"
        f"clf = geoclf.load_model({str(tmp_path / 'model')!r})\n"
        "clf.predict(['Firman la paz.'])\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "words = (f'palabra{number}' for number in range(410_000))\n"
        "text = 'Ambos gobiernos firman un tratado ' + ' '.join(words)\n"
        "assert len(text) > 5_000_000\n"
        "print(clf.predict_proba([text]).shape)\n"
        "grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before\n"
        "assert grown < 300_000, f'{grown} KiB'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "(1, 4)"


def test_article_sentences_cover_the_text(trained: GeoClassifier, gold: LabelledTexts) -> None:
    text = "\n\n".join(gold.texts[:6]) + "\n"
    result = trained.classify_article(text)
    assert (
        "".join(text[s.start : s.end] for s in result.sentences).split()
        == "".join(s.text for s in result.sentences).split()
    )
    between = text
    for sentence in reversed(result.sentences):
        assert text[sentence.start : sentence.end] == sentence.text
        between = between[: sentence.start] + between[sentence.end :]
    assert not between.strip()
    union = {label for sentence in result.sentences for label in sentence.labels}
    assert result.labels == tuple(label for label in trained.labels if label in union)
    assert [s.labels for s in result.sentences] == trained.predict_labels([s.text for s in result.sentences])


def test_accent_form_does_not_change_the_sentences(trained: GeoClassifier, gold: LabelledTexts) -> None:
    composed = "EE. UU. Él firmó. Ámbito nuevo… Época de paz. " + " ".join(gold.texts[:20])
    decomposed = unicodedata.normalize("NFD", composed)
    ours, theirs = trained.classify_article(composed), trained.classify_article(decomposed)
    assert [unicodedata.normalize("NFC", s.text) for s in theirs.sentences] == [
        s.text for s in ours.sentences
    ]
    assert [s.proba for s in theirs.sentences] == [s.proba for s in ours.sentences]
    assert all(decomposed[s.start : s.end] == s.text for s in theirs.sentences)


def test_many_articles_are_as_each_alone(trained: GeoClassifier, gold: LabelledTexts) -> None:
    texts = ["\n".join(gold.texts[:5]), "", " ", "Llueve.", "\n".join(gold.texts[40:47])]
    together = trained.classify_articles(texts)
    assert [result.text for result in together] == texts
    assert [len(result.sentences) for result in together] == [5, 0, 0, 1, 7]
    for text, result in zip(texts, together, strict=True):
        alone = trained.classify_article(text)
        assert (alone.labels, alone.sentences) == (result.labels, result.sentences)
        assert alone.proba == pytest.approx(result.proba, abs=1e-12)
    assert trained.classify_articles([]) == []
    with pytest.raises(TextError, match=r"pass \[text\]"):
        trained.classify_articles("Llueve.")


def test_an_article_of_one_sentence_has_its_probability(trained: GeoClassifier) -> None:
    [sentence] = (result := trained.classify_article("Bruselas impuso nuevas sanciones.")).sentences
    assert result.proba == sentence.proba


def test_article_result_is_readable(trained: GeoClassifier) -> None:
    result = trained.classify_article("Japón y la OTAN refuerzan su cooperación militar. <b>Llueve</b>.")
    assert str(result).splitlines()[0] == f"labels: {', '.join(result.labels) or 'none'}"
    assert "&lt;b&gt;Llueve" in result._repr_html_()


@pytest.mark.parametrize("call", ["explain", "classify_article"])
def test_single_text_methods_refuse_lists(trained: GeoClassifier, call: str) -> None:
    with pytest.raises(TextError, match=r"expected one text \(str\), got list; for a list use predict"):
        getattr(trained, call)(["Llueve."])


def test_predict_refuses_a_single_text(trained: GeoClassifier) -> None:
    with pytest.raises(TextError, match=r"got one text \(str\); pass \[text\]"):
        trained.predict("Llueve.")


def test_another_aim_changes_labels_and_nothing_else(trained: GeoClassifier, gold: LabelledTexts) -> None:
    before = trained.thresholds
    careful = trained.with_aim("recall", at_least=0.95)
    assert np.array_equal(careful.predict_proba(gold.texts), trained.predict_proba(gold.texts))
    assert (careful.predict(gold.texts) >= trained.predict(gold.texts)).all()
    assert careful.predict(gold.texts).sum() > trained.predict(gold.texts).sum()
    assert careful.with_aim("f1").thresholds == before == trained.thresholds
    assert careful.model_ is trained.model_


def test_changed_decisions_are_saved(trained: GeoClassifier, gold: LabelledTexts, tmp_path: Path) -> None:
    changed = trained.with_aim("f2").with_thresholds({"treaty": 0.6}).with_levels(miss=0.3, false_alarm=0.3)
    assert changed.thresholds["treaty"] == 0.6
    assert changed.thresholds["sanctions"] == trained.with_aim("f2").thresholds["sanctions"]
    changed.save(tmp_path / "m")
    restored = load(tmp_path / "m")
    assert restored.thresholds == changed.thresholds
    assert np.array_equal(
        restored.predict(gold.texts, abstain=True), changed.predict(gold.texts, abstain=True)
    )
    assert restored.with_aim("f1").thresholds == trained.thresholds


def test_abstaining_never_contradicts_the_labels(trained: GeoClassifier, gold: LabelledTexts) -> None:
    # Of five articles little can be promised: at a third, some answers are left.
    loose = trained.with_levels(miss=0.4, false_alarm=0.4)
    answers = loose.predict(gold.texts, abstain=True)
    assert answers.dtype == np.int8
    assert answers.shape == (len(gold), 4)
    assert set(np.unique(answers)) == {-1, 0, 1}
    decided = answers >= 0
    assert np.array_equal(answers[decided] == 1, loose.predict(gold.texts)[decided])
    assert loose.predict([], abstain=True).shape == (0, 4)
    # At 1 % nothing can: everything is for a person to read.
    assert (trained.with_levels(miss=0.01, false_alarm=0.01).predict(gold.texts, abstain=True) == -1).all()


def test_the_band_rests_on_groups(trained: GeoClassifier, gold: LabelledTexts) -> None:
    ungrouped = GeoClassifier().fit(gold.texts, gold.targets)
    by_sentence = ungrouped.with_levels(miss=0.15, false_alarm=0.05).predict(gold.texts, abstain=True)
    by_article = trained.with_levels(miss=0.15, false_alarm=0.05).predict(gold.texts, abstain=True)
    assert (by_article == -1).all()
    assert not (by_sentence == -1).all()


def test_out_of_reach_is_said_in_training_and_later(trained: GeoClassifier) -> None:
    with pytest.warns(UserWarning, match=r"aim precision=0\.9999 is out of reach for some labels"):
        trained.with_aim("precision", at_least=0.9999)


def test_a_fixed_threshold_cannot_be_changed(gold: LabelledTexts) -> None:
    clf = GeoClassifier(features=RawText(), model=MajorityModel(), decision=FixedDecision())
    clf.fit(gold.texts, gold.targets)
    for change in (
        lambda: clf.with_aim("f1"),
        lambda: clf.with_thresholds({}),
        lambda: clf.with_levels(miss=0.1),
        lambda: clf.predict(["Llueve."], abstain=True),
    ):
        with pytest.raises(ParameterError, match="FixedDecision, which cannot be changed"):
            change()
    with pytest.raises(ParameterError, match="not trained yet"):
        GeoClassifier().with_aim("f1")
