"""Adding labels to rows: the step between reading and writing."""

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import compress, islice
from typing import Any

import numpy as np

from geoclf.classifier.labeller import Labeller
from geoclf.errors import DataError
from geoclf.jsonl import dump_line
from geoclf.prediction.batch import DECIMALS, Added, BadRow, Batch, Layout, Nested, Reader, Writer
from geoclf.prediction.counts import Counts
from geoclf.prediction.levels import Level, Outcome
from geoclf.prediction.partial import Reached
from geoclf.prediction.rows import MISSING, Records
from geoclf.prediction.streams import Sink
from geoclf.protocols import BoolArray

__all__ = ["LabelTexts", "Labelling", "make_layout"]

LabelTexts = Callable[[Iterator[tuple[Batch, list[str]]]], Iterator[tuple[Batch, Outcome]]]
"""Says what is said of the texts of each batch, in the order they came."""

# Columns that a message names.
_MOST_NAMES = 30


def make_layout(
    reader: Reader, classifier: Labeller, level: Level, *, prefix: str, probabilities: bool, abstain: bool
) -> Layout:
    """Return the columns that labelling adds to those of `reader`.

    Parameters
    ----------
    reader
        Where the rows come from.
    classifier
        Whose labels they get.
    level
        What is said of a row.
    prefix
        Set before the names of all added columns.
    probabilities
        Whether there is a column per label besides the column of labels.
    abstain
        Whether there is a column of the labels that a person should decide.

    Raises
    ------
    DataError
        If the input has a column of that name already.
    """
    layout = Layout(
        columns=reader.columns,
        labels=f"{prefix}labels",
        proba=tuple(f"{prefix}proba_{label}" for label in classifier.labels) if probabilities else (),
        review=f"{prefix}review" if abstain else None,
        nested=tuple(Nested(f"{prefix}{name}", fields) for name, fields in level.nested.items()),
        schema=reader.schema,
    )
    if reader.columns is not None and (clash := _clash(reader.columns, layout)):
        raise DataError(f"{reader.source}: {clash}")
    return layout


@dataclass(frozen=True)
class Labelling:
    """Reads all rows, has them labelled, and writes them.

    Attributes
    ----------
    reader, writer
        Where rows come from and go to.
    layout
        The columns.
    labels
        The names of the labels.
    text_column
        The column that holds the texts.
    batch_size
        Most rows of a batch.
    bad_rows
        Takes a JSON line per row that cannot be labelled; None to stop at the first.
    """

    reader: Reader
    writer: Writer
    layout: Layout
    labels: tuple[str, ...]
    text_column: str
    batch_size: int
    bad_rows: Sink | None

    def run(
        self, label: LabelTexts, *, start: Reached | None, after: Callable[[Reached, int], object]
    ) -> Counts:
        """Label all rows, or those after `start`.

        Parameters
        ----------
        label
            Says what is said of the texts of each batch.
        start
            What an earlier run had done, which is read again and left out.
        after
            Called after each batch with how far it is and the rows it took.

        Raises
        ------
        DataError
            If no row of the first batch has the column of texts, or each has an added one; if a row cannot be
            labelled and bad rows are not asked for, with its place; or if what was done before `start` is not
            what it was.
        """
        if self.reader.columns:
            self._check_header(self.reader.columns)
        batches = self._checked(self.reader.batches(self.batch_size))
        begun = start is not None and self._skip(batches, start)
        reached = Reached(0, 0, self._none()) if start is None else start
        for batch, outcome in label(batches):
            if len(batch.rows):
                if not begun:
                    self.writer.begin(batch, header=True)
                    begun = True
                self.writer.write(batch, _added(outcome, self.labels, self.layout))
            if self.bad_rows is not None and batch.bad:
                self.bad_rows.write(b"".join(_bad_line(batch, bad) for bad in batch.bad))
            reached = Reached(
                reached.n_batches + 1,
                zlib.crc32(batch.content(), reached.checksum),
                reached.counts.plus(outcome, len(batch.bad)),
            )
            after(reached, len(batch.rows) + len(batch.bad))
        if not begun:
            self.writer.begin(Batch("", Records(self.reader.columns or (), []), []), header=True)
        self.writer.close()
        return reached.counts

    def _none(self) -> Counts:
        return Counts(0, dict.fromkeys(self.labels, 0), None if self.layout.review is None else 0)

    def _skip(self, batches: Iterable[tuple[Batch, Any]], start: Reached) -> bool:
        """Read what is done already; return whether there was a row for the writer to begin with."""
        begun, checksum = False, 0
        for batch, _ in islice(batches, start.n_batches):
            if len(batch.rows) and not begun:
                self.writer.begin(batch, header=False)
                begun = True
            checksum = zlib.crc32(batch.content(), checksum)
        if checksum != start.checksum:
            raise DataError(
                f"the input is not the one that was labelled so far: its first {start.counts.n_rows} rows "
                "differ; give the same, or pass --overwrite and not --resume to start again"
            )
        return begun

    def _checked(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, list[str]]]:
        """Yield each batch without the rows that have no text, and the texts of the others."""
        is_first = True
        for batch in batches:
            texts = batch.rows.column(self.text_column)
            if texts and is_first:
                self._check_first(batch, texts)
                is_first = False
            faults = self._faults(batch, texts)
            usable = batch.without(faults) if faults else batch
            if usable.bad and self.bad_rows is None:
                raise DataError(
                    f"{batch.place_of(usable.bad[0].number)}: {usable.bad[0].reason}; or go on without such "
                    "rows and list them with --bad-rows FILE"
                )
            yield usable, [text for i, text in enumerate(texts) if i not in faults] if faults else texts

    def _faults(self, batch: Batch, texts: list[Any]) -> dict[int, BadRow]:
        reasons = {}
        if not set(map(type, texts)) <= {str}:
            reasons = {
                i: self._unfit(batch, i, text) for i, text in enumerate(texts) if type(text) is not str
            }
        if self.layout.columns is None:
            # All at once first: it is rare.
            added = frozenset(self.layout.added)
            clashing = () if added.isdisjoint(set().union(*batch.rows)) else enumerate(batch.rows)
            reasons |= {i: _clash(row, self.layout) for i, row in clashing if not added.isdisjoint(row)}
        numbers = batch.numbers
        return {i: BadRow(numbers[i], reason, batch.rows.original(i)) for i, reason in reasons.items()}

    def _unfit(self, batch: Batch, index: int, text: object) -> str:
        if text is MISSING:
            return _no_text(batch.rows[index], self.text_column)
        came = "null" if text is None else f"{type(text).__name__} ({str(text)[:40]!r})"
        return f'expected a string in column {self.text_column!r}, got {came}; drop the row or put "" there'

    def _check_first(self, batch: Batch, texts: list[Any]) -> None:
        """Refuse rows that all lack the column, or all have an added one: a name is wrong, not they."""
        if all(text is MISSING for text in texts):
            columns = dict.fromkeys(name for row in batch.rows for name in row)
            raise DataError(f"{batch.source}: {_no_text(columns, self.text_column)}")
        if self.layout.columns is None and all(_clash(row, self.layout) for row in batch.rows):
            raise DataError(f"{batch.source}: {_clash(batch.rows[0], self.layout)}")

    def _check_header(self, columns: tuple[str, ...]) -> None:
        if self.text_column not in columns:
            raise DataError(f"{self.reader.source}: {_no_text(columns, self.text_column)}")


def _no_text(columns: Collection[str], text_column: str) -> str:
    names = ", ".join(map(repr, islice(columns, _MOST_NAMES))) or "none"
    if len(columns) > _MOST_NAMES:
        names += f" and {len(columns) - _MOST_NAMES} more"
    advice = "name the one that holds the texts with --text-column"
    if len(columns) == 1 and any(mark in names for mark in ";\t|"):
        advice = "if that is several, say with --delimiter what parts them"
    return f"no column {text_column!r}; there are: {names}; {advice}"


def _clash(columns: Collection[str], layout: Layout) -> str:
    """Say which added column is there already, nothing if none."""
    for name in layout.added:
        if name in columns:
            return (
                f"has a column {name!r} already, which would be lost; give the new columns another "
                "name with --prefix, such as --prefix predicted_"
            )
    return ""


def _bad_line(batch: Batch, bad: BadRow) -> bytes:
    # Whole, so that rows can be mended and labelled after all.
    return dump_line({batch.unit: bad.number, "reason": bad.reason, "content": bad.content})


def _added(outcome: Outcome, labels: tuple[str, ...], layout: Layout) -> Added:
    columns: dict[str, list[Any]] = {layout.labels: _names(outcome.predicted, labels)}
    if layout.review is not None and outcome.review is not None:
        columns[layout.review] = _names(outcome.review, labels)
    columns.update(zip(layout.proba, outcome.proba.round(DECIMALS).T.tolist(), strict=False))
    # Both in the order of the level's nested columns.
    for column, records in zip(layout.nested, outcome.nested.values(), strict=True):
        columns[column.name] = records
    return columns


def _names(chosen: BoolArray, labels: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the names of the labels of each row; there are few different ones."""
    width, content = chosen.shape[1], np.ascontiguousarray(chosen, dtype=np.bool_).tobytes()
    keys = [content[start : start + width] for start in range(0, len(content), width)]
    names = {key: tuple(compress(labels, key)) for key in set(keys)}
    return [names[key] for key in keys]
