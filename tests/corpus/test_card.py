import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml

from geoclf.corpus.card import render_card
from geoclf.corpus.examples import example_to_json, read_tier
from geoclf.errors import DataError
from geoclf.jsonl import read_jsonl, write_jsonl
from geoclf.resources import resource_dir
from geoclf.scheme.loading import load_scheme

SCHEME = load_scheme()


@pytest.fixture
def gold_dir(tmp_path: Path) -> Path:
    shutil.copytree(resource_dir("data") / "gold", tmp_path / "gold")
    return tmp_path


def test_the_shipped_card_is_that_of_the_shipped_data() -> None:
    folder = resource_dir("data")
    assert (folder / "README.md").read_text(encoding="utf-8") == render_card(folder, SCHEME)


def test_the_header_declares_one_split_per_tier_and_every_column(gold_dir: Path) -> None:
    shutil.copytree(gold_dir / "gold", gold_dir / "extended")
    path = gold_dir / "extended" / "examples.jsonl"
    records = [record for _, record in read_jsonl(path)]
    none = {"tier": "extended", "source": None}
    write_jsonl(path, [record | none | {"id": f"e-{i}"} for i, record in enumerate(records)])

    card = render_card(gold_dir, SCHEME)
    header = yaml.safe_load(card.split("---\n")[1])
    assert header["language"] == ["es"]
    assert header["license"] == "cc-by-4.0"
    assert header["size_categories"] == ["n<1K"]
    assert header["configs"] == [
        {
            "config_name": "default",
            "data_files": [
                {"split": "gold", "path": "gold/*.jsonl"},
                {"split": "extended", "path": "extended/*.jsonl"},
            ],
        }
    ]
    assert [feature["name"] for feature in header["dataset_info"]["features"]] == list(records[0])
    assert "The sentences of `extended` were written and labelled by a language model." in card
    assert "gave every sentence its labels anew" in card
    assert "There are none so far." in card
    assert "There are no briefs." in card


def test_the_card_lists_briefs_and_behaviour_tests(gold_dir: Path) -> None:
    brief = {"id": "w01", "tier": "extended", "kind": "mixed", "brief": "Spain | Portugal."}
    write_jsonl(gold_dir / "briefs.jsonl", [brief])
    case = {"id": "1", "capability": "plain", "kind": "capability", "text": "Llueve.", "labels": []}
    write_jsonl(gold_dir / "behaviour" / "mine.jsonl", [case])
    card = render_card(gold_dir, SCHEME)
    assert "| `extended/w01` | mixed | Spain \\| Portugal. |" in card
    assert "1 cases (1 capability), by capability: `plain`." in card


def test_the_card_counts_what_is_there(gold_dir: Path) -> None:
    card = render_card(gold_dir, SCHEME)
    gold = read_tier("gold", SCHEME, gold_dir)
    counts = Counter(label for example in gold for label in example.labels)
    for label in SCHEME.labels:
        assert f"| `{label}` | {counts[label]} ({counts[label] / len(gold):.0%}) |" in card
    assert f"| `gold` | {len(gold)} | 5 |" in card
    assert "There is no other tier so far." in card


def test_the_card_says_who_read_and_how_far_they_agree(gold_dir: Path) -> None:
    path = gold_dir / "gold" / "examples.jsonl"
    gold = read_tier("gold", SCHEME, gold_dir)[:4]
    given = [(("sanctions",), ("sanctions",)), ((), ()), (("sanctions",), ()), ((), ())]
    records = [
        example_to_json(example) | {"annotators": {"reader_a": list(a), "reader_b": list(b)}}
        for example, (a, b) in zip(gold, given, strict=True)
    ]
    write_jsonl(path, records)
    card = render_card(gold_dir, SCHEME)
    # Chance agreement is 1/2 * 1/4 + 1/2 * 3/4 = 1/2, observed 3/4: kappa is 1/2.
    assert "| `sanctions` | 2 | 1 | 1 | 75.0% | 0.50 |" in card
    assert "| `treaty` | 0 | 0 | 0 | 100.0% | undefined |" in card
    assert "The label sets differ on 1 of 4 sentences." in card
    assert "**No human annotator has labelled these sentences so far.**" in card


def test_agreement_needs_two_readers_of_every_sentence(gold_dir: Path) -> None:
    path = gold_dir / "gold" / "examples.jsonl"
    records = [record for _, record in read_jsonl(path)]
    del records[0]["annotators"]["reader_b"]
    write_jsonl(path, records)
    assert "`gold`: not reported, as it needs the same two readers" in render_card(gold_dir, SCHEME)


def test_the_same_data_make_the_same_card(gold_dir: Path) -> None:
    assert render_card(gold_dir, SCHEME) == render_card(gold_dir, SCHEME)


def test_there_is_no_card_without_gold(gold_dir: Path) -> None:
    (gold_dir / "gold").rename(gold_dir / "extended")
    with pytest.raises(DataError, match=r"no \*\.jsonl file of the tier 'gold'; available: extended"):
        render_card(gold_dir, SCHEME)
