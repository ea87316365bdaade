"""The texts that are trained on, judged, and labelled for the clock."""

import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geoclf.corpus.examples import load_tier, tier_files
from geoclf.protocols import BoolArray
from geoclf.records import LabelledTexts
from geoclf.scheme.loading import load_scheme

__all__ = [
    "Split",
    "cut_texts",
    "load_split",
    "read_texts",
    "sample",
    "shuffled",
    "synthetic_labels",
    "write_texts",
]

_EVERY = 10
_WORD = re.compile(r"\w{5,}")


@dataclass(frozen=True)
class Split:
    """What is trained on, and the files that are judged; no writer stands on both sides."""

    train: LabelledTexts
    held_out: tuple[LabelledTexts, ...]


def load_split() -> Split:
    """Return the shipped tiers with every tenth file of `data/extended`, by name, held out.

    Examples
    --------
    >>> split = load_split()
    >>> any(set(split.train.groups) & set(part.groups) for part in split.held_out)
    False
    """
    everything = load_tier("all", load_scheme())
    rows = {key: row for row, key in enumerate(everything.ids)}
    parts = [
        [rows[json.loads(line)["id"]] for line in file.read_text(encoding="utf-8").splitlines()]
        for file in tier_files("extended")[_EVERY - 1 :: _EVERY]
    ]
    kept = np.setdiff1d(np.arange(len(everything)), np.concatenate(parts))
    return Split(everything.select(kept), tuple(everything.select(part) for part in parts))


def sample(data: LabelledTexts, n_texts: int | None, *, seed: int) -> LabelledTexts:
    """Return `n_texts` of the texts in random order; all when None or more than there are."""
    order = np.random.default_rng(seed).permutation(len(data))
    return data.select(order[:n_texts])


def shuffled(texts: Sequence[str], *, seed: int) -> list[str]:
    """Return the texts in random order."""
    return random.Random(seed).sample(list(texts), len(texts))


def cut_texts(words: Sequence[str], n_words: int) -> list[str]:
    """Return texts of so many words each; words that make no whole text are left out.

    Examples
    --------
    >>> cut_texts("Firman un tratado. Llueve hoy.".split(), 2)
    ['Firman un', 'tratado. Llueve']
    """
    starts = range(0, len(words) - n_words + 1, n_words)
    return [" ".join(words[start : start + n_words]) for start in starts]


def synthetic_labels(texts: Sequence[str], n_labels: int) -> BoolArray:
    """Return targets of shape (n_texts, n_labels): label k is on texts with the k-th most widespread word.

    Words count from five letters on, so that a label can be learnt but is none of grammar.
    """
    words = [set(_WORD.findall(text.lower())) for text in texts]
    spread = Counter(word for own in words for word in sorted(own))
    chosen = [word for word, _ in spread.most_common(n_labels)]
    return np.array([[word in own for word in chosen] for own in words], dtype=np.bool_)


def write_texts(file: Path, texts: Sequence[str], targets: BoolArray | None = None) -> Path:
    """Write texts, with their targets if given, for a process that measures; return `file`."""
    content = {"texts": list(texts), "targets": None if targets is None else targets.tolist()}
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def read_texts(file: Path) -> tuple[list[str], BoolArray]:
    """Return what `write_texts` wrote; without targets, an array without columns."""
    content = json.loads(file.read_text(encoding="utf-8"))
    texts: list[str] = content["texts"]
    return texts, np.array(content["targets"] or np.empty((len(texts), 0)), dtype=np.bool_)
