"""The five seed articles, byte for byte, and what is known of each."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from geoclf.errors import DataError
from geoclf.hashing import sha256_of_file
from geoclf.resources import resource_dir

__all__ = ["SOURCES", "Article", "load_articles"]

SOURCES = "SOURCES.yaml"
"""The file beside the articles that says what is known of each."""


@dataclass(frozen=True)
class Article:
    """One article as it came, with what its own text tells about it.

    Attributes
    ----------
    id, file, sha256
        The first three characters of the file's name, the name, and the hexadecimal SHA-256 of its bytes.
    text
        The whole file, decoded; offsets of gold sentences count its characters.
    language
        "es".
    title, lead, agency, photo_credit
        As printed; None where the text has none.
    date, date_note
        Date of publication where the text gives it, and what the text lets one infer where it does not.
    people, places, cites
        Persons, places and sources named in the text, as printed at their first mention.
    defects, language_notes
        What a reader of the text should know.
    """

    id: str
    file: str
    sha256: str
    text: str
    language: str
    title: str | None
    lead: str
    date: datetime.date | None
    date_note: str
    agency: str | None
    photo_credit: str | None
    people: tuple[str, ...]
    places: tuple[str, ...]
    cites: tuple[str, ...]
    defects: tuple[str, ...]
    language_notes: tuple[str, ...]

    # Read by pydantic when an entry of SOURCES.yaml is checked.
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


def load_articles(folder: Path | None = None) -> dict[str, Article]:
    """Return the articles by id, in the order of their file names.

    Parameters
    ----------
    folder
        A folder with `*.txt` files and SOURCES.yaml; None stands for the one that ships with geoclf.

    Raises
    ------
    DataError
        If SOURCES.yaml cannot be read, lists other files than the folder holds, or an entry lacks a key or
        has one of a wrong type; if an article's bytes are not those of its SHA-256 or not UTF-8.

    Examples
    --------
    >>> articles = load_articles()
    >>> list(articles)
    ['000', '001', '002', '003', '004']
    >>> articles["004"].title
    'Kim Jong-un y Vladímir Putin Firman Acuerdo de Defensa Mutua en Cumbre Histórica'
    """
    folder = resource_dir("seeds") if folder is None else folder
    sources = folder / SOURCES
    entries = _entries(sources)
    _check_same_files(sources, entries, {path.name for path in folder.glob("*.txt")})
    articles = (_article(sources, entries[name]) for name in sorted(entries))
    return {article.id: article for article in articles}


def _entries(sources: Path) -> dict[str, dict[str, Any]]:
    import yaml

    try:
        content = yaml.safe_load(sources.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{sources}: cannot be read: {error.strerror}; it describes the articles") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataError(f"{sources}: not valid YAML in UTF-8: {error}") from error
    entries = content.get("articles") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise DataError(f"{sources}: expected the key 'articles' with a list of entries, each with keys")
    names = [str(entry.get("file")) for entry in entries]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise DataError(f"{sources}: more than one entry for {', '.join(repeated)}; keep one")
    return dict(zip(names, entries, strict=True))


def _check_same_files(sources: Path, listed: Iterable[str], present: set[str]) -> None:
    missing = sorted(set(listed) - present)
    unlisted = sorted(present - set(listed))
    if missing or unlisted:
        raise DataError(
            f"{sources}: expected the folder to hold the listed articles and no other; listed but missing: "
            f"{', '.join(missing) or 'none'}; there but not listed: {', '.join(unlisted) or 'none'}; "
            "restore the file, or add or remove its entry"
        )


def _article(sources: Path, entry: dict[str, Any]) -> Article:
    from pydantic import TypeAdapter, ValidationError

    path = sources.parent / str(entry["file"])
    try:
        article = TypeAdapter(Article).validate_python({**entry, "text": _text(path)})
    except ValidationError as error:
        problems = (
            f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}"
            for detail in error.errors(include_url=False)
        )
        raise DataError(f"{sources}: entry {path.name}: " + "; ".join(problems)) from error
    found = sha256_of_file(path)
    if article.sha256 != found:
        raise DataError(
            f"{path}: expected SHA-256 {article.sha256} as in {sources.name}, got {found}; the file was "
            "changed: restore it, since every annotation counts characters in the original"
        )
    if article.id != path.name[:3]:
        raise DataError(f"{sources}: entry {path.name}: expected id {path.name[:3]!r}, got {article.id!r}")
    return article


def _text(path: Path) -> str:
    try:
        # Bytes, so that no line break is translated and offsets are those of the file.
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: expected UTF-8, found byte 0x{error.object[error.start]:02x}") from error
