"""What the writer of each file of written sentences was asked for."""

from collections.abc import Mapping
from pathlib import Path

from geoclf.corpus.line_schema import Line, read_typed

__all__ = ["BRIEFS", "Brief", "read_briefs"]

BRIEFS = "briefs.jsonl"
"""File of the briefs, beside the folders of the tiers."""


class Brief(Line):
    """What one file was written to; `id` is the file's name without its ending.

    `kind` says how: "mixed" (all labels, hard negatives and ordinary news), "negatives" (no label at all),
    "contrast" (the same story and words with and without the act), "articles" (whole articles, most
    sentences without a label), "combinations" (several labels), "plain words" (the everyday words of the
    press, with the act and without), "model in the loop" (aimed at what the classifier of the day got wrong),
    "rewrites" (of gold sentences).
    """

    tier: str
    kind: str
    brief: str


def read_briefs(data_dir: Path) -> Mapping[str, Brief]:
    """Return the briefs under `data_dir` by file name without ending, empty when there is no such file.

    Raises
    ------
    DataError
        If a line is malformed or an id stands twice.
    """
    path = data_dir / BRIEFS
    return {line.id: line for _, line in read_typed(path, Brief)} if path.is_file() else {}
