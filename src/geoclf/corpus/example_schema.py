"""What one line of a shipped tier must look like: types first, then one gate per rule.

The strict reader and `geoclf data check` apply the same gates; the reader stops at the first bad line, the
check goes on.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geoclf.corpus.line_schema import describe
from geoclf.records import Evidence, Example, SourceSpan, Status, Tier
from geoclf.scheme.schema import Scheme
from geoclf.scheme.suggestion import did_you_mean

__all__ = ["LINE_GATES", "ExampleLine", "Problem", "parse_example", "unknown_label"]


class Problem(NamedTuple):
    """One thing wrong with a line: the kind of rule it breaks, and a sentence for a person."""

    kind: str
    message: str


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


_Name = Annotated[str, Field(min_length=1)]


class SourceLine(_Strict):
    """The key "source" of a line."""

    seed: _Name
    start: int
    end: int


class EvidenceLine(_Strict):
    """One entry of the key "evidence" of a line."""

    start: int
    end: int
    label: str


class ExampleLine(_Strict):
    """One line of a shipped tier, its types checked and nothing else; see `geoclf.records.Example`."""

    id: _Name
    text: _Name
    labels: list[str]
    tier: Tier
    group: _Name
    derived_from: _Name | None
    source: SourceLine | None
    annotators: dict[str, list[str]]
    status: list[Status]
    evidence: list[EvidenceLine]
    scheme_version: str
    note: str | None

    def to_example(self) -> Example:
        """Return the record; raises `DataError` for a line that the gates refuse."""
        source = self.source
        return Example(
            id=self.id,
            text=self.text,
            labels=tuple(self.labels),
            tier=self.tier,
            group=self.group,
            scheme_version=self.scheme_version,
            derived_from=self.derived_from,
            source=None if source is None else SourceSpan(source.seed, source.start, source.end),
            annotators={name: tuple(labels) for name, labels in self.annotators.items()},
            status=tuple(self.status),
            evidence=tuple(Evidence(span.start, span.end, span.label) for span in self.evidence),
            note=self.note,
        )


def parse_example(record: Mapping[str, Any], scheme: Scheme) -> tuple[ExampleLine | None, list[Problem]]:
    """Return a line as typed as it can be, and everything that is wrong with it.

    Parameters
    ----------
    record
        One JSON object.
    scheme
        The scheme its labels must follow.

    Returns
    -------
    ExampleLine or None
        None when keys or types are wrong; the other gates then cannot look at the line.
    list of Problem
        Empty for a good line.
    """
    try:
        line = ExampleLine.model_validate(record)
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [Problem("schema", describe(detail, ExampleLine)) for detail in details]
    return line, [problem for gate in LINE_GATES for problem in gate(line, scheme)]


def unknown_label(label: str, scheme: Scheme) -> str:
    """Return a message for a label outside the scheme, with the nearest known one.

    Examples
    --------
    >>> from geoclf.scheme.loading import load_scheme
    >>> unknown_label("tratado", load_scheme())
    "unknown label 'tratado'; did you mean 'treaty'? Scheme 'geopolitical' has: military_cooperation, \
sanctions, humanitarian_aid, treaty"
    """
    near = did_you_mean(label, scheme.labels) or ";"
    return f"unknown label {label!r}{near} Scheme {scheme.name!r} has: {', '.join(scheme.labels)}"


def _labels_are_known(line: ExampleLine, scheme: Scheme) -> Iterator[Problem]:
    places = {"labels": line.labels, "evidence": [span.label for span in line.evidence]}
    places |= {f"annotators.{name}": labels for name, labels in line.annotators.items()}
    for place, labels in places.items():
        for label in dict.fromkeys(labels):
            if label not in scheme.labels:
                yield Problem("label", f"{place}: {unknown_label(label, scheme)}")


def _labels_are_in_order(line: ExampleLine, scheme: Scheme) -> Iterator[Problem]:
    for place, labels in {"labels": line.labels, **line.annotators}.items():
        ordered = [label for label in scheme.labels if label in labels]
        if set(labels) <= set(scheme.labels) and list(labels) != ordered:
            yield Problem("label-order", f"{place}: expected {ordered}, each label once, got {labels}")


def _version_is_the_schemes(line: ExampleLine, scheme: Scheme) -> Iterator[Problem]:
    if line.scheme_version != scheme.version:
        yield Problem(
            "scheme-version",
            f"labelled under scheme version {line.scheme_version!r}, but the scheme is version "
            f"{scheme.version!r}; review the labels, then set scheme_version",
        )


def _status_matches_labels(line: ExampleLine, scheme: Scheme) -> Iterator[Problem]:
    del scheme
    if len(line.status) != len(line.labels):
        yield Problem(
            "status", f"expected one status per label, got {len(line.status)} for {len(line.labels)} labels"
        )


def _evidence_is_in_the_text(line: ExampleLine, scheme: Scheme) -> Iterator[Problem]:
    del scheme
    for span in line.evidence:
        if not 0 <= span.start < span.end <= len(line.text):
            yield Problem(
                "evidence",
                f"evidence for {span.label} at {span.start}-{span.end} is not inside the text "
                f"({len(line.text)} characters)",
            )


def _source_is_a_span(line: ExampleLine, scheme: Scheme) -> Iterator[Problem]:
    del scheme
    if line.source is not None and not 0 <= line.source.start < line.source.end:
        yield Problem("source", f"expected 0 <= start < end, got {line.source.start}, {line.source.end}")


def _evidence_matches_labels(line: ExampleLine, scheme: Scheme) -> Iterator[Problem]:
    del scheme
    shown = {span.label for span in line.evidence}
    for label in sorted(shown - set(line.labels)):
        yield Problem("evidence", f"evidence for {label}, which is not among the labels {line.labels}")
    if line.tier == "gold":
        for label in line.labels:
            if label not in shown:
                yield Problem("evidence", f"no evidence for {label}; in gold every label needs its words")


def _origin_matches_tier(line: ExampleLine, scheme: Scheme) -> Iterator[Problem]:
    del scheme
    for key, tier, present in (
        ("source", "gold", line.source is not None),
        ("derived_from", "derived", line.derived_from is not None),
    ):
        if present != (line.tier == tier):
            wanted = "a value" if line.tier == tier else "null"
            yield Problem("origin", f"key {key!r}: expected {wanted} in the tier {line.tier}")


Gate = Callable[[ExampleLine, Scheme], Iterator[Problem]]

LINE_GATES: tuple[Gate, ...] = (
    _labels_are_known,
    _labels_are_in_order,
    _version_is_the_schemes,
    _status_matches_labels,
    _source_is_a_span,
    _evidence_is_in_the_text,
    _evidence_matches_labels,
    _origin_matches_tier,
)
"""What a line whose types are right must satisfy on its own, without a look at other lines."""
