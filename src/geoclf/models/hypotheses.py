"""Hypotheses for zero-shot labelling: sentences that follow from a text exactly when it has a label."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geoclf.errors import DataError

__all__ = ["check_hypotheses", "read_hypotheses"]


def read_hypotheses(path: Path) -> dict[str, list[str]]:
    """Read a YAML file with a block `labels`: label name to a list of sentences, as `zeroshot.yaml` has it.

    Raises
    ------
    DataError
        If the file cannot be read or is not so built.
    """
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise DataError(f"{path}: cannot be read ({error}); expected a YAML file of hypotheses") from error
    if not isinstance(content, Mapping) or set(content) != {"labels"}:
        raise DataError(f"{path}: expected one block 'labels' with a list of sentences per label")
    return check_hypotheses(content["labels"], str(path))


def check_hypotheses(labels: Any, where: str) -> dict[str, list[str]]:  # noqa: ANN401 - from a file
    """Return hypotheses by label, checked.

    Raises
    ------
    DataError
        If a label has no list of non-empty sentences.

    Examples
    --------
    >>> check_hypotheses({"treaty": []}, "mine.yaml")
    Traceback (most recent call last):
    geoclf.errors.DataError: mine.yaml: treaty: expected a list of sentences, got []
    """
    if not isinstance(labels, Mapping) or not labels:
        raise DataError(f"{where}: expected label names with lists of sentences, got {labels!r}")
    for label, sentences in labels.items():
        fits = isinstance(label, str) and isinstance(sentences, list) and sentences
        if not fits or not all(isinstance(item, str) and item.strip() for item in sentences):
            raise DataError(f"{where}: {label}: expected a list of sentences, got {sentences!r}")
    return {label: list(sentences) for label, sentences in labels.items()}
