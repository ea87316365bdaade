from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import geoclf
from geoclf import api
from geoclf.classifier.estimator import GeoClassifier
from geoclf.classifier.origin import training_hash
from geoclf.corpus.examples import load_tier
from geoclf.errors import ModelFileError
from geoclf.features.hashed.features import HashedNgrams
from geoclf.models.nbsvm import NbsvmModel
from geoclf.resources import resource_dir
from geoclf.scheme.schema import Scheme
from geoclf.texts import normalise


def test_shipped_model_is_what_its_data_make(scheme: Scheme) -> None:
    """Rebuilt here from the repository's data and configuration: `make model` writes it anew when this fails.

    Only the scorer is trained again; calibration and thresholds take five more trainings.
    """

    def config(group: str, name: str) -> dict[str, Any]:
        loaded = yaml.safe_load((resource_dir("configs") / group / f"{name}.yaml").read_text("utf-8"))
        return {key: value for key, value in loaded.items() if key != "_target_"}

    everything = load_tier("all", scheme)
    shipped = geoclf.load_model()
    assert shipped.origin_.data_hash == training_hash(everything.texts, everything.targets)
    assert shipped.origin_.scheme_hash == scheme.hash
    texts = [normalise(text) for text in everything.texts]
    changes = config("experiment", "shipped")["model"]
    features = HashedNgrams(**config("features", "hashed"))
    analysed = features.analyse(texts)
    rows = features.fit(analysed).transform(analysed)
    model = NbsvmModel(**{**config("model", "nbsvm"), **changes}).fit(rows, everything.targets, seed=0)
    scores = model.scores(rows[:500])
    assert np.allclose(shipped.decision_function(everything.texts[:500]), scores, rtol=0, atol=1e-6)


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
