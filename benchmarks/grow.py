"""How cost grows: with the length of texts, the number of labels, the training texts, the processes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.data import cut_texts, sample, shuffled, synthetic_labels, write_texts
from benchmarks.measure import Bench, Record, in_turns, run_worker, seconds_of

__all__ = ["GROWN", "corpus", "labels", "lengths", "workers"]

GROWN = ("geoclf", "sklearn_union", "fasttext_chars", "spacy")
"""The peers whose growth is measured: one of each package."""

# Training it takes ten times as long for ten times the labels: minutes.
_FEW_LABELS = "spacy"


def lengths(bench: Bench, n_words: Sequence[int], total_words: int, n_rounds: int) -> Iterator[Record]:
    """Label texts of so many words each, as many texts as make `total_words`; each length has its own."""
    sentences = shuffled(bench.split.train.texts, seed=bench.seed)
    words = " ".join(sentences).split()
    warm_up = write_texts(bench.folder / "words_0.json", cut_texts(words[:total_words], 20))
    n_texts, files = [], []
    for number, n in enumerate(n_words, start=1):
        texts = cut_texts(words[number * total_words : (number + 1) * total_words], n)
        n_texts.append(len(texts))
        files.append(write_texts(bench.folder / f"words_{n}.json", texts))
    for number, peer in in_turns(_grown(bench), n_rounds, seed=bench.seed):
        spent = run_worker("score_each", peer, bench.model(peer), warm_up, *files)["cpu_seconds"]
        for n, count, seconds in zip(n_words, n_texts, spent, strict=True):
            yield {"round": number, "peer": peer, "words": n, "n_texts": count, "cpu_seconds": seconds}


def labels(bench: Bench, n_labels: Sequence[int], n_texts: int, call_size: int) -> Iterator[Record]:
    """Train and label with so many synthetic labels, on `n_texts` texts."""
    texts = sample(bench.split.train, n_texts, seed=bench.seed).texts
    warm_up, call, *_ = bench.call_files(call_size)
    peers = [peer for peer in _grown(bench) if peer != _FEW_LABELS]
    for n in n_labels:
        data = write_texts(bench.folder / f"labels_{n}.json", texts, synthetic_labels(texts, n))
        for _, peer in in_turns(peers, 1, seed=bench.seed):
            folder = bench.folder / f"labels_{n}_{peer}"
            trained = run_worker("train", peer, folder, data)
            [seconds] = run_worker("score_each", peer, folder, warm_up, call)["cpu_seconds"]
            yield {
                "peer": peer,
                "labels": n,
                "n_texts": len(texts),
                "training_cpu_seconds": trained["cpu_seconds"],
                "sentences_per_second": call_size / seconds,
                "model_mb": trained["model_mb"],
            }


def corpus(bench: Bench, n_texts: Sequence[int]) -> Iterator[Record]:
    """Train on so many texts, and judge."""
    held_out = bench.held_out_files()
    for n in n_texts:
        data = sample(bench.split.train, n, seed=bench.seed)
        file = write_texts(bench.folder / f"corpus_{n}.json", data.texts, data.targets)
        for _, peer in in_turns(_grown(bench), 1, seed=bench.seed):
            folder = bench.folder / f"corpus_{n}_{peer}"
            trained = run_worker("train", peer, folder, file)
            judged = run_worker("judge", peer, folder, *held_out)
            yield {
                "peer": peer,
                "n_texts": len(data),
                "cpu_seconds": trained["cpu_seconds"],
                "peak_mb": trained["peak_mb"],
                "macro_average_precision": judged["macro_average_precision"],
            }


def workers(bench: Bench, n_workers: Sequence[int], n_rows: int, n_rounds: int) -> Iterator[Record]:
    """Label a file of `n_rows` sentences by `geoclf predict --workers`; a reason where that is not to be."""
    if "--workers" not in _geoclf("predict", "--help"):
        yield {"skipped": "geoclf predict has no option --workers"}
        return
    source = bench.folder / "rows.jsonl"
    texts = bench.split.train.texts
    with source.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"text": texts[i % len(texts)]}) + "\n" for i in range(n_rows))
    for number, name in in_turns([str(n) for n in n_workers], n_rounds, seed=bench.seed):
        output = bench.folder / "rows.out.jsonl"
        command = ["predict", str(source), "-o", str(output), "--overwrite", "--workers", name]
        seconds = seconds_of([*_COMMAND, *command], {"OMP_NUM_THREADS": "1"})
        _check_rows(output, n_rows)
        yield {"round": number, "workers": int(name), "n_rows": n_rows, "seconds": seconds}


_COMMAND = [str(Path(sys.executable).with_name("geoclf"))]


def _geoclf(*arguments: str) -> str:
    done = subprocess.run([*_COMMAND, *arguments], capture_output=True, text=True, check=True, env=os.environ)
    return done.stdout


def _check_rows(output: Path, n_rows: int) -> None:
    with output.open(encoding="utf-8") as file:
        found = sum(1 for _ in file)
    if found != n_rows:
        raise RuntimeError(f"geoclf predict: expected {n_rows} rows, got {found}")


def _grown(bench: Bench) -> list[str]:
    return [peer for peer in GROWN if peer in bench.peers]
