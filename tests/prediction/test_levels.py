import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from geoclf.classifier.estimator import GeoClassifier
from geoclf.classifier.labeller import Labeller
from geoclf.errors import DataError, ParameterError
from geoclf.prediction.levels import ArticleLevel, SentenceLevel

Label = Callable[..., object]

ARTICLES = [
    "Aprueban sanciones. Llueve.\nFirman un tratado.",
    "",
    "Nada de nada.",
    "…  Firma\u0301n el tratado. Un tratado, dos sanciones.",
]


def write(path: Path, texts: list[str]) -> Path:
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    return path


def test_articles_have_the_union_and_the_probability_of_the_article(keywords: Labeller) -> None:
    outcome = ArticleLevel(keywords, explain=False, abstain=False).label(ARTICLES)
    results = [keywords.classify_article(text) for text in ARTICLES]
    assert outcome.predicted.tolist() == [[True, True], [False, False], [False, False], [True, True]]
    assert outcome.proba.tolist() == [list(result.proba.values()) for result in results]
    for text, sentences, result in zip(ARTICLES, outcome.nested["sentences"], results, strict=True):
        assert [(one["start"], one["end"]) for one in sentences] == [
            (s.start, s.end) for s in result.sentences
        ]
        assert [text[one["start"] : one["end"]] for one in sentences] == [s.text for s in result.sentences]
        assert [one["proba"] for one in sentences] == [s.proba for s in result.sentences]
    assert [one["labels"] for one in outcome.nested["sentences"][0]] == [["sanctions"], [], ["treaty"]]


@pytest.mark.parametrize("level", [SentenceLevel, ArticleLevel])
def test_explanations_have_places_in_the_row_and_only_labels_that_apply(
    level: type[SentenceLevel | ArticleLevel], trained: GeoClassifier
) -> None:
    texts = ["Llueve. Bruselas impuso nuevas sanciones a Moscú.", "Llueve."]
    outcome = level(trained, explain=True, abstain=False).label(texts)
    records, none = outcome.nested["explanation"]
    assert none == []
    applying = [label for label, applies in zip(trained.labels, outcome.predicted[0], strict=True) if applies]
    assert list(dict.fromkeys(record["label"] for record in records)) == applying
    assert "sanctions" in applying
    records = [record for record in records if record["label"] == "sanctions"]
    assert 1 <= len(records) <= 5
    assert "sanciones" in {record["text"] for record in records}
    for record in records:
        assert texts[0][record["start"] : record["end"]] == record["text"]
    strengths = [abs(record["contribution"]) for record in records]
    assert strengths == sorted(strengths, reverse=True)


def test_a_person_decides_on_an_article_when_no_sentence_is_beyond_doubt(asking: Labeller) -> None:
    texts = ["Aprueban sanciones.", "Nada. Firman un tratado.", "Sin más. Nada.", ""]
    outcome = ArticleLevel(asking, explain=False, abstain=True).label(texts)
    sentences = SentenceLevel(asking, explain=False, abstain=True).label(texts)
    assert outcome.review is not None
    assert sentences.review is not None
    assert outcome.review.shape == (4, 2)
    assert outcome.review[1].tolist() == [False, True]
    assert not outcome.review[0, 0]
    assert not outcome.review[2].any()
    assert ArticleLevel(asking, explain=False, abstain=False).label(texts).review is None


def test_no_text_at_all(keywords: Labeller) -> None:
    outcome = ArticleLevel(keywords, explain=True, abstain=False).label([])
    assert outcome.proba.shape == outcome.predicted.shape == (0, 2)
    assert outcome.predicted.dtype == np.bool_
    assert outcome.nested == {"sentences": [], "explanation": []}


@pytest.mark.parametrize("batch_size", [1, 100])
def test_every_format_holds_the_same(batch_size: int, tmp_path: Path, label: Label) -> None:
    source = write(tmp_path / "in.jsonl", ARTICLES[1:] + ARTICLES[:1])
    settings = {"level": "article", "explain": True, "prefix": "p_", "batch_size": batch_size}
    for ending in ("jsonl", "csv", "parquet"):
        label(source, tmp_path / f"out.{ending}", **settings)
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert list(rows[0]) == [
        *("text", "p_labels", "p_proba_sanctions", "p_proba_treaty", "p_sentences", "p_explanation")
    ]
    assert [len(row["p_sentences"]) for row in rows] == [0, 1, 2, 3]
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == rows
    label(tmp_path / "out.csv", tmp_path / "back.parquet")
    cells = pq.read_table(tmp_path / "back.parquet").to_pylist()
    assert [json.loads(cell["p_sentences"]) for cell in cells] == [row["p_sentences"] for row in rows]
    assert [json.loads(cell["p_explanation"]) for cell in cells] == [row["p_explanation"] for row in rows]


def test_plain_text_holds_the_union_alone(tmp_path: Path, label: Label) -> None:
    (tmp_path / "a.txt").write_text("Aprueban sanciones. Firman un tratado.\nNada.\n", encoding="utf-8")
    label(tmp_path / "a.txt", tmp_path / "out.txt", level="article")
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "sanctions;treaty\n\n"


def test_plain_text_has_no_room_for_explanations(tmp_path: Path, label: Label) -> None:
    with pytest.raises(ParameterError, match=r"--explain: .*out\.txt: plain text holds labels alone; write"):
        label(write(tmp_path / "a.jsonl", ARTICLES), tmp_path / "out.txt", explain=True)
    assert not (tmp_path / "out.txt").exists()


def test_a_column_of_that_name_is_not_lost(tmp_path: Path, label: Label) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "", "sentences": 3}\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"has a column 'sentences' already.*--prefix"):
        label(tmp_path / "a.jsonl", tmp_path / "out.jsonl", level="article")
    label(tmp_path / "a.jsonl", tmp_path / "out.jsonl")
