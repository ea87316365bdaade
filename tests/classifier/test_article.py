import numpy as np

from geoclf.classifier.article import article_result

TEXT = "Firman la paz. Llueve."


def test_labels_are_the_union_in_scheme_order() -> None:
    proba = np.array([[0.2, 0.9], [0.7, 0.1]])
    result = article_result(TEXT, [(0, 14), (15, 22)], ("sanctions", "treaty"), proba, proba > 0.5)
    assert result.labels == ("sanctions", "treaty")
    assert [sentence.labels for sentence in result.sentences] == [("treaty",), ("sanctions",)]
    assert [sentence.text for sentence in result.sentences] == ["Firman la paz.", "Llueve."]
    assert result.sentences[0].proba == {"sanctions": 0.2, "treaty": 0.9}


def test_article_without_sentences() -> None:
    result = article_result(" ", [], ("treaty",), np.zeros((0, 1)), np.zeros((0, 1), dtype=bool))
    assert result.labels == ()
    assert result.sentences == ()
    assert str(result) == "labels: none"


def test_printed_form_shows_places_and_probabilities() -> None:
    proba = np.array([[0.9], [0.1]])
    result = article_result(TEXT, [(0, 14), (15, 22)], ("treaty",), proba, proba > 0.5)
    assert str(result).splitlines() == [
        "labels: treaty",
        "     0-14     [treaty 0.90] Firman la paz.",
        "    15-22     [-] Llueve.",
    ]
