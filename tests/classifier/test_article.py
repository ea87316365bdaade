import numpy as np
import pytest

from geoclf.classifier.article import article_result
from geoclf.decision.article import ArticleCalibration
from geoclf.protocols import State

TEXT = "Firman la paz. Llueve."
SPANS = [(0, 14), (15, 22)]
NOISY_OR = ArticleCalibration.uncalibrated(1)


def test_labels_are_the_union_in_scheme_order() -> None:
    proba = np.array([[0.2, 0.9], [0.7, 0.1]])
    names, calibration = ("sanctions", "treaty"), ArticleCalibration.uncalibrated(2)
    result = article_result(TEXT, SPANS, names, proba, proba > 0.5, calibration)
    assert result.labels == ("sanctions", "treaty")
    assert [sentence.labels for sentence in result.sentences] == [("treaty",), ("sanctions",)]
    assert [sentence.text for sentence in result.sentences] == ["Firman la paz.", "Llueve."]
    assert result.sentences[0].proba == {"sanctions": 0.2, "treaty": 0.9}
    assert result.proba == pytest.approx({"sanctions": 0.76, "treaty": 0.91})
    assert not result.calibrated


def test_article_without_sentences() -> None:
    result = article_result(" ", [], ("treaty",), np.zeros((0, 1)), np.zeros((0, 1), dtype=bool), NOISY_OR)
    assert result.labels == ()
    assert result.sentences == ()
    assert result.proba == {"treaty": 0.0}
    assert str(result).splitlines()[0] == "labels: none"


def test_printed_form_shows_places_and_probabilities() -> None:
    proba = np.array([[0.9], [0.1]])
    result = article_result(TEXT, SPANS, ("treaty",), proba, proba > 0.5, NOISY_OR)
    assert str(result).splitlines() == [
        "labels: treaty",
        "probability of the article: treaty 0.91 (not calibrated: as if sentences were independent)",
        "     0-14     [treaty 0.90] Firman la paz.",
        "    15-22     [-] Llueve.",
    ]
    assert "treaty 0.91 (not calibrated" in result._repr_html_()


def test_calibrated_probabilities_are_shown_without_a_caveat() -> None:
    one, zero = np.ones(1), np.zeros(1)
    arrays = {"slope": one, "intercept": zero - 2, "prevalence": one / 2}
    calibration = ArticleCalibration.from_state(
        State(params={"prevalence": None}, values={"calibrated": True}, arrays=arrays)
    )
    proba = np.array([[0.5], [0.5]])
    result = article_result(TEXT, SPANS, ("treaty",), proba, proba > 0.6, calibration)
    assert result.calibrated
    assert str(result).splitlines()[1] == "probability of the article: treaty 0.29"
