"""Measurements in processes of their own, one at a time, the peers in turns."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.data import Split, sample, shuffled, write_texts
from benchmarks.peers import PEERS, Geoclf

__all__ = ["FLOOR", "ROOT", "Bench", "Record", "in_turns", "run_worker", "seconds_of"]

ROOT = Path(__file__).parents[1]
FLOOR = "import numpy"
"""What a cold start is compared with."""

Record = dict[str, Any]
"""One measurement, as it stands in the result files."""

_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "NUMEXPR_NUM_THREADS"),
    "1",
)
# Installed packages lie compiled on disk; so must geoclf in a checkout, or it is compiled at every start.
_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
_WARM_UP = 1000
_PROFILED = 10_000


class BenchmarkError(RuntimeError):
    """A process that measures has failed."""


def in_turns(names: Sequence[str], n_rounds: int, *, seed: int) -> Iterator[tuple[int, str]]:
    """Yield (round, name): every name once a round, in an order of the round's own.

    Examples
    --------
    >>> [number for number, _ in in_turns(["a", "b"], 2, seed=0)]
    [0, 0, 1, 1]
    """
    rng = random.Random(seed)
    for number in range(n_rounds):
        for name in rng.sample(list(names), len(names)):
            yield number, name


def run_worker(task: str, peer: str, *paths: Path) -> Record:
    """Return what a process of its own says of one task; see `benchmarks.worker`.

    Raises
    ------
    BenchmarkError
        If it fails; the message is the end of what it wrote.
    """
    extra = PEERS[peer].environment if task == "train" else {}
    command = [sys.executable, "-m", "benchmarks.worker", task, peer, *map(str, paths)]
    done = _run(command, {**_ONE_THREAD, **extra})
    found: Record = json.loads(done.stdout.splitlines()[-1])
    return found


def seconds_of(command: Sequence[str], environment: dict[str, str] | None = None) -> float:
    """Return how long a command takes, from before its start to after its end."""
    start = time.perf_counter()
    _run(command, environment or {})
    return time.perf_counter() - start


def _run(command: Sequence[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **_COMPILED, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchmarkError(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr[-2000:]}")
    return done


@dataclass(frozen=True)
class Bench:
    """The texts in files, the folders of trained models, and what is measured on them.

    Attributes
    ----------
    folder
        For files that go when the run is over.
    split
        The texts.
    peers
        Names of those that take part.
    seed
        For the order of peers and texts.
    """

    folder: Path
    split: Split
    peers: tuple[str, ...]
    seed: int

    def model(self, peer: str) -> Path:
        """Return the folder of a peer's model."""
        return self.folder / "models" / peer

    def training(self, n_rounds: int, n_texts: int | None) -> Iterator[Record]:
        """Train each peer in each round; the last model stays for all that follows."""
        data = sample(self.split.train, n_texts, seed=self.seed)
        file = write_texts(self.folder / "train.json", data.texts, data.targets)
        self.model("").mkdir(exist_ok=True)
        for number, peer in in_turns(self.peers, n_rounds, seed=self.seed):
            shutil.rmtree(self.model(peer), ignore_errors=True)
            yield {"round": number, "peer": peer, **run_worker("train", peer, self.model(peer), file)}

    def quality(self) -> Iterator[Record]:
        """Judge each peer on the held-out files."""
        files = self.held_out_files()
        for peer in self.peers:
            yield {"peer": peer, **run_worker("judge", peer, self.model(peer), *files)}

    def held_out_files(self) -> list[Path]:
        """Return the held-out texts, a file per writer."""
        return [
            write_texts(self.folder / f"held_out_{number}.json", part.texts, part.targets)
            for number, part in enumerate(self.split.held_out)
        ]

    def speed(self, n_rounds: int, call_size: int) -> Iterator[Record]:
        """Label calls of `call_size` texts; no text comes twice, as geoclf remembers words it has seen."""
        warm_up, *calls = self.call_files(call_size)
        for number, peer in in_turns(self.peers, n_rounds, seed=self.seed):
            found = run_worker("score", peer, self.model(peer), warm_up, *calls)
            yield {"round": number, "peer": peer, **found}

    def call_files(self, call_size: int) -> list[Path]:
        """Return a file of texts to warm up with, and as many whole calls as there are texts for."""
        texts = shuffled(
            [*self.split.train.texts, *(text for part in self.split.held_out for text in part.texts)],
            seed=self.seed,
        )
        starts = range(_WARM_UP, len(texts) - call_size + 1, call_size)
        parts = [texts[:_WARM_UP], *(texts[start : start + call_size] for start in starts)]
        return [write_texts(self.folder / f"call_{number}.json", part) for number, part in enumerate(parts)]

    def start(self, n_rounds: int) -> Iterator[Record]:
        """Label one sentence in a fresh process; beside the peers, a process that imports numpy alone."""
        for number, name in in_turns([*self.peers, FLOOR], n_rounds, seed=self.seed):
            began = time.perf_counter()
            if name == FLOOR:
                _run([sys.executable, "-c", FLOOR], _ONE_THREAD)
                found = {}
            else:
                found = run_worker("start", name, self.model(name))
            yield {"round": number, "peer": name, "seconds": time.perf_counter() - began, **found}

    def profile(self) -> Iterator[Record]:
        """Find out where geoclf spends its time."""
        warm_up, call, *_ = self.call_files(_PROFILED)
        yield run_worker("profile", Geoclf.name, self.model(Geoclf.name), warm_up, call)
