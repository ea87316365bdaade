"""The shipped tiers as `datasets` objects: in memory, and the same columns that the data card declares."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from datasets import Dataset, DatasetDict, Features, List, Value

from geoclf.corpus.examples import example_to_json, read_tier, select_tiers
from geoclf.records import Tier
from geoclf.scheme.loading import load_scheme

__all__ = ["example_features", "load_dataset_dict", "load_examples"]


def example_features(readers: Iterable[str]) -> Features:
    """Return the columns of a tier whose examples were read by `readers`.

    Labels are names, not numbers, so that a column means the same under every version of a scheme.

    Examples
    --------
    >>> example_features(["reader_a"])["annotators"]
    {'reader_a': List(Value('string'))}
    """
    text, number = Value("string"), Value("int64")
    return Features(
        {
            "id": text,
            "text": text,
            "labels": List(text),
            "tier": text,
            "group": text,
            "derived_from": text,
            "source": {"seed": text, "start": number, "end": number},
            "annotators": {reader: List(text) for reader in sorted(set(readers))},
            "status": List(text),
            "evidence": List({"start": number, "end": number, "label": text}),
            "scheme_version": text,
            "note": text,
        }
    )


def load_examples(tier: str = "gold", *, data_dir: Path | None = None) -> Dataset:
    """Return one tier as a `datasets.Dataset`, in memory: nothing is written to any cache.

    Parameters
    ----------
    tier
        "gold" (sentences of the seed articles), "derived" (rewritten from gold), "extended" (written for
        the scheme) or "all".
    data_dir
        The folder of the tiers; None stands for the one that ships with geoclf.

    Returns
    -------
    datasets.Dataset
        One row per example, columns as in `example_features`. A reader who did not see an example has None.

    Raises
    ------
    DataError
        If there is no such tier, or a line of it is wrong.

    Examples
    --------
    >>> load_examples("gold").column_names[:3]
    ['id', 'text', 'labels']
    >>> load_examples("silver")
    Traceback (most recent call last):
    geoclf.errors.DataError: no tier 'silver'; expected "gold", "derived", "extended" or "all"
    """
    chosen = select_tiers(tier, data_dir)
    by_tier = _rows_by_tier(data_dir)
    return _to_dataset([row for name in chosen for row in by_tier[name]], by_tier)


def load_dataset_dict(*, data_dir: Path | None = None) -> DatasetDict:
    """Return every tier on disk as one split of a `datasets.DatasetDict`; errors as for `load_examples`.

    `datasets.load_dataset` on the folder of the tiers gives the same, by the header of its data card.
    """
    by_tier = _rows_by_tier(data_dir)
    return DatasetDict({name: _to_dataset(rows, by_tier) for name, rows in by_tier.items()})


def _rows_by_tier(data_dir: Path | None) -> dict[Tier, list[dict[str, Any]]]:
    by_tier: dict[Tier, list[dict[str, Any]]] = {name: [] for name in select_tiers("all", data_dir)}
    for example in read_tier("all", load_scheme(), data_dir):
        by_tier[example.tier].append(example_to_json(example))
    return by_tier


def _to_dataset(rows: list[dict[str, Any]], by_tier: Mapping[Tier, list[dict[str, Any]]]) -> Dataset:
    # All tiers get the columns of all readers: only then can one tier be appended to another.
    readers = (reader for tier in by_tier.values() for row in tier for reader in row["annotators"])
    return Dataset.from_list(rows, features=example_features(readers))
