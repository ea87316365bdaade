from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geoclf.config.settings import build_settings
from geoclf.corpus.splits import GroupKFold
from geoclf.errors import ConfigError, ParameterError
from geoclf.models.lexicon import LexiconModel
from geoclf.models.logistic import LogisticModel
from geoclf.tracking.null_tracker import NullTracker

Compose = Callable[..., dict[str, Any]]


def test_everything_is_made_as_it_says(composed: Compose) -> None:
    config = composed(
        *("model.C=3", "features.char_ngrams=null", "split=group_kfold", "split.n_splits=3", "seed=7"),
        *("tracking=none", "evaluation.n_resamples=11", 'model_dir="~/mine"'),
    )
    settings = build_settings(config, name="mine")
    classifier = settings.classifier
    assert isinstance(classifier.model, LogisticModel)
    assert classifier.model.C == 3
    assert classifier.get_params()["features__char_ngrams"] is None
    assert classifier.seed == 7
    assert classifier.scheme is settings.scheme
    assert isinstance(settings.splitter, GroupKFold)
    assert (settings.splitter.n_splits, settings.splitter.seed) == (3, 7)
    assert isinstance(settings.tracker, NullTracker)
    assert settings.data.training.name == "gold"
    assert (settings.n_resamples, settings.seed) == (11, 7)
    assert settings.model_dir == Path("~/mine").expanduser()
    assert {baseline.seed for baseline in settings.baselines.values()} == {7}


def test_a_classifier_is_no_baseline_of_itself(composed: Compose) -> None:
    config = composed("model=lexicon", "tracking=none")
    assert set(build_settings(config, name="lexicon").baselines) == {"majority"}
    assert set(build_settings(config, name="other").baselines) == {"majority", "lexicon"}


def test_a_part_that_asks_for_labels_gets_the_schemes(composed: Compose) -> None:
    settings = build_settings(composed("model=lexicon", "tracking=none"), name="lexicon")
    assert isinstance(settings.classifier.model, LexiconModel)
    assert settings.classifier.model.labels == settings.scheme.labels
    own = composed("model=lexicon", "tracking=none", "model.labels=[treaty]")
    model = build_settings(own, name="x").classifier.model
    assert isinstance(model, LexiconModel)
    assert model.labels == ["treaty"]


def test_no_baselines_at_all(composed: Compose) -> None:
    config = {**composed("tracking=none"), "baselines": None}
    assert build_settings(config, name="mine").baselines == {}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"modle": {}}, r"^modle: no such key; did you mean 'model'\?"),
        ({"seed": 1.5}, r"^seed: expected int, got 1\.5 \(float\)$"),
        ({"model_dir": 3}, r"^model_dir: expected str \| None, got 3 \(int\)$"),
        ({"evaluation": {"n_resamples": "x"}}, r"^evaluation\.n_resamples: expected int, got 'x'"),
        ({"evaluation": {"n_resamples": 1, "z": 1}}, r"^evaluation\.z: no such key"),
        ({"model": {"C": 1}}, r"^model: expected _target_ and its arguments, got: C$"),
        ({"model": {"_target_": "builtins.eval"}}, r"^(model|builtins\.eval)"),
        (
            {"baselines": {"mine": {"modle": 1}}},
            r"^baselines\.mine\.modle: no such key; did you mean 'model'\?",
        ),
        (
            {"baselines": {"mine": {"features": {"_target_": "geoclf.features.raw.RawText", "x": 1}}}},
            r"^baselines\.mine\.features\.x: no such key; no keys here$",
        ),
    ],
)
def test_mistakes(change: dict[str, Any], message: str, composed: Compose) -> None:
    with pytest.raises(ConfigError, match=message):
        build_settings({**composed("tracking=none"), **change}, name="x")


def test_a_class_refuses_in_its_own_words(composed: Compose) -> None:
    settings = build_settings(composed("model.C=-1", "tracking=none"), name="x")
    with pytest.raises(ParameterError, match="C: expected a finite number above 0, got -1"):
        settings.classifier.fit(["a", "b", "c"], [["treaty"], [], []])


def test_what_hydra_forbids_is_not_made(composed: Compose) -> None:
    forbidden = {"_target_": "shutil.rmtree", "path": "nada"}
    with pytest.raises(ConfigError, match=r"shutil\.rmtree"):
        build_settings({**composed("tracking=none"), "split": forbidden}, name="x")
