"""What the `data` group makes: texts to train on, and test sets to judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from geoclf.corpus.examples import load_tier, read_labelled_texts
from geoclf.errors import DataError
from geoclf.records import LabelledTexts, Tier
from geoclf.scheme.schema import Scheme

__all__ = ["ExperimentData", "load_file_data", "load_tier_data"]


@dataclass(frozen=True)
class ExperimentData:
    """What one experiment reads.

    Attributes
    ----------
    training
        Cross-validated, and trained on as a whole.
    train_with
        Trained on as well, never judged; None when there are none.
    test_sets
        Judged, never trained on.
    """

    training: LabelledTexts
    train_with: LabelledTexts | None
    test_sets: tuple[LabelledTexts, ...]

    @property
    def pool(self) -> LabelledTexts:
        """Everything that is trained on."""
        return self.training if self.train_with is None else self.training.joined(self.train_with)


def load_tier_data(
    *,
    tier: str,
    train_with: Sequence[Tier],
    leave_out: Sequence[str],
    test_sets: Mapping[str, str],
    scheme: Scheme,
) -> ExperimentData:
    """Read a tier that ships with geoclf.

    Parameters
    ----------
    tier
        "gold", "derived", "extended" or "all".
    train_with
        Tiers to train on as well, and never to judge by.
    leave_out
        Patterns of ids in `train_with` not to train on, such as "ext-w14-*".
    test_sets
        Name to path of further labelled texts.
    scheme
        The labels' scheme.

    Raises
    ------
    DataError
        If a file is missing or malformed, or a pattern fits no id.
    """
    return ExperimentData(
        load_tier(tier, scheme),
        _load_tiers(train_with, leave_out, scheme),
        _read_test_sets(test_sets, scheme),
    )


def load_file_data(
    *,
    path: str,
    name: str | None,
    train_with: Sequence[Tier],
    leave_out: Sequence[str],
    test_sets: Mapping[str, str],
    scheme: Scheme,
) -> ExperimentData:
    """Read a user's JSONL file, called `name` or, for None, as the file; else like `load_tier_data`."""
    file = Path(path).expanduser()
    return ExperimentData(
        read_labelled_texts(file, scheme, name or file.stem),
        _load_tiers(train_with, leave_out, scheme),
        _read_test_sets(test_sets, scheme),
    )


def _load_tiers(tiers: Sequence[Tier], leave_out: Sequence[str], scheme: Scheme) -> LabelledTexts | None:
    if not tiers:
        if leave_out:
            raise DataError(
                f"data.leave_out: there is nothing to leave {leave_out[0]!r} out of; "
                "name tiers in data.train_with"
            )
        return None
    first, *others = (load_tier(tier, scheme) for tier in tiers)
    texts = first.joined(*others)
    left_out: set[str] = set()
    for pattern in leave_out:
        fitting = {key for key in texts.ids if fnmatchcase(key, pattern)}
        if not fitting:
            raise DataError(
                f"data.leave_out: {pattern!r} fits no id in {texts.name}; ids are like {texts.ids[0]!r}"
            )
        left_out |= fitting
    if len(left_out) == len(texts):
        raise DataError(f"data.leave_out: nothing is left of {texts.name}")
    return texts.select([row for row, key in enumerate(texts.ids) if key not in left_out])


def _read_test_sets(paths: Mapping[str, str], scheme: Scheme) -> tuple[LabelledTexts, ...]:
    return tuple(read_labelled_texts(Path(path).expanduser(), scheme, name) for name, path in paths.items())
