from pathlib import Path

import numpy as np
import pytest

import geoclf
from geoclf import api
from geoclf.classifier.estimator import GeoClassifier
from geoclf.errors import ModelFileError
from geoclf.records import LabelledTexts


def test_shipped_model_is_the_default_classifier_trained_on_gold(
    trained: GeoClassifier, gold: LabelledTexts
) -> None:
    """Rebuilt here from the repository's data: `make model` writes it anew when this fails."""
    shipped = geoclf.load_model()
    assert shipped.origin_ == trained.origin_
    assert np.allclose(
        shipped.predict_proba(gold.texts), trained.predict_proba(gold.texts), rtol=0, atol=1e-6
    )


def test_folder_by_str_and_path(trained: GeoClassifier, tmp_path: Path) -> None:
    trained.save(tmp_path / "m")
    for source in (tmp_path / "m", str(tmp_path / "m")):
        assert geoclf.load_model(source).labels == trained.labels


def test_missing_shipped_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(api, "SHIPPED_MODEL", tmp_path / "none")
    with pytest.raises(ModelFileError, match="the shipped model is missing; reinstall geoclf"):
        geoclf.load_model()


def test_missing_folder() -> None:
    with pytest.raises(ModelFileError, match=r"nowhere: no such folder; pass a folder written by"):
        geoclf.load_model("nowhere")
