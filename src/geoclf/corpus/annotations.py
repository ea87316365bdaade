"""Files of annotations: what readers and the adjudicator wrote, checked against the sentences."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from geoclf.corpus.example_schema import unknown_label
from geoclf.corpus.line_schema import Line, read_typed
from geoclf.corpus.reading import Reading, merge_evidence
from geoclf.errors import DataError
from geoclf.records import Evidence, Status
from geoclf.scheme.schema import Scheme

__all__ = ["read_adjudication", "read_reader"]


class _Quote(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    label: str
    quote: str
    start: int | None = None


class _ReadingLine(Line):
    labels: list[str]
    status: dict[str, Status]
    evidence: list[_Quote]


class _ReaderLine(_ReadingLine):
    comment: str | None = None


class _AdjudicationLine(_ReadingLine):
    reason: str


def read_reader(path: Path, sentences: Mapping[str, str], scheme: Scheme) -> dict[str, Reading]:
    """Return one reader's annotations by segment id, in the order of `sentences`.

    Parameters
    ----------
    path
        JSONL with id, labels, status ({label: status}), evidence ([{label, quote, start?}]) and, where there
        is something to say, comment. `start` is needed only where the quote occurs more than once.
    sentences
        Text by segment id; the reader must have judged each of them and no other.
    scheme
        The scheme the labels must follow.

    Raises
    ------
    DataError
        If a line is malformed, an id is unknown, missing or there twice, a label is unknown, a label lacks
        its status or its evidence, or a quote is not in the sentence, or in it more than once without a
        start. The message gives file and line.
    """
    readings = {
        line.id: _reading(place, line, line.comment, sentences, scheme)
        for place, line in read_typed(path, _ReaderLine)
    }
    if missing := [key for key in sentences if key not in readings]:
        raise DataError(
            f"{path}: expected a line for each of {len(sentences)} sentences; {len(missing)} are missing: "
            f"{', '.join(missing[:5])}{', ...' if len(missing) > 5 else ''}"
        )
    return {key: readings[key] for key in sentences}


def read_adjudication(path: Path, sentences: Mapping[str, str], scheme: Scheme) -> dict[str, Reading]:
    """Return the adjudicated sentences by segment id.

    The file is like a reader's, but each line has a `reason` for a comment and not every sentence needs one.

    Raises
    ------
    DataError
        As for `read_reader`, and if a reason is empty.
    """
    readings = {}
    for place, line in read_typed(path, _AdjudicationLine):
        if not line.reason.strip():
            raise DataError(f"{place}: {line.id}: the reason is empty; say why the sentence is judged so")
        readings[line.id] = _reading(place, line, line.reason, sentences, scheme)
    return readings


def _reading(
    place: str, line: _ReadingLine, remark: str | None, sentences: Mapping[str, str], scheme: Scheme
) -> Reading:
    where = f"{place}: {line.id}"
    if line.id not in sentences:
        raise DataError(f"{where}: no such sentence; remove the line or correct the id")
    for label in [*line.labels, *line.status, *(quote.label for quote in line.evidence)]:
        if label not in scheme.labels:
            raise DataError(f"{where}: {unknown_label(label, scheme)}")
    labels = tuple(label for label in scheme.labels if label in line.labels)
    if len(labels) != len(line.labels):
        raise DataError(f"{where}: a label stands twice in {line.labels}; keep one")
    for key, named in (("status", set(line.status)), ("evidence", {quote.label for quote in line.evidence})):
        if named != set(labels):
            raise DataError(
                f"{where}: {key} and labels differ: no {key} for {_listed(set(labels) - named)}; {key} "
                f"but no label for {_listed(named - set(labels))}"
            )
    return Reading(
        id=line.id,
        labels=labels,
        status=tuple(line.status[label] for label in labels),
        evidence=merge_evidence(_locate(where, quote, sentences[line.id]) for quote in line.evidence),
        remark=remark,
    )


def _locate(where: str, quote: _Quote, text: str) -> Evidence:
    if not quote.quote:
        raise DataError(f"{where}: the quote for {quote.label} is empty; copy the words that carry the label")
    starts = [i for i in range(len(text)) if text.startswith(quote.quote, i)]
    if quote.start is not None and quote.start not in starts:
        raise DataError(
            f"{where}: the quote {quote.quote!r} does not stand at {quote.start}; it stands at: "
            f"{', '.join(map(str, starts)) or 'nowhere'}"
        )
    if not starts:
        raise DataError(f"{where}: the quote {quote.quote!r} is not in the sentence; copy it exactly")
    if quote.start is None and len(starts) > 1:
        raise DataError(
            f"{where}: the quote {quote.quote!r} stands at {', '.join(map(str, starts))}; make it longer, or "
            'give one of these as "start"'
        )
    start = starts[0] if quote.start is None else quote.start
    return Evidence(start, start + len(quote.quote), quote.label)


def _listed(labels: set[str]) -> str:
    return ", ".join(sorted(labels)) or "none"
