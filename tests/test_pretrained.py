"""The model that ships: small enough, and what its card says."""

import io
import json
import zipfile

import yaml

from geoclf.api import SHIPPED_MODEL, load_model
from geoclf.classifier.persistence import CARD, MANIFEST, WEIGHTS
from geoclf.corpus.examples import count_tiers, load_tier
from geoclf.hashing import sha256_of_file
from geoclf.scheme.schema import Scheme

LARGEST = 5_000_000


def card() -> str:
    return (SHIPPED_MODEL / CARD).read_text(encoding="utf-8")


def test_it_takes_at_most_5_mb_of_the_wheel() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (MANIFEST, WEIGHTS):
            archive.write(SHIPPED_MODEL / name, name)
    assert len(packed.getvalue()) <= LARGEST


def test_its_card_names_its_files() -> None:
    for name in (MANIFEST, WEIGHTS):
        path = SHIPPED_MODEL / name
        assert f"| `{name}` | {path.stat().st_size} | `{sha256_of_file(path)}` |" in card()


def test_its_card_names_its_data_and_scheme(scheme: Scheme) -> None:
    origin = json.loads((SHIPPED_MODEL / MANIFEST).read_text(encoding="utf-8"))["origin"]
    assert f"| training texts and labels, in order |  | `{origin['data_hash']}` |" in card()
    assert f"| scheme `geopolitical` {scheme.version} |  | `{scheme.hash}` |" in card()
    everything = load_tier("all", scheme)
    n_groups = len(set(everything.groups))
    assert f"{origin['n_texts']} texts of {n_groups} articles and stories." in card()
    for tier, count in count_tiers(everything.ids).items():
        assert f"| `{tier}` | {count} |" in card()
    for label, count in zip(scheme.labels, origin["positives"], strict=True):
        assert f"| `{label}` | {scheme[label].definition.en} | {count} |" in card()


def test_its_card_names_its_thresholds() -> None:
    for label, threshold in load_model().thresholds.items():
        assert f"| `{label}` | {threshold:.3f} |" in card()


def test_its_card_says_how_to_make_it() -> None:
    header = yaml.safe_load(card().split("---\n")[1])
    assert (header["language"], header["license"]) == (["es"], "mit")
    assert "geoclf train experiment=shipped tracking=none" in card()
