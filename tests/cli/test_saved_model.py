import json
from pathlib import Path

import pytest

from geoclf.classifier.estimator import GeoClassifier
from geoclf.classifier.persistence import MANIFEST, WEIGHTS
from geoclf.cli.saved_model import inspect_model
from geoclf.decision.fixed import FixedDecision
from geoclf.errors import ModelFileError
from geoclf.features.raw import RawText
from geoclf.hashing import sha256_of_file
from geoclf.models.lexicon import LexiconModel
from geoclf.records import LabelledTexts


def test_what_lies_in_the_folder(trained: GeoClassifier, gold: LabelledTexts, tmp_path: Path) -> None:
    trained.save(tmp_path / "m")
    saved = inspect_model(tmp_path / "m", gold.texts)
    assert saved.manifest == json.loads((tmp_path / "m" / MANIFEST).read_text(encoding="utf-8"))
    assert [file.name for file in saved.files] == [MANIFEST, WEIGHTS]
    for file in saved.files:
        content = (tmp_path / "m" / file.name).read_bytes()
        assert (file.n_bytes, file.sha256) == (len(content), sha256_of_file(tmp_path / "m" / file.name))
    assert saved.n_features == trained.features_.transform([]).shape[1]


def test_speed_is_measured_once_on_the_texts(gold: LabelledTexts, tmp_path: Path) -> None:
    clf = GeoClassifier(features=RawText(), model=LexiconModel(), decision=FixedDecision())
    clf.fit(gold.texts, gold.targets).save(tmp_path / "m")
    saved = inspect_model(tmp_path / "m", gold.texts[:3])
    assert saved.n_features is None
    assert saved.speed.n_sentences == 3
    assert saved.speed.rate > 0
    assert saved.speed.start > 0
    assert "Python 3." in saved.speed.machine


def test_a_slow_model_is_not_asked_about_all_texts(
    trained: GeoClassifier, gold: LabelledTexts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geoclf.cli.saved_model._SECONDS", 1e-9)
    trained.save(tmp_path / "m")
    assert inspect_model(tmp_path / "m", gold.texts).speed.n_sentences == 64


def test_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"not a saved geoclf model, manifest\.json is missing"):
        inspect_model(tmp_path, ["a"])
