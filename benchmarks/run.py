"""Measure geoclf and its peers: `make bench`, or `make bench-quick` for a first look.

Exit status 1 when geoclf has fallen under a bound of `benchmarks/bounds.json`.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import grow
from benchmarks.bounds import broken_bounds
from benchmarks.data import load_split
from benchmarks.facts import read_facts
from benchmarks.measure import ROOT, Bench, Record
from benchmarks.peers import PEERS
from benchmarks.report import write_page, write_results
from benchmarks.summary import REFERENCE
from benchmarks.tables import peers_table, start_table

__all__ = ["main"]


@dataclass(frozen=True)
class Extent:
    """How much is measured.

    Attributes
    ----------
    train_texts
        Training texts; None for all.
    train_rounds, rounds
        Rounds of training, and of all else that is repeated.
    call_size
        Texts in a call.
    words, total_words
        Lengths of texts, and how many words each length is measured on.
    labels, label_texts
        Numbers of labels, and on how many texts they are trained.
    corpus
        Numbers of training texts.
    workers, rows
        Numbers of processes, and the rows they label.
    """

    train_texts: int | None
    train_rounds: int
    rounds: int
    call_size: int
    words: tuple[int, ...]
    total_words: int
    labels: tuple[int, ...]
    label_texts: int
    corpus: tuple[int, ...]
    workers: tuple[int, ...]
    rows: int


FULL = Extent(
    train_texts=None,
    train_rounds=2,
    rounds=5,
    call_size=10_000,
    words=(10, 30, 100, 300, 1000, 5000),
    total_words=50_000,
    labels=(4, 40, 400),
    label_texts=2_000,
    corpus=(1_000, 3_000, 10_000, 30_000),
    workers=(1, 2, 4),
    rows=100_000,
)
QUICK = Extent(
    train_texts=3_000,
    train_rounds=1,
    rounds=3,
    call_size=3_000,
    words=(10, 100, 1000, 5000),
    total_words=10_000,
    labels=(4, 40),
    label_texts=500,
    corpus=(500, 2_000),
    workers=(1, 2),
    rows=10_000,
)


def main() -> None:
    """Measure, print tables, write results; see `--help`."""
    arguments = _arguments()
    peers = tuple(dict.fromkeys([REFERENCE, *arguments.peers]))
    _check_installed(peers)
    extent = QUICK if arguments.quick else FULL
    facts = {**read_facts(), "command": arguments.command, "run": _described(extent)}
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        results = _measure(Bench(Path(folder), load_split(), peers, seed=arguments.seed), extent)
    facts["load_at_end"] = [round(load, 2) for load in os.getloadavg()]
    facts["minutes"] = round((time.perf_counter() - started) / 60, 1)
    write_results(arguments.results, facts, results)
    if arguments.page is not None:
        write_page(arguments.results, arguments.page)
    print(f"\n{peers_table(results)}\n\n{start_table(results)}\n\n{facts['minutes']} minutes")
    if broken := broken_bounds(results["speed"]):
        sys.exit("\n".join(broken))


def _measure(bench: Bench, extent: Extent) -> dict[str, list[Record]]:
    """Return the records of each kind of measurement."""
    steps: dict[str, Iterable[Record]] = {
        "training": bench.training(extent.train_rounds, extent.train_texts),
        "quality": bench.quality(),
        "speed": bench.speed(extent.rounds, extent.call_size),
        "start": bench.start(extent.rounds),
        "lengths": grow.lengths(bench, extent.words, extent.total_words, extent.rounds),
        "labels": grow.labels(bench, extent.labels, extent.label_texts, extent.call_size),
        "corpus": grow.corpus(bench, extent.corpus),
        "workers": grow.workers(bench, extent.workers, extent.rows, extent.rounds),
        "profile": bench.profile(),
    }
    return {name: list(_shown(name, records)) for name, records in steps.items()}


def _shown(name: str, records: Iterable[Record]) -> Iterable[Record]:
    """Yield the records, and print their plain values as they come."""
    began = time.perf_counter()
    for record in records:
        values = ", ".join(
            f"{key} {value:.4g}" if isinstance(value, float) else f"{key} {value}"
            for key, value in record.items()
            if isinstance(value, str | int | float)
        )
        print(f"{name}: {values}", flush=True)
        yield record
    print(f"{name}: done in {time.perf_counter() - began:.0f} s", flush=True)


def _described(extent: Extent) -> str:
    texts = "all training texts" if extent.train_texts is None else f"{extent.train_texts:,} training texts"
    return (
        f"{extent.rounds} rounds, {extent.train_rounds} of training; {texts}; "
        f"calls of {extent.call_size:,} sentences."
    )


def _check_installed(peers: Iterable[str]) -> None:
    if missing := sorted({PEERS[peer].requires for peer in peers if not find_spec(PEERS[peer].requires)}):
        sys.exit(f"not installed: {', '.join(missing)}; run make env-peers, or leave peers out with --peers")


def _arguments() -> Any:  # noqa: ANN401 - argparse's namespace
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small texts and few rounds: about 3 minutes")
    parser.add_argument("--peers", nargs="+", choices=list(PEERS), default=list(PEERS), help="beside geoclf")
    parser.add_argument("--seed", type=int, default=0, help="for the order of texts and peers")
    parser.add_argument("--results", type=Path, default=ROOT / "outputs" / "bench", help="folder to write to")
    parser.add_argument("--page", type=Path, help="page to write from the results, with its figures")
    arguments = parser.parse_args()
    # Without its paths, which tell of the machine and not of what was measured.
    options = [*["--quick"] * arguments.quick, *[f"--seed {arguments.seed}"] * (arguments.seed != 0)]
    arguments.command = " ".join(["python -m benchmarks.run", *options])
    return arguments


if __name__ == "__main__":
    main()
