"""Texts that are trained on and judged."""

from pathlib import Path

import numpy as np

from benchmarks.data import load_split, read_texts, synthetic_labels, write_texts


def test_no_writer_on_both_sides() -> None:
    split = load_split()
    trained = {key.split("-")[1] for key in split.train.ids if key.startswith("ext-")}
    judged = [{key.split("-")[1] for key in part.ids} for part in split.held_out]
    assert all(len(names) == 1 and not names & trained for names in judged)
    assert len(judged) == (len(trained) + len(judged)) // 10


def test_synthetic_labels() -> None:
    targets = synthetic_labels(["Firman tratado.", "El tratado sigue", "llueve"], 2)
    assert targets[:, 0].tolist() == [True, True, False]
    assert targets.shape == (3, 2)


def test_texts_survive_files(tmp_path: Path) -> None:
    targets = np.array([[True, False], [False, False]])
    texts, found = read_texts(write_texts(tmp_path / "a.json", ["á\n", ""], targets))
    assert texts == ["á\n", ""]
    np.testing.assert_array_equal(found, targets)
