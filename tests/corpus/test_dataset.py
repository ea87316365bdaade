import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from datasets import Dataset, concatenate_datasets

from geoclf.corpus.card import render_card
from geoclf.corpus.dataset import load_dataset_dict, load_examples
from geoclf.corpus.examples import example_to_json, read_tier
from geoclf.errors import DataError
from geoclf.files import write_text
from geoclf.jsonl import write_jsonl
from geoclf.resources import resource_dir
from geoclf.scheme.loading import load_scheme

SCHEME = load_scheme()

READ_WITH_DATASETS = """
import json, sys
import datasets
loaded = datasets.load_dataset(sys.argv[1])
print(json.dumps({
    name: {"features": str(split.features), "rows": list(split)} for name, split in loaded.items()
}))
"""


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """The shipped gold beside two small tiers: one that no reader read, one with a reader of its own."""
    folder = tmp_path / "data"
    shutil.copytree(resource_dir("data") / "gold", folder / "gold")
    plain: dict[str, Any] = {
        "id": "e-1",
        "text": "Sin novedad en la frontera.",
        "labels": [],
        "tier": "extended",
        "group": "e",
        "derived_from": None,
        "source": None,
        "annotators": {},
        "status": [],
        "evidence": [],
        "scheme_version": SCHEME.version,
        "note": None,
    }
    origin = read_tier("gold", SCHEME, folder)[0]
    rewritten = {
        "id": "d-1",
        "tier": "derived",
        "derived_from": origin.id,
        "group": origin.group,
        "annotators": {"writer": []},
    }
    write_jsonl(folder / "extended" / "a.jsonl", [plain])
    write_jsonl(folder / "extended" / "b.jsonl", [plain | {"id": "e-2"}])
    write_jsonl(folder / "derived" / "a.jsonl", [plain | rewritten])
    return folder


def test_rows_are_those_of_the_files(data_dir: Path) -> None:
    data = load_examples("all", data_dir=data_dir)
    examples = read_tier("all", SCHEME, data_dir)
    assert isinstance(data, Dataset)
    assert len(data) == len(examples)
    for row, example in zip(data, examples, strict=True):
        expected = example_to_json(example)
        nobody = dict.fromkeys(("reader_a", "reader_b", "writer"))
        assert row == expected | {"annotators": nobody | expected["annotators"]}


def test_labels_are_names_and_empty_columns_keep_their_type(data_dir: Path) -> None:
    features = load_examples("extended", data_dir=data_dir).features
    assert str(features["labels"]) == "List(Value('string'))"
    assert str(features["derived_from"]) == "Value('string')"
    assert str(features["source"]["start"]) == "Value('int64')"
    assert sorted(features["annotators"]) == ["reader_a", "reader_b", "writer"]


def test_one_tier_can_be_appended_to_another(data_dir: Path) -> None:
    tiers = load_dataset_dict(data_dir=data_dir)
    assert list(tiers) == ["gold", "derived", "extended"]
    together = concatenate_datasets(list(tiers.values()))
    assert list(together) == list(load_examples("all", data_dir=data_dir))


def test_data_without_any_reader_can_be_loaded(data_dir: Path) -> None:
    shutil.rmtree(data_dir / "gold")
    shutil.rmtree(data_dir / "derived")
    assert load_examples("all", data_dir=data_dir)["annotators"][0] == {}


def test_the_shipped_gold_is_loaded_by_default() -> None:
    assert load_examples()["tier"][:] == ["gold"] * len(read_tier("gold", SCHEME))


def test_a_tier_that_is_not_there_names_those_that_are(data_dir: Path) -> None:
    shutil.rmtree(data_dir / "derived")
    with pytest.raises(DataError, match="tier 'derived'; available: gold, extended"):
        load_examples("derived", data_dir=data_dir)


def test_load_dataset_reads_the_same_from_the_folder_and_writes_nothing_elsewhere(
    data_dir: Path, tmp_path: Path
) -> None:
    write_text(data_dir / "README.md", render_card(data_dir, SCHEME))
    home = tmp_path / "home"
    home.mkdir()
    # A process of its own: datasets reads where its cache is, and whether it is offline, when imported.
    environment = os.environ | {
        "HOME": str(home),
        "HF_HOME": str(tmp_path / "cache"),
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }
    command = [sys.executable, "-W", "error", "-c", READ_WITH_DATASETS, str(data_dir)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout)
    own = load_dataset_dict(data_dir=data_dir)
    assert list(loaded) == list(own)
    for tier, data in own.items():
        assert loaded[tier]["features"] == str(data.features)
        assert loaded[tier]["rows"] == list(data)
    assert list(home.iterdir()) == []


def test_loading_in_memory_writes_no_cache(data_dir: Path, tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from geoclf.corpus.dataset import load_dataset_dict; "
    code += "load_dataset_dict(data_dir=Path(sys.argv[1]))"
    home = tmp_path / "home"
    home.mkdir()
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "XDG_"))}
    command = [sys.executable, "-c", code, str(data_dir)]
    done = subprocess.run(
        command, env=environment | {"HOME": str(home)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert list(home.rglob("*")) == []
