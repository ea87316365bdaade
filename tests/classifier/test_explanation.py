import unicodedata
from html.parser import HTMLParser

import numpy as np
import pytest

from geoclf.classifier.estimator import GeoClassifier
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
    "",
]


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
    assert "speaks for the label" in markup


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
        assert sum(numbers) + intercept == pytest.approx(score, abs=0.05)
