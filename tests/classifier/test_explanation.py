import re
import unicodedata
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest

from geoclf.api import load_model
from geoclf.classifier.estimator import GeoClassifier
from geoclf.classifier.explanation_text import to_text
from geoclf.classifier.labeller import Labeller
from geoclf.decision.fixed import FixedDecision
from geoclf.errors import ParameterError
from geoclf.features.raw import RawText
from geoclf.models.lexicon import LexiconModel
from geoclf.models.majority import MajorityModel
from geoclf.records import LabelledTexts

TEXTS = [
    "Rusia y Corea del Norte firmaron un tratado de defensa mutua.",
    unicodedata.normalize("NFD", "La UE aprobó más sanciones económicas."),
    unicodedata.normalize("NFD", "각하 y Japón firman sanciones"),
    "🚀 Ayuda \x00 humanitaria \ud800 <script>",
    "🏳️‍🌈 İstanbul'da ısı: SANCIONES",
    "",
]
SHARED_OUT = [*TEXTS, "Rusia, Irán y Corea firman; Rusia rompe. " * 40]


@pytest.fixture(scope="module")
def classifiers(trained: GeoClassifier, gold: LabelledTexts) -> dict[str, GeoClassifier]:
    fitted = {"tfidf": trained}
    for name, model in (("lexicon", LexiconModel()), ("majority", MajorityModel())):
        clf = GeoClassifier(features=RawText(), model=model, decision=FixedDecision())
        fitted[name] = clf.fit(gold.texts, gold.targets)
    return fitted


@pytest.mark.parametrize("name", ["tfidf", "lexicon", "majority"])
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_parts_sum_to_the_score(classifiers: dict[str, GeoClassifier], name: str, text: str) -> None:
    clf = classifiers[name]
    explanation = clf.explain(text)
    total = explanation.intercept + sum(part.contributions for part in explanation.occurrences)
    assert np.allclose(total, explanation.scores, rtol=0, atol=1e-9)
    assert np.array_equal(explanation.scores, clf.decision_function([text])[0])
    assert np.array_equal(explanation.proba, clf.predict_proba([text])[0])
    assert np.array_equal(explanation.predicted, clf.predict([text])[0])


@pytest.fixture(scope="module")
def shipped() -> Labeller:
    """The shipped model, whose features have pairs of words."""
    return load_model()


@pytest.mark.parametrize("text", SHARED_OUT, ids=range(len(SHARED_OUT)))
def test_words_and_printed_terms_of_pairs_sum_to_the_score(shipped: Labeller, text: str) -> None:
    explanation = shipped.explain(text)
    for column, label in enumerate(shipped.labels):
        score, intercept = explanation.scores[column], explanation.intercept[column]
        words = explanation.words(label)
        assert "".join(text[start:end] for start, end, _ in words) == text
        assert sum(value for *_, value in words) == pytest.approx(score - intercept, abs=1e-9)
        terms = explanation.terms(label)
        printed = round(sum(value for _, value in terms), 2)
        assert printed == pytest.approx(round(score, 2) - round(intercept, 2), abs=1e-9)
        # The last one takes what rounding leaves of the others, and no more.
        if terms:
            exact = score - intercept - sum(word.contribution for word in explanation.strongest(label))
            assert terms[-1][1] == pytest.approx(exact, abs=0.04) or len(terms) == len(words)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_words_share_out_the_whole_score(trained: GeoClassifier, text: str) -> None:
    explanation = trained.explain(text)
    for column, label in enumerate(trained.labels):
        words = explanation.words(label)
        assert "".join(text[start:end] for start, end, _ in words) == text
        total = sum(value for *_, value in words)
        assert total == pytest.approx(explanation.scores[column] - explanation.intercept[column], abs=1e-9)


def test_offsets_point_into_the_text_as_given(trained: GeoClassifier) -> None:
    text = unicodedata.normalize("NFD", "La UE aprobó más sanciones económicas.")
    explanation = trained.explain(text)
    found = {unicodedata.normalize("NFC", text[part.start : part.end]) for part in explanation.occurrences}
    assert "económicas" in found
    assert "sanciones" in found


def test_decomposed_words_stay_whole(trained: GeoClassifier) -> None:
    text = unicodedata.normalize("NFD", "각 Japón impuso más sanciones")
    words = [text[start:end] for start, end, _ in trained.explain(text).words("sanctions")]
    assert unicodedata.normalize("NFD", "Japón") in words


def test_the_telling_word_counts_most(trained: GeoClassifier) -> None:
    explanation = trained.explain("Imponen sanciones hoy.")
    strongest = max(explanation.words("sanctions"), key=lambda word: word[2])
    assert explanation.text[strongest[0] : strongest[1]] == "sanciones"
    assert "sanci" in explanation.top("sanctions", 1)[0][0]


def test_html_is_well_formed_and_escaped(trained: GeoClassifier) -> None:
    markup = trained.explain("Un <script>tratado</script> & más").to_html()
    opened: list[str] = []

    class Checker(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in {"br", "meta"}:
                opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    Checker().feed(markup)
    assert not opened
    assert "<script" not in markup
    assert "&lt;/" in markup
    assert "&amp;" in markup
    assert "speaks for the label" in markup


def test_pages_are_utf_8_without_control_characters(trained: GeoClassifier) -> None:
    explanation = trained.explain("Un tratado \x00 \x1b[31m \ud800")
    page = explanation.to_html()
    assert page.encode("utf-8").decode("utf-8") == page
    assert "\x1b" not in page + str(explanation)
    assert "\x00" not in page + str(explanation)


def test_the_title_of_a_page_has_the_labels_with_probabilities(trained: GeoClassifier) -> None:
    explanation = trained.explain("Imponen sanciones hoy.")
    [title] = re.findall("<title>(.*)</title>", explanation.to_html())
    shown = dict(part.split() for part in title.split(", "))
    assert shown == {
        label: f"{explanation.proba[column]:.2f}"
        for column, label in enumerate(trained.labels)
        if explanation.predicted[column]
    }
    assert "sanctions" in shown
    assert "<title>no label applies</title>" in trained.explain("").to_html()


def test_pages_sum_up(trained: GeoClassifier) -> None:
    explanation = trained.explain("Rusia y Corea del Norte firmaron un tratado de defensa mutua.")
    for sums in re.findall(r"<p class='terms'>(.*?)</p>", explanation.to_html()):
        *terms, score = (float(number) for number in re.findall(r"[+-]\d+\.\d\d", sums))
        assert len(terms) == 7
        assert sum(terms) == pytest.approx(score, abs=1e-9)


def test_marks_go_to_words_of_labels_that_apply(trained: GeoClassifier) -> None:
    marked: dict[str, float] = {}

    def mark(word: str, strength: float) -> str:
        marked[word] = strength
        return f"*{word}*" if strength == 1 else word

    explanation = trained.explain("Imponen sanciones hoy.")
    lines = to_text(explanation, mark).splitlines()
    texts = [after.strip() for line, after in pairwise(lines) if line.startswith("[x]")]
    assert "Imponen *sanciones* hoy." in texts
    assert len(texts) == sum("*" in line for line in lines) == explanation.predicted.sum()
    assert -1 <= min(marked.values()) <= max(marked.values()) == 1


def test_strongest_words_have_places(trained: GeoClassifier) -> None:
    text = "¡Imponen sanciones, hoy!"
    strongest = trained.explain(text).strongest("sanctions", 2)
    assert strongest[0].text == "sanciones"
    assert all(text[word.start : word.end] == word.text for word in strongest)
    every = trained.explain(text).strongest("sanctions", 99)
    assert {word.text for word in every} <= {"Imponen", "sanciones", "hoy"}


def test_nearest_examples_are_shown(trained: GeoClassifier) -> None:
    examples = [{"text": "Imponen <b>sanciones</b>.", "labels": ["sanctions"]}]
    explanation = trained.explain("Imponen sanciones hoy.", nearest=3, examples=examples)
    assert re.search(r"\n  0\.\d\d \[sanctions\] 0: Imponen <b>sanciones</b>\.$", str(explanation))
    assert "Imponen &lt;b&gt;sanciones&lt;/b&gt;. <small>(0)</small>" in explanation.to_html()


def test_terminal_form_names_labels_and_words(trained: GeoClassifier) -> None:
    printed = str(trained.explain("Imponen sanciones hoy."))
    assert all(label in printed for label in trained.labels)
    assert "sanciones +" in printed
    assert f"(applies from {trained.thresholds['sanctions']:.3f})" in printed
    assert "nothing in the text counts" in str(trained.explain(""))


def test_unknown_label(trained: GeoClassifier) -> None:
    with pytest.raises(
        ParameterError, match="unknown label 'sancion'; known: military_cooperation, sanctions"
    ):
        trained.explain("Hoy.").words("sancion")


def test_what_is_printed_sums_to_the_score(trained: GeoClassifier) -> None:
    text = "Rusia y Corea del Norte firmaron en Pyongyang un tratado de defensa mutua, según la agencia."
    lines = str(trained.explain(text)).splitlines()
    for heading, terms in zip(lines[1::2], lines[2::2], strict=True):
        score, intercept = (
            float(heading.partition(f"{name} ")[2].split()[0].rstrip(")")) for name in ("score", "(intercept")
        )
        numbers = [float(term.rsplit(" ", 1)[1]) for term in terms.split(", ")]
        assert len(numbers) == 6
        assert all(term.strip().rsplit(" ", 1)[0] for term in terms.split(", "))
        assert sum(numbers) + intercept == pytest.approx(score, abs=1e-9)
