"""Fixtures of the corpus tests."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from geoclf.corpus.seeds import Article, load_articles
from geoclf.resources import resource_dir


@pytest.fixture(scope="session")
def articles() -> Mapping[str, Article]:
    """The seed articles by id."""
    return load_articles()


@pytest.fixture
def corpus_folder(tmp_path: Path) -> Path:
    """A folder with copies of seeds/ and data/annotations/ to spoil, and nothing that is built."""
    shutil.copytree(resource_dir("seeds"), tmp_path / "seeds")
    shutil.copytree(resource_dir("data") / "annotations", tmp_path / "data" / "annotations")
    return tmp_path
