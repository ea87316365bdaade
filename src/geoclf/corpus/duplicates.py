"""Texts that say the same in almost the same words."""

import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from geoclf.errors import ParameterError

__all__ = ["NEAR_DUPLICATE", "Pair", "first_equals", "fold", "near_duplicates"]

NEAR_DUPLICATE = 0.7
"""The similarity from which on two sentences count as one wherever a split or a check must decide."""

_SHINGLE = 5
_PERMUTATIONS = 128
_SEED = 1
_RECALL = 0.999


class Pair(NamedTuple):
    """Two near-duplicates, as indices into the list of texts; `first` < `second`."""

    first: int
    second: int
    similarity: float


def fold(text: str) -> str:
    """Return `text` without case, accents and punctuation, words separated by one space.

    Examples
    --------
    >>> fold("«¡Más SANCIONES!», pidió Kiev")
    'mas sanciones pidio kiev'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def first_equals(texts: Sequence[str]) -> list[int]:
    """Return for each text the index of the first one that is equal to it once both are folded.

    A text without letters and digits is equal to none but itself.

    Examples
    --------
    >>> first_equals(["Más sanciones", "¡MAS SANCIONES!", "...", "..."])
    [0, 0, 2, 3]
    """
    first: dict[str, int] = {}
    folded = map(fold, texts)
    return [first.setdefault(words, index) if words else index for index, words in enumerate(folded)]


def near_duplicates(texts: Sequence[str], *, threshold: float) -> list[Pair]:
    """Return the pairs of texts whose similarity is at least `threshold`; the first of equal texts for all.

    The similarity of two texts is the Jaccard index of their sets of five-character sequences, case, accents
    and punctuation dropped. Candidates come from locality-sensitive hashing, tuned so that a pair right at
    the threshold is missed with a probability below 0.001, and a pair above it even less often; each
    candidate is then compared exactly, so no pair below the threshold is returned. A text without letters
    and digits has no near-duplicates.

    Of texts that are equal once folded, only the first is compared with other texts, and the later ones are
    paired with it alone: 3,000 copies of a text make 2,999 pairs. `first_equals` says who stands for whom.

    Parameters
    ----------
    texts
        Any texts; 20,000 different sentences of 30 words take about 11 s. The time grows further with the
        number of pairs there are.
    threshold
        In (0, 1].

    Returns
    -------
    list of Pair
        Sorted; the same for the same texts on every run.

    Raises
    ------
    ParameterError
        If `threshold` is not in (0, 1].

    Examples
    --------
    >>> texts = ["Japón envió mantas a Ucrania", "Firman un tratado", "¡Japón envio mantas a Ucrania!"]
    >>> near_duplicates(texts, threshold=0.7)
    [Pair(first=0, second=2, similarity=1.0)]
    >>> near_duplicates(texts, threshold=0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: threshold: expected a number in (0, 1], got 0
    """
    if not 0 < threshold <= 1:
        raise ParameterError(f"threshold: expected a number in (0, 1], got {threshold!r}")
    firsts = first_equals(texts)
    pairs = [Pair(first, later, 1.0) for later, first in enumerate(firsts) if first != later]
    shingles = {index: _shingles(fold(texts[index])) for index in sorted(set(firsts))}
    for first, second in _candidates(shingles, threshold):
        similarity = _jaccard(shingles[first], shingles[second])
        if similarity >= threshold:
            pairs.append(Pair(first, second, similarity))
    return sorted(pairs)


def _shingles(folded: str) -> frozenset[str]:
    """Return the five-character sequences of `folded`; a shorter text is its own only one."""
    last = max(len(folded) - _SHINGLE, 0)
    return frozenset(folded[i : i + _SHINGLE] for i in range(last + 1)) if folded else frozenset()


def _jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    shared = len(first & second)
    return shared / (len(first) + len(second) - shared)


def _candidates(shingles: Mapping[int, frozenset[str]], threshold: float) -> Iterator[tuple[int, int]]:
    """Yield each pair of indices that shares a band of the hash signature, once."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(num_perm=_PERMUTATIONS, params=_bands(threshold))
    empty = MinHash(num_perm=_PERMUTATIONS, seed=_SEED, hashfunc=zlib.crc32)
    for second, text in shingles.items():
        if not text:
            continue
        signature = empty.copy()
        signature.update_batch([shingle.encode("utf-8", errors="surrogatepass") for shingle in text])
        for first in index.query(signature):
            yield first, second
        index.insert(second, signature)


def _bands(threshold: float) -> tuple[int, int]:
    """Return number and width of the widest bands that find a pair at `threshold` often enough.

    Wider bands mean fewer candidates to compare; two texts of similarity s share a band of width r with
    probability s**r.
    """
    for width in range(_PERMUTATIONS // 2, 1, -1):
        number = _PERMUTATIONS // width
        if 1 - (1 - threshold**width) ** number >= _RECALL:
            return number, width
    return _PERMUTATIONS, 1
