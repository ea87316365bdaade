"""What runs in a process of its own: one task for one peer, its result as a line of JSON.

python -m benchmarks.worker TASK PEER MODEL_FOLDER [FILE ...]
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.peer import Peer
from benchmarks.peers import PEERS

__all__ = ["main"]

_SENTENCE = "Ambos países ratificaron el tratado de defensa mutua que habían firmado en junio."
# A task that labels for the clock goes on to the next file until this much time has gone by.
_ENOUGH = 1.0
_Row = dict[str, Any]


class Stopwatch:
    """Seconds by the clock and of the processor since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter(), time.process_time()

    def read(self) -> _Row:
        """Return both."""
        clock, processor = self._start
        return {"seconds": time.perf_counter() - clock, "cpu_seconds": time.process_time() - processor}


def train(peer: type[Peer], folder: Path, data: Path) -> _Row:
    """Train on `data` and save; imports and saving do not count."""
    from benchmarks.data import read_texts

    texts, targets = read_texts(data)
    model = peer.untrained()
    watch = Stopwatch()
    model.fit(texts, targets)
    spent = watch.read()
    peak = _peak_mb()
    model.save(folder)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {**spent, "peak_mb": peak, "model_mb": size / 1e6, "n_texts": len(texts)}


def judge(peer: type[Peer], folder: Path, *parts: Path) -> _Row:
    """Return the quality on the texts of all `parts`; thresholds of a part come from the others."""
    from benchmarks.data import read_texts
    from benchmarks.quality import Judged, quality

    model = peer.load(folder)
    judged = []
    for part in parts:
        texts, targets = read_texts(part)
        judged.append(Judged(targets, model.scores(texts)))
    return quality(judged)


def score(peer: type[Peer], folder: Path, warm_up: Path, *files: Path) -> _Row:
    """Return the time of one call per file, after one for `warm_up`; files are left out after a second."""
    from benchmarks.data import read_texts

    model = peer.load(folder)
    model.scores(read_texts(warm_up)[0])
    calls: list[_Row] = []
    for file in files:
        texts, _ = read_texts(file)
        watch = Stopwatch()
        model.scores(texts)
        calls.append({"n_texts": len(texts), **watch.read()})
        if sum(call["seconds"] for call in calls) > _ENOUGH:
            break
    return {"calls": calls, **{key: sum(call[key] for call in calls) for key in calls[0]}}


def score_each(peer: type[Peer], folder: Path, warm_up: Path, *files: Path) -> _Row:
    """Return the processor time of one call for each file, after one for `warm_up`."""
    from benchmarks.data import read_texts

    model = peer.load(folder)
    model.scores(read_texts(warm_up)[0])
    found = []
    for file in files:
        texts, _ = read_texts(file)
        watch = Stopwatch()
        model.scores(texts)
        found.append(watch.read()["cpu_seconds"])
    return {"cpu_seconds": found}


def start(peer: type[Peer], folder: Path) -> _Row:
    """Label one sentence, as a program does that has just been started."""
    peer.load(folder).scores([_SENTENCE])
    return {"peak_mb": _peak_mb()}


def profile(peer: type[Peer], folder: Path, warm_up: Path, data: Path) -> _Row:
    """Return the functions in which a call spends its time."""
    from benchmarks.data import read_texts
    from benchmarks.hotspots import profiled

    model = peer.load(folder)
    model.scores(read_texts(warm_up)[0])
    texts, _ = read_texts(data)
    return profiled(lambda: model.scores(texts))


def _peak_mb() -> float:
    """Return the most memory this process has held, in millions of bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # Unlike getrusage, it does not count the process that this one was forked from.
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024 / 1e6
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # bytes on macOS


_TASKS: dict[str, Callable[..., _Row]] = {
    task.__name__: task for task in (train, judge, score, score_each, start, profile)
}


def main() -> None:
    """Do the task on the command line."""
    task, peer, *paths = sys.argv[1:]
    print(json.dumps(_TASKS[task](PEERS[peer], *map(Path, paths))))


if __name__ == "__main__":
    main()
