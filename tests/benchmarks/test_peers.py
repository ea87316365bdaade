"""The peers in processes of their own: train, save, load, score."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.data import load_split, sample, write_texts
from benchmarks.measure import run_worker
from benchmarks.peers import PEERS

EXTRA = ("fasttext_words", "fasttext_chars", "spacy")
NAMES = [pytest.param(name, marks=[pytest.mark.peers] * (name in EXTRA)) for name in PEERS]


@pytest.mark.parametrize("name", NAMES)
def test_trained_peer_scores(name: str, tmp_path: Path) -> None:
    data = sample(load_split().train, 60, seed=0)
    trained = run_worker(
        "train", name, tmp_path / "model", write_texts(tmp_path / "a.json", data.texts, data.targets)
    )
    assert trained["n_texts"] == 60
    assert trained["cpu_seconds"] > 0
    scores = PEERS[name].load(tmp_path / "model").scores(data.texts)
    assert scores.shape == data.targets.shape
    if name != "spacy":  # which has seen too little
        assert scores[data.targets].mean() > scores[~data.targets].mean()
    assert np.isfinite(scores).all()


def test_start_loads_one_package_only(tmp_path: Path) -> None:
    # A cold start of geoclf must not pay for a peer's packages.
    data = sample(load_split().train, 60, seed=0)
    run_worker(
        "train", "geoclf", tmp_path / "model", write_texts(tmp_path / "a.json", data.texts, data.targets)
    )
    assert run_worker("start", "geoclf", tmp_path / "model")["peak_mb"] < 100
