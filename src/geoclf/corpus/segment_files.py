"""The segments of the seed articles: every character belongs to one, or is white space."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from geoclf.corpus.line_schema import Line, read_typed
from geoclf.corpus.seeds import Article
from geoclf.errors import DataError

__all__ = [
    "ANNOTATED_KINDS",
    "KINDS",
    "Kind",
    "Segment",
    "annotated_texts",
    "check_coverage",
    "read_segments",
]

Kind = Literal["sentence", "headline", "caption", "credit", "dateline", "foreign", "repeat"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ANNOTATED_KINDS: tuple[Kind, ...] = ("sentence", "headline", "caption")
"""The kinds that become gold examples; the others are only accounted for."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of an article: character offsets into it, end exclusive.

    Attributes
    ----------
    id
        The article's id, a hyphen and the segment's number.
    seed
        The article's id.
    start, end
        Where it stands.
    kind
        What it is; see `KINDS`.
    note
        What is odd about it, or None.
    """

    id: str
    seed: str
    start: int
    end: int
    kind: Kind
    note: str | None = None


class _SegmentLine(Line):
    seed: str
    start: int
    end: int
    kind: Kind
    note: str | None = None


def read_segments(path: Path, articles: Mapping[str, Article]) -> list[Segment]:
    """Return the segments of a file, in its order.

    Parameters
    ----------
    path
        JSONL with id, seed, start, end, kind and, where there is something to say, note.
    articles
        The articles they stand in.

    Raises
    ------
    DataError
        If a line is malformed, an id occurs twice or does not begin with its article's, the article is
        unknown, or the offsets are outside it or begin or end with white space. The message gives file and
        line.
    """
    segments = []
    for place, line in read_typed(path, _SegmentLine):
        segment = Segment(line.id, line.seed, line.start, line.end, line.kind, line.note)
        if segment.seed not in articles:
            raise DataError(f"{place}: no article {segment.seed!r}; there are: {', '.join(articles)}")
        if not segment.id.startswith(f"{segment.seed}-"):
            raise DataError(f"{place}: expected an id that begins with '{segment.seed}-', got {segment.id!r}")
        text = articles[segment.seed].text
        if not 0 <= segment.start < segment.end <= len(text):
            raise DataError(
                f"{place}: expected 0 <= start < end <= {len(text)}, the length of article {segment.seed}, "
                f"got {segment.start}, {segment.end}"
            )
        stretch = text[segment.start : segment.end]
        if stretch != stretch.strip():
            raise DataError(
                f"{place}: {segment.id} begins or ends with white space: {stretch[:20]!r} ... "
                f"{stretch[-20:]!r}; move start or end"
            )
        segments.append(segment)
    return segments


def check_coverage(segments: Sequence[Segment], articles: Mapping[str, Article]) -> None:
    """Raise unless the segments are in order, disjoint and leave out nothing but white space.

    Raises
    ------
    DataError
        At the first overlap, or the first character other than white space in no segment.
    """
    for article in articles.values():
        position = 0
        for segment in (segment for segment in segments if segment.seed == article.id):
            if segment.start < position:
                raise DataError(
                    f"segment {segment.id} begins at {segment.start}, before the end of the one above it "
                    f"({position}); put the segments of {article.file} in order and let none overlap"
                )
            _check_gap(article, position, segment.start)
            position = segment.end
        _check_gap(article, position, len(article.text))


def _check_gap(article: Article, start: int, end: int) -> None:
    left_out = article.text[start:end]
    if left_out.strip():
        raise DataError(
            f"{article.file}: characters {start} to {end} are in no segment: {left_out.strip()[:60]!r}; "
            "add a segment for them, of a kind that is not annotated if need be"
        )


def annotated_texts(segments: Sequence[Segment], articles: Mapping[str, Article]) -> dict[str, str]:
    """Return the text of each segment that becomes a gold example, by segment id."""
    return {
        segment.id: articles[segment.seed].text[segment.start : segment.end]
        for segment in segments
        if segment.kind in ANNOTATED_KINDS
    }
