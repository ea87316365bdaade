import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from geoclf.api import load_model
from geoclf.classifier.labeller import Labeller
from geoclf.errors import ModelFileError, ParameterError
from geoclf.prediction.batch import Batch
from geoclf.prediction.rows import Records
from geoclf.prediction.workers import Recipe, open_workers

GEOCLF = str(Path(sys.executable).with_name("geoclf"))


@pytest.fixture(scope="module")
def shipped() -> Labeller:
    return load_model()


def batches(n: int) -> Iterator[tuple[Batch, list[str]]]:
    for i in range(n):
        texts = [f"Firman el tratado {i}.", "Llueve."] * (1 + i % 3)
        yield Batch("a.txt", Records(("text",), [[text] for text in texts]), range(len(texts))), texts


def test_processes_say_what_one_says_in_the_same_order(shipped: Labeller) -> None:
    recipe = Recipe(load_model, "sentence", explain=True, abstain=True)
    level = recipe.make(shipped)
    with open_workers(1, level, recipe) as label:
        alone = list(label(batches(9)))
    with open_workers(2, level, recipe) as label:
        together = list(label(batches(9)))
    assert [list(batch.rows) for batch, _ in together] == [list(batch.rows) for batch, _ in alone]
    for (_, found), (_, expected) in zip(together, alone, strict=True):
        assert np.array_equal(found.proba, expected.proba)
        assert found.nested == expected.nested


def test_what_is_read_ahead_is_bounded(shipped: Labeller) -> None:
    taken = 0

    def counted() -> Iterator[tuple[Batch, list[str]]]:
        nonlocal taken
        for batch in batches(30):
            taken += 1
            yield batch

    recipe = Recipe(load_model, "sentence", explain=False, abstain=False)
    with open_workers(2, recipe.make(shipped), recipe) as label:
        labelled = label(counted())
        next(labelled)
        assert taken == 4
        time.sleep(0.1)
        assert taken == 4


def test_an_error_in_a_process_is_raised_here(shipped: Labeller) -> None:
    good = Recipe(load_model, "sentence", explain=False, abstain=False)
    broken = Recipe(partial(load_model, "nada"), "sentence", explain=False, abstain=False)
    with (
        pytest.raises(ModelFileError, match="nada: no such folder"),
        open_workers(2, good.make(shipped), broken) as label,
    ):
        list(label(batches(3)))
    texts: list[str] = [3]  # type: ignore[list-item]
    batch = Batch("a.txt", Records(("text",), [["3"]]), [1])
    with (
        pytest.raises(ValueError, match="text 0: expected str, got int"),
        open_workers(2, good.make(shipped), good) as label,
    ):
        list(label(iter([(batch, texts)])))


def test_a_process_that_ends_is_an_error(shipped: Labeller) -> None:
    good = Recipe(load_model, "sentence", explain=False, abstain=False)
    bad = Recipe(partial(os._exit, 1), "sentence", explain=False, abstain=False)
    with (
        pytest.raises(ParameterError, match="--workers: a process ended before its time"),
        open_workers(2, good.make(shipped), bad) as label,
    ):
        list(label(batches(3)))


def children(pid: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_processes_end_with_the_one_that_started_them(how: int, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("Firman un tratado.\n" * 400_000, encoding="utf-8")
    command = [GEOCLF, "predict", "in.txt", "-o", "out.jsonl", "--workers", "2", "--batch-size", "100"]
    process = subprocess.Popen(
        [*command, "--checkpoint", "0"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while process.poll() is None and not (tmp_path / "out.jsonl.partial.json").exists():
        time.sleep(0.01)
    own = children(process.pid)
    assert len(own) >= 2
    # As a terminal does it: an interrupt goes to all of them.
    (os.killpg if how == signal.SIGINT else os.kill)(process.pid, how)
    _, told = process.communicate(timeout=60)
    assert process.returncode == (130 if how == signal.SIGINT else -how)
    assert "Traceback" not in told
    deadline = time.monotonic() + 30
    while any(map(is_running, own)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(is_running, own))
