import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from geoclf.api import load_model
from geoclf.classifier.estimator import GeoClassifier
from geoclf.errors import MissingPackageError, ParameterError
from geoclf.features.static_vectors import StaticVectors
from geoclf.models.svm import SvmModel
from geoclf.protocols import BoolArray, Features

pytestmark = pytest.mark.encoders

Toy = tuple[list[str], BoolArray]


@pytest.fixture
def features(tiny_static_vectors: Path, tmp_path: Path) -> StaticVectors:
    return StaticVectors(encoder=str(tiny_static_vectors), cache_dir=tmp_path / "cache")


def test_vectors_are_those_of_model2vec(
    features: StaticVectors, tiny_static_vectors: Path, toy_task: Toy
) -> None:
    from model2vec import StaticModel

    texts, _ = toy_task
    theirs = StaticModel.from_pretrained(tiny_static_vectors).encode(texts)
    assert isinstance(features, Features)
    np.testing.assert_array_equal(features.fit(texts).transform(texts), theirs.astype(np.float64))
    assert len(list((features.cache_dir or Path()).rglob("*.safetensors"))) == 1  # type: ignore[union-attr]
    cut = clone(features).set_params(max_length=2).fit(texts).transform(texts)
    assert not np.allclose(cut, theirs, atol=0.1)


def test_a_classifier_learns_and_round_trips(features: StaticVectors, toy_task: Toy, tmp_path: Path) -> None:
    texts, targets = toy_task
    classifier = GeoClassifier(features=features, model=SvmModel()).fit(texts, targets)
    classifier.save(tmp_path / "model")
    loaded = load_model(tmp_path / "model")
    loaded.features_.set_params(cache=False)
    np.testing.assert_array_equal(loaded.predict_proba(texts), classifier.predict_proba(texts))
    assert (classifier.predict(texts) == targets).mean() > 0.9


def test_misuse_is_an_error(features: StaticVectors, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ParameterError, match=r"max_length: expected an integer of at least 1, got 0"):
        clone(features).set_params(max_length=0).fit([])
    monkeypatch.setitem(sys.modules, "model2vec", None)
    with pytest.raises(MissingPackageError, match=r"package model2vec.*geoclf\[embeddings\]"):
        features.fit([])
