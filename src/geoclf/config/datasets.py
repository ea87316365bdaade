"""What the `data` group makes: texts to train on, and test sets to judge."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from geoclf.corpus.examples import load_tier, read_labelled_texts
from geoclf.records import LabelledTexts
from geoclf.scheme.schema import Scheme

__all__ = ["ExperimentData", "load_file_data", "load_tier_data"]


@dataclass(frozen=True)
class ExperimentData:
    """What one experiment reads.

    Attributes
    ----------
    training
        Cross-validated, and trained on as a whole.
    test_sets
        Judged, never trained on.
    """

    training: LabelledTexts
    test_sets: tuple[LabelledTexts, ...]


def load_tier_data(*, tier: str, test_sets: Mapping[str, str], scheme: Scheme) -> ExperimentData:
    """Read a tier that ships with geoclf.

    Parameters
    ----------
    tier
        "gold", "derived", "extended" or "all".
    test_sets
        Name to path of further labelled texts.
    scheme
        The labels' scheme.

    Raises
    ------
    DataError
        If a file is missing or malformed.
    """
    return ExperimentData(load_tier(tier, scheme), _read_test_sets(test_sets, scheme))


def load_file_data(
    *, path: str, name: str | None, test_sets: Mapping[str, str], scheme: Scheme
) -> ExperimentData:
    """Read a user's JSONL file, called `name` or, for None, as the file; else like `load_tier_data`."""
    file = Path(path).expanduser()
    return ExperimentData(
        read_labelled_texts(file, scheme, name or file.stem), _read_test_sets(test_sets, scheme)
    )


def _read_test_sets(paths: Mapping[str, str], scheme: Scheme) -> tuple[LabelledTexts, ...]:
    return tuple(read_labelled_texts(Path(path).expanduser(), scheme, name) for name, path in paths.items())
