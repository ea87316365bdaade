import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geoclf.classifier.estimator import GeoClassifier
from geoclf.classifier.persistence import CARD, CARD_MARK, MANIFEST, WEIGHTS, load, save
from geoclf.decision.calibrated import CalibratedDecision
from geoclf.decision.fixed import FixedDecision
from geoclf.errors import ModelFileError
from geoclf.features.raw import RawText
from geoclf.hashing import sha256_of_json
from geoclf.models.lexicon import LexiconModel
from geoclf.models.majority import MajorityModel
from geoclf.records import LabelledTexts


@pytest.fixture(scope="module")
def saved(trained: GeoClassifier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved") / "model"
    save(trained, folder)
    return folder


@pytest.fixture
def copy(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "model"))


def edit(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the manifest and make its checksum right again, as a forger would."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    change(manifest)
    manifest.pop("manifest_sha256", None)
    manifest["manifest_sha256"] = sha256_of_json(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def test_round_trip_gives_identical_predictions(
    saved: Path, trained: GeoClassifier, gold: LabelledTexts
) -> None:
    restored = load(saved)
    assert restored.labels == trained.labels
    assert restored.origin_ == trained.origin_
    assert np.array_equal(restored.predict_proba(gold.texts), trained.predict_proba(gold.texts))
    assert np.array_equal(restored.predict(gold.texts), trained.predict(gold.texts))
    assert str(restored.explain(gold.texts[0])) == str(trained.explain(gold.texts[0]))


def test_articles_keep_their_calibration(gold: LabelledTexts, tmp_path: Path) -> None:
    clf = GeoClassifier(features=RawText(), model=LexiconModel(), decision=CalibratedDecision(prevalence=0.1))
    # Stories of two sentences: the five articles of gold are too few to calibrate anything.
    clf.fit(gold.texts, gold.targets, groups=[row // 2 for row in range(len(gold))]).save(tmp_path / "m")
    restored, article = load(tmp_path / "m"), "\n".join(gold.texts[:9])
    assert restored.article_.prevalence == 0.1
    assert restored.classify_article(article).calibrated
    assert restored.classify_article(article).proba == clf.classify_article(article).proba


@pytest.mark.parametrize("model", [LexiconModel(), MajorityModel()], ids=["lexicon", "majority"])
def test_baselines_round_trip(model: Any, gold: LabelledTexts, tmp_path: Path) -> None:
    clf = GeoClassifier(features=RawText(), model=model, decision=FixedDecision())
    clf.fit(gold.texts, gold.targets).save(tmp_path / "m")
    assert np.array_equal(load(tmp_path / "m").predict_proba(gold.texts), clf.predict_proba(gold.texts))


def test_a_restored_model_saves_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    load(saved).save(tmp_path / "again")
    for name in (MANIFEST, WEIGHTS):
        assert (tmp_path / "again" / name).read_bytes() == (saved / name).read_bytes()
    assert sorted(path.name for path in saved.iterdir()) == [MANIFEST, WEIGHTS]


def test_saving_replaces_a_model_and_leaves_nothing_else(copy: Path, trained: GeoClassifier) -> None:
    trained.save(copy)
    assert [path.name for path in copy.parent.iterdir()] == ["model"]
    load(copy)


def test_saving_refuses_a_folder_of_something_else(tmp_path: Path, trained: GeoClassifier) -> None:
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(ModelFileError, match="exists and is not a saved model"):
        trained.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize("manifest", ['{"inputs": {}}', "[", "[" * 100_000, '{"format": "skops"}'])
def test_saving_spares_a_folder_with_another_manifest(
    tmp_path: Path, trained: GeoClassifier, manifest: str
) -> None:
    (tmp_path / MANIFEST).write_text(manifest, encoding="utf-8")
    (tmp_path / WEIGHTS).touch()
    with pytest.raises(ModelFileError, match="exists and is not a saved model"):
        trained.save(tmp_path)
    assert (tmp_path / MANIFEST).read_text(encoding="utf-8") == manifest


def test_saving_spares_notes_beside_a_model(copy: Path, trained: GeoClassifier) -> None:
    (copy / "NOTES.md").touch()
    with pytest.raises(ModelFileError, match="exists and is not a saved model alone"):
        trained.save(copy)
    assert (copy / "NOTES.md").exists()


def test_saving_replaces_a_model_and_its_card(copy: Path, trained: GeoClassifier) -> None:
    (copy / CARD).write_text(f"---\n{CARD_MARK}---\n", encoding="utf-8")
    trained.save(copy)
    assert sorted(path.name for path in copy.iterdir()) == [MANIFEST, WEIGHTS]


def test_saving_spares_a_readme_that_is_no_card(copy: Path, trained: GeoClassifier) -> None:
    (copy / CARD).write_text("My notes.", encoding="utf-8")
    with pytest.raises(ModelFileError, match="exists and is not a saved model alone"):
        trained.save(copy)
    assert (copy / CARD).read_text(encoding="utf-8") == "My notes."


def test_saving_refuses_a_file(tmp_path: Path, trained: GeoClassifier) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelFileError, match="exists and is not a saved model"):
        trained.save(tmp_path / "file")


def truncate_weights(folder: Path) -> None:
    content = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(content[: len(content) // 2])


def flip_a_byte(folder: Path) -> None:
    content = bytearray((folder / WEIGHTS).read_bytes())
    content[-1] ^= 1
    (folder / WEIGHTS).write_bytes(bytes(content))


def newer(folder: Path) -> None:
    edit(folder, lambda manifest: manifest.update(format_version=3))


def foreign(folder: Path) -> None:
    (folder / MANIFEST).write_text('{"format": "skops"}', encoding="utf-8")


def edited_by_hand(folder: Path) -> None:
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    (folder / MANIFEST).write_text(text.replace('"n_texts": ', '"n_texts": 1'), encoding="utf-8")


def with_code_from_elsewhere(folder: Path) -> None:
    edit(folder, lambda manifest: manifest["parts"]["model"].update({"class": "os:system"}))


def with_unknown_part(folder: Path) -> None:
    edit(folder, lambda manifest: manifest["parts"]["model"].update({"class": "geoclf.models.new:NewModel"}))


def with_missing_part(folder: Path) -> None:
    edit(folder, lambda manifest: manifest["parts"].pop("decision"))


def without_weights(folder: Path) -> None:
    (folder / WEIGHTS).unlink()


def without_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def too_deep(folder: Path) -> None:
    (folder / MANIFEST).write_text("[" * 100_000, encoding="utf-8")


def without_weights_hash(folder: Path) -> None:
    edit(folder, lambda manifest: manifest.pop("weights_sha256"))


def with_a_bad_parameter(folder: Path) -> None:
    edit(folder, lambda manifest: manifest["parts"]["features"]["params"].update(word_ngrams=[3, 1]))


def not_json(folder: Path) -> None:
    (folder / MANIFEST).write_bytes(b"\xff\xfe{")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (truncate_weights, r"weights\.safetensors: damaged or truncated; expected SHA-256"),
        (flip_a_byte, r"weights\.safetensors: damaged or truncated"),
        (newer, r"model format 3, this geoclf .* reads 2; install the geoclf that wrote it"),
        (foreign, r"not the manifest of a geoclf model"),
        (edited_by_hand, r"damaged or edited, its checksum does not match"),
        (with_code_from_elsewhere, r"asks for 'os:system'; only parts of geoclf itself are loaded"),
        (with_unknown_part, r"'geoclf\.models\.new:NewModel', which geoclf .* lacks"),
        (with_missing_part, r"a part of the model cannot be restored \(KeyError: 'decision'\)"),
        (without_weights, r"weights\.safetensors is missing"),
        (without_manifest, r"not a saved geoclf model, manifest\.json is missing"),
        (not_json, r"damaged, not valid JSON"),
        (too_deep, r"damaged, not valid JSON"),
        (without_weights_hash, r"weights\.safetensors: damaged or truncated; expected SHA-256 none"),
        (with_a_bad_parameter, r"a part of the model cannot be restored \(ParameterError: word_ngrams"),
        (shutil.rmtree, r"no such folder"),
    ],
)
def test_bad_model(copy: Path, damage: Callable[[Path], None], message: str) -> None:
    damage(copy)
    with pytest.raises(ModelFileError, match=message):
        load(copy)
