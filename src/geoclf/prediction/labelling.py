"""Adding labels to rows: the step between reading and writing."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from geoclf.classifier.article import label_names
from geoclf.classifier.labeller import Labeller
from geoclf.errors import DataError
from geoclf.prediction.batch import Batch, Layout, Nested, Reader, Row, Writer
from geoclf.prediction.levels import Level, Outcome

__all__ = ["Counts", "label_rows", "make_layout"]


@dataclass(frozen=True)
class Counts:
    """How many rows there were, how many of them got each label, and how many a person should read.

    The last is None where nothing was left to a person.
    """

    n_rows: int
    labels: dict[str, int]
    review: int | None = None


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
    if reader.columns is not None:
        _check_clash(reader.columns, layout, "the input")
    return layout


def label_rows(
    reader: Reader,
    writer: Writer,
    classifier: Labeller,
    level: Level,
    *,
    layout: Layout,
    text_column: str,
    batch_size: int,
    progress: Callable[[int], object],
) -> Counts:
    """Read all rows, label them, and write them; at most `batch_size` rows are in memory.

    Parameters
    ----------
    progress
        Called with the number of rows after each batch.

    Raises
    ------
    DataError
        If a row lacks the text column, its text is not a string, or it has an added column already; the
        message says where.
    """
    counts = Counter(dict.fromkeys(classifier.labels, 0))
    n_rows = n_review = 0
    if reader.columns:
        _check_has_text(reader.columns, text_column, "the input")
    for batch in reader.batches(batch_size):
        texts = [_text_of(batch, i, text_column, layout) for i in range(len(batch.rows))]
        outcome = level.label(texts)
        writer.write(_with_labels(batch, classifier.labels, layout, outcome))
        counts.update(dict(zip(classifier.labels, outcome.predicted.sum(axis=0).tolist(), strict=True)))
        n_rows += len(batch.rows)
        n_review += 0 if outcome.review is None else int(outcome.review.any(axis=1).sum())
        progress(len(batch.rows))
    writer.close()
    return Counts(n_rows, dict(counts), None if layout.review is None else n_review)


def _text_of(batch: Batch, index: int, text_column: str, layout: Layout) -> str:
    row = batch.rows[index]
    place = batch.place(index)
    _check_clash(row, layout, place)
    if text_column not in row:
        _check_has_text(row, text_column, place)
    text = row[text_column]
    if not isinstance(text, str):
        came = "null" if text is None else f"{type(text).__name__} ({str(text)[:40]!r})"
        raise DataError(
            f'{place}: expected a string in column {text_column!r}, got {came}; drop the row or put "" there'
        )
    return text


def _check_has_text(columns: Collection[str], text_column: str, place: str) -> None:
    if text_column in columns:
        return
    names = ", ".join(repr(name) for name in columns) or "none"
    advice = "name the one that holds the texts with --text-column"
    if len(columns) == 1 and any(mark in names for mark in ";\t|"):
        advice = "if that is several, say with --delimiter what parts them"
    raise DataError(f"{place}: no column {text_column!r}; there are: {names}; {advice}")


def _check_clash(columns: Collection[str], layout: Layout, place: str) -> None:
    for name in layout.added:
        if name in columns:
            raise DataError(
                f"{place}: has a column {name!r} already, which would be lost; give the new columns another "
                "name with --prefix, such as --prefix predicted_"
            )


def _with_labels(batch: Batch, labels: tuple[str, ...], layout: Layout, outcome: Outcome) -> Batch:
    rows: list[Row] = [
        {**row, layout.labels: list(label_names(labels, predicted))}
        for row, predicted in zip(batch.rows, outcome.predicted, strict=True)
    ]
    if layout.review is not None and outcome.review is not None:
        for row, review in zip(rows, outcome.review, strict=True):
            row[layout.review] = list(label_names(labels, review))
    if layout.proba:
        for row, proba in zip(rows, outcome.proba.tolist(), strict=True):
            row.update(zip(layout.proba, proba, strict=True))
    # Both in the order of the level's nested columns.
    for column, records in zip(layout.nested, outcome.nested.values(), strict=True):
        for row, own in zip(rows, records, strict=True):
            row[column.name] = own
    return replace(batch, rows=rows)
