import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from geoclf.corpus.build import build
from geoclf.corpus.examples import read_examples
from geoclf.corpus.manifest import Manifest
from geoclf.corpus.seeds import load_articles
from geoclf.errors import DataError
from geoclf.hashing import sha256_of_file
from geoclf.jsonl import read_jsonl, write_jsonl
from geoclf.records import Evidence, SourceSpan
from geoclf.resources import resource_dir
from geoclf.scheme.schema import Scheme

BUILT = ("gold/examples.jsonl", "manifest.json", "README.md")


def rebuild(folder: Path, scheme: Scheme) -> Manifest:
    return build(folder / "data", folder / "seeds", scheme)


def rewrite(path: Path, change: dict[str, dict[str, Any]], *, drop: str | None = None) -> None:
    """Change keys of the lines with the given ids, and leave out one line."""
    rows = [row | change.get(row["id"], {}) for _, row in read_jsonl(path) if row["id"] != drop]
    write_jsonl(path, rows)


def test_shipped_files_are_what_the_build_makes(corpus_folder: Path, scheme: Scheme) -> None:
    shipped = resource_dir("data")
    for folder in ("behaviour", "derived", "extended"):
        shutil.copytree(shipped / folder, corpus_folder / "data" / folder)
    shutil.copy(shipped / "briefs.jsonl", corpus_folder / "data")
    rebuild(corpus_folder, scheme)
    assert [
        file
        for file in BUILT
        if (corpus_folder / "data" / file).read_bytes() != (shipped / file).read_bytes()
    ] == []


def test_gold_is_every_annotated_sentence_with_both_readers_and_the_verdict(
    corpus_folder: Path, scheme: Scheme
) -> None:
    rebuild(corpus_folder, scheme)
    gold = {example.id: example for example in read_examples(corpus_folder / "data" / BUILT[0], scheme)}
    assert len(gold) == 82
    articles = load_articles(corpus_folder / "seeds")
    for example in gold.values():
        assert example.source is not None
        assert example.group == example.source.seed
        assert example.text == articles[example.group].text[example.source.start : example.source.end]

    split = gold["gold-000-08"]
    assert split.annotators == {"reader_a": ("military_cooperation",), "reader_b": ()}
    assert split.labels == ()
    assert split.note is not None
    assert split.note.startswith("Adjudicated: Reader A took")

    agreed = gold["gold-001-04"]
    assert agreed.source == SourceSpan("001", 328, 469)
    assert agreed.status == ("prospective",)
    assert agreed.note is None
    # Reader B quoted more than reader A, and all that A quoted.
    [evidence] = agreed.evidence
    assert isinstance(evidence, Evidence)
    assert agreed.text[evidence.start : evidence.end] == (
        "la alianza militar occidental continuaría fortaleciendo su asociación con Japón"
    )
    assert gold["gold-001-24"].note == (
        'the article breaks this sentence after "ayude"; both parts are kept as one'
    )


def test_manifest_names_every_file_and_nothing_of_this_machine(corpus_folder: Path, scheme: Scheme) -> None:
    manifest = rebuild(corpus_folder, scheme)
    text = (corpus_folder / "data" / "manifest.json").read_text(encoding="utf-8")
    content = json.loads(text)
    assert content == manifest.to_json()
    assert str(corpus_folder) not in text
    roots = {"data": corpus_folder / "data", "seeds": corpus_folder / "seeds"}
    for name, digest in {**content["inputs"], **content["outputs"]}.items():
        root, _, rest = name.partition("/")
        assert sha256_of_file(roots[root] / rest) == digest
    assert len(content["inputs"]) == 10
    assert content["outputs"].keys() == {"data/README.md", "data/gold/examples.jsonl"}
    assert content["scheme"] == {"name": scheme.name, "version": scheme.version, "hash": scheme.hash}
    gold = content["tiers"]["gold"]
    assert gold["examples"] == 82
    assert gold["labels"].keys() == set(scheme.labels)
    assert content["agreement"]["label_disagreements"] == ["000-08"]
    assert content["agreement"]["status_disagreements"] == ["001-23", "003-01"]


def test_other_tiers_are_counted_as_inputs(corpus_folder: Path, scheme: Scheme) -> None:
    row: dict[str, Any] = {
        "id": "e-1",
        "text": "Francia y Chile firmaron un tratado.",
        "labels": ["treaty"],
        "tier": "extended",
        "group": "e",
        "derived_from": None,
        "source": None,
        "annotators": {},
        "status": ["asserted"],
        "evidence": [],
        "scheme_version": scheme.version,
        "note": None,
    }
    (corpus_folder / "data" / "extended").mkdir()
    write_jsonl(corpus_folder / "data" / "extended" / "one.jsonl", [row])
    content = rebuild(corpus_folder, scheme).to_json()
    assert content["inputs"]["data/extended/one.jsonl"] == sha256_of_file(
        corpus_folder / "data" / "extended/one.jsonl"
    )
    assert content["tiers"]["extended"] == {
        "examples": 1,
        "groups": 1,
        "labels": {"military_cooperation": 0, "sanctions": 0, "humanitarian_aid": 0, "treaty": 1},
        "without_label": 0,
        "distinct_4grams": 1.0,
    }


def test_a_forgotten_character_stops_the_build(corpus_folder: Path, scheme: Scheme) -> None:
    rewrite(corpus_folder / "data" / "annotations/segments.jsonl", {}, drop="003-06")
    with pytest.raises(DataError, match=r"003_.*characters 809 to 903 are in no segment"):
        rebuild(corpus_folder, scheme)


def test_an_open_disagreement_stops_the_build(corpus_folder: Path, scheme: Scheme) -> None:
    rewrite(corpus_folder / "data" / "annotations/adjudication.jsonl", {}, drop="000-08")
    with pytest.raises(DataError, match=r"adjudication\.jsonl: expected a line .*missing: 000-08 \(military"):
        rebuild(corpus_folder, scheme)


def test_a_bad_annotation_leaves_the_built_files_alone(corpus_folder: Path, scheme: Scheme) -> None:
    rebuild(corpus_folder, scheme)
    before = [(corpus_folder / "data" / file).read_bytes() for file in BUILT]
    rewrite(corpus_folder / "data" / "annotations/reader_b.jsonl", {"000-01": {"labels": ["pact"]}})
    with pytest.raises(DataError, match=r"reader_b\.jsonl:1: 000-01: unknown label 'pact'"):
        rebuild(corpus_folder, scheme)
    assert [(corpus_folder / "data" / file).read_bytes() for file in BUILT] == before


@pytest.mark.parametrize("tier", ["derived", "extended"])
def test_a_bad_line_of_another_tier_leaves_the_built_files_alone(
    corpus_folder: Path, scheme: Scheme, tier: str
) -> None:
    data = corpus_folder / "data"
    rebuild(corpus_folder, scheme)
    before = [(data / file).read_bytes() for file in BUILT]
    # The reason stands in gold's note: gold would change, if it were written before the other tier is read.
    rewrite(data / "annotations/adjudication.jsonl", {"000-08": {"reason": "Otra razón."}})
    (data / tier).mkdir()
    (data / tier / "bad.jsonl").write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(DataError, match=rf"{tier}/bad\.jsonl:1: "):
        rebuild(corpus_folder, scheme)
    assert [(data / file).read_bytes() for file in BUILT] == before
    (data / tier / "bad.jsonl").unlink()
    rebuild(corpus_folder, scheme)
    assert (data / BUILT[0]).read_bytes() != before[0]


def test_a_changed_article_stops_the_build(corpus_folder: Path, scheme: Scheme) -> None:
    path = corpus_folder / "seeds" / "000_18eadeafddf1af61.txt"
    path.write_bytes(path.read_bytes().strip())
    with pytest.raises(DataError, match=r"000_18eadeafddf1af61\.txt: expected SHA-256 96d7.*got "):
        rebuild(corpus_folder, scheme)
