"""Fixtures that tests of several layers share."""

import os

# Hugging Face and MLflow must neither reach for the network nor report home while testing.
os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", MLFLOW_DISABLE_TELEMETRY="true")

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from geoclf.classifier.estimator import GeoClassifier
from geoclf.corpus.build import build
from geoclf.corpus.examples import load_tier
from geoclf.records import LabelledTexts
from geoclf.resources import resource_dir
from geoclf.scheme.loading import load_scheme
from geoclf.scheme.schema import Scheme

# A package of each extra with tests of its own.
EXTRAS = {"peers": "fasttext"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests of extras that are not installed, unless they were asked for: then they fail."""
    for extra, package in EXTRAS.items():
        if find_spec(package) is None and config.option.markexpr != extra:
            for item in items:
                if item.get_closest_marker(extra):
                    item.add_marker(pytest.mark.skip(reason=f"needs the extra {extra!r}: make test-{extra}"))


@pytest.fixture(scope="session")
def scheme() -> Scheme:
    """The shipped scheme."""
    return load_scheme()


@pytest.fixture(scope="session")
def gold(scheme: Scheme) -> LabelledTexts:
    """The gold sentences."""
    return load_tier("gold", scheme)


@pytest.fixture(scope="session")
def trained(gold: LabelledTexts) -> GeoClassifier:
    """The default classifier trained on gold; do not change it."""
    return GeoClassifier().fit(gold.texts, gold.targets, groups=gold.groups)


@pytest.fixture(scope="session")
def gold_only(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped data folder without its larger tiers, small enough to be copied and spoilt by each test."""
    folder = tmp_path_factory.mktemp("gold_only") / "data"
    written = shutil.ignore_patterns("behaviour", "briefs.jsonl", "derived", "extended")
    shutil.copytree(resource_dir("data"), folder, ignore=written)
    build(folder, resource_dir("seeds"), scheme)
    return folder
