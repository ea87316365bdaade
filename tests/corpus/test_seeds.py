import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from geoclf.corpus.seeds import SOURCES, Article, load_articles
from geoclf.errors import DataError
from geoclf.hashing import sha256_of_text


def test_the_five_articles_are_there(articles: Mapping[str, Article]) -> None:
    assert {key: article.file for key, article in articles.items()} == {
        "000": "000_18eadeafddf1af61.txt",
        "001": "001_d7e910aff8bb2bdb.txt",
        "002": "002_df1e1d8b34815c19.txt",
        "003": "003_3bf0f70579c4ed77.txt",
        "004": "004_692f4dc4092f85cc.txt",
    }


def test_text_has_the_bytes_of_the_file(articles: Mapping[str, Article]) -> None:
    for article in articles.values():
        assert sha256_of_text(article.text) == article.sha256


def test_what_is_said_of_an_article_is_printed_in_it(articles: Mapping[str, Article]) -> None:
    for article in articles.values():
        printed = [article.title, article.lead, article.photo_credit, article.agency]
        printed += [*article.people, *article.places, *article.cites]
        assert [words for words in printed if words is not None and words not in article.text] == []


def test_a_date_is_given_only_where_the_article_prints_one(articles: Mapping[str, Article]) -> None:
    dates = {key: article.date for key, article in articles.items() if article.date}
    assert dates == {"002": datetime.date(2025, 11, 5)}
    assert "5 noviembre 2025" in articles["002"].text


def test_known_defects_are_in_the_text(articles: Mapping[str, Article]) -> None:
    assert articles["001"].text.count(str(articles["001"].title)) == 2
    assert "Rusia ayude. su guerra" in articles["001"].text
    assert "videoconferecnia" in articles["002"].text
    assert articles["000"].text.startswith("\n\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One article with a Windows line break, and its entry."""
    (tmp_path / "007_a.txt").write_bytes(b"Uno.\r\nDos.\n")
    entry: dict[str, Any] = {
        "id": "007",
        "file": "007_a.txt",
        "sha256": sha256_of_text("Uno.\r\nDos.\n"),
        "language": "es",
        "title": None,
        "lead": "Uno.",
        "date": None,
        "date_note": "Not given.",
        "agency": None,
        "photo_credit": None,
    }
    for key in ("people", "places", "cites", "defects", "language_notes"):
        entry[key] = []
    (tmp_path / SOURCES).write_text(yaml.safe_dump({"articles": [entry]}), encoding="utf-8")
    return tmp_path


def change(folder: Path, alter: Callable[[dict[str, Any]], object]) -> None:
    content = yaml.safe_load((folder / SOURCES).read_text(encoding="utf-8"))
    alter(content)
    (folder / SOURCES).write_text(yaml.safe_dump(content), encoding="utf-8")


def test_line_breaks_are_kept(folder: Path) -> None:
    assert load_articles(folder)["007"].text == "Uno.\r\nDos.\n"


def test_a_changed_article_is_refused(folder: Path) -> None:
    expected = sha256_of_text("Uno.\r\nDos.\n")
    (folder / "007_a.txt").write_bytes(b"Uno.\nDos.\n")
    found = sha256_of_text("Uno.\nDos.\n")
    with pytest.raises(
        DataError, match=rf"007_a\.txt: expected SHA-256 {expected} .*got {found};.*restore it"
    ):
        load_articles(folder)


def test_an_article_that_is_not_utf_8_is_refused(folder: Path) -> None:
    (folder / "007_a.txt").write_bytes(b"Espa\xf1a")
    with pytest.raises(DataError, match=r"007_a\.txt: expected UTF-8, found byte 0xf1"):
        load_articles(folder)


def test_files_and_entries_must_be_the_same(folder: Path) -> None:
    (folder / "008_b.txt").write_text("x", encoding="utf-8")
    change(folder, lambda content: content["articles"][0].update(file="009_c.txt"))
    with pytest.raises(
        DataError,
        match=r"listed but missing: 009_c\.txt; there but not listed: 007_a\.txt, 008_b\.txt; restore",
    ):
        load_articles(folder)


@pytest.mark.parametrize(
    ("alter", "message"),
    [
        (lambda c: c["articles"][0].pop("title"), r"entry 007_a\.txt: title: Field required"),
        (lambda c: c["articles"][0].update(url="http://x"), r"entry 007_a\.txt: url: Unexpected"),
        (
            lambda c: c["articles"][0].update(people="Rutte"),
            r"entry 007_a\.txt: people: Input should be a valid",
        ),
        (lambda c: c["articles"][0].update(id="700"), r"entry 007_a\.txt: expected id '007', got '700'"),
        (lambda c: c["articles"].append(c["articles"][0]), r"more than one entry for 007_a\.txt; keep one"),
        (lambda c: c.update(articles=["007_a.txt"]), r"expected the key 'articles' with a list of entries"),
        (lambda c: c.pop("articles"), r"expected the key 'articles'"),
    ],
)
def test_a_bad_entry_is_refused(
    folder: Path, alter: Callable[[dict[str, Any]], object], message: str
) -> None:
    change(folder, alter)
    with pytest.raises(DataError, match=message):
        load_articles(folder)


def test_sources_must_be_there(folder: Path) -> None:
    (folder / SOURCES).unlink()
    with pytest.raises(DataError, match=r"SOURCES\.yaml: cannot be read: No such file"):
        load_articles(folder)


def test_sources_must_be_yaml(folder: Path) -> None:
    (folder / SOURCES).write_text("articles: [", encoding="utf-8")
    with pytest.raises(DataError, match=r"SOURCES\.yaml: not valid YAML in UTF-8"):
        load_articles(folder)
