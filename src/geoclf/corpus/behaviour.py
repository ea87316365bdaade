"""Behaviour tests: small cases that each say one thing a classifier must be able to do.

The kinds are those of CheckList (Ribeiro et al. 2020, https://doi.org/10.18653/v1/2020.acl-main.442): minimum
functionality, here "capability"; invariance; directional expectation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from geoclf.corpus.example_schema import unknown_label
from geoclf.corpus.line_schema import Line, read_typed
from geoclf.errors import DataError
from geoclf.resources import resource_dir
from geoclf.scheme.loading import load_scheme
from geoclf.scheme.schema import Scheme

__all__ = ["BEHAVIOUR", "TOTAL", "BehaviourCase", "Kind", "behaviour_of", "load_behaviour", "read_behaviour"]

BEHAVIOUR = "behaviour"
"""Folder of the suite, beside those of the tiers."""
TOTAL = "all"
"""What all capabilities together are called: no capability has this name."""

Kind = Literal["capability", "invariance", "direction"]


@dataclass(frozen=True, slots=True)
class BehaviourCase:
    """One case; all its texts are about the same thing and differ in one respect.

    Attributes
    ----------
    id
        Unique over the suite.
    capability
        What is tested, such as "negated" or "accents_lost": cases are counted by it.
    kind
        "capability": `text` must get exactly `labels`. "invariance": `variant` must get the labels that
        `text` gets, whatever they are. "direction": from `text` to `variant` the probability of each label
        in `rises` must rise, and of each in `falls` fall.
    text, variant
        `variant` is None for the kind "capability".
    labels, rises, falls
        Label names; those that the kind does not need are empty.
    """

    id: str
    capability: str
    kind: Kind
    text: str
    variant: str | None
    labels: tuple[str, ...]
    rises: tuple[str, ...]
    falls: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of the case."""
        return (self.text,) if self.variant is None else (self.text, self.variant)


class _CaseLine(Line):
    capability: str
    kind: Kind
    text: str
    variant: str | None = None
    labels: list[str] | None = None
    rises: list[str] = Field(default_factory=list)
    falls: list[str] = Field(default_factory=list)


def load_behaviour(source: str | Path | None, scheme: Scheme) -> list[BehaviourCase]:
    """Return a suite of behaviour tests.

    Parameters
    ----------
    source
        A JSONL file, a folder of such files, "shipped" for the tests that come with geoclf, or None, "none"
        or "null" for none.
    scheme
        The scheme the labels must follow. With other labels than the shipped scheme's, "shipped" is none.

    Raises
    ------
    DataError
        If there is no file, an id stands in two files, or a line is wrong, see `read_behaviour`.

    Examples
    --------
    >>> from geoclf.scheme.loading import load_scheme
    >>> cases = load_behaviour("shipped", load_scheme())
    >>> {case.kind for case in cases} == {"capability", "invariance", "direction"}
    True
    """
    if source in (None, "none", "null") or (source == "shipped" and scheme.labels != load_scheme().labels):
        return []
    path = resource_dir("data") / BEHAVIOUR if source == "shipped" else Path(str(source)).expanduser()
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise DataError(f"{path}: expected *.jsonl files with behaviour tests, found none")
    cases: dict[str, BehaviourCase] = {}
    for file in files:
        for case in read_behaviour(file, scheme):
            if case.id in cases:
                raise DataError(f"{file}: id {case.id!r} stands already in another file of {path}")
            cases[case.id] = case
    return list(cases.values())


def behaviour_of(data_dir: Path, scheme: Scheme) -> list[BehaviourCase]:
    """Return the tests that lie beside the tiers in `data_dir`, none when there is no such folder."""
    folder = data_dir / BEHAVIOUR
    return load_behaviour(folder if folder.is_dir() else None, scheme)


def read_behaviour(path: Path, scheme: Scheme) -> list[BehaviourCase]:
    """Return the cases of one file.

    Parameters
    ----------
    path
        JSONL with id, capability, kind and text; labels for the kind "capability" ([] for none), variant for
        the others, and rises or falls for the kind "direction".
    scheme
        The scheme the labels must follow.

    Raises
    ------
    DataError
        If a line is malformed, a label unknown, an id repeated, or a key is missing or not for its kind; the
        message gives file and line.
    """
    cases: list[BehaviourCase] = []
    kinds: dict[str, Kind] = {}
    for place, line in read_typed(path, _CaseLine):
        case = BehaviourCase(
            id=line.id,
            capability=line.capability,
            kind=line.kind,
            text=line.text,
            variant=line.variant,
            labels=tuple(line.labels or ()),
            rises=tuple(line.rises),
            falls=tuple(line.falls),
        )
        if problems := [*_problems(case, scheme), *_missing_labels(line)]:
            raise DataError(f"{place}: " + "; ".join(problems))
        if kinds.setdefault(case.capability, case.kind) != case.kind:
            raise DataError(
                f"{place}: capability {case.capability!r} has cases of two kinds; give each a name of its own"
            )
        cases.append(case)
    if not cases:
        raise DataError(f"{path}: no lines; expected one behaviour test a line")
    return cases


def _problems(case: BehaviourCase, scheme: Scheme) -> Iterator[str]:
    for label in dict.fromkeys((*case.labels, *case.rises, *case.falls)):
        if label not in scheme.labels:
            yield unknown_label(label, scheme)
    if not case.capability.strip() or case.capability == TOTAL:
        yield f"key 'capability': expected a name other than {TOTAL!r}, got {case.capability!r}"
    if not case.text.strip() or (case.variant is not None and not case.variant.strip()):
        yield "expected texts that are not empty"
    single = case.kind == "capability"
    if single != (case.variant is None):
        yield f"key 'variant': {_wanted(not single)} for the kind {case.kind}"
    if case.labels and not single:
        yield f"key 'labels': {_wanted(False)} for the kind {case.kind}"
    moves = (*case.rises, *case.falls)
    if bool(moves) != (case.kind == "direction"):
        yield f"keys 'rises' and 'falls': {_wanted(not moves)} for the kind {case.kind}"
    if set(case.rises) & set(case.falls):
        yield "a label cannot both rise and fall"


def _missing_labels(line: _CaseLine) -> Iterator[str]:
    if line.kind == "capability" and line.labels is None:
        yield "missing key 'labels'; write [] where no label applies"


def _wanted(wanted: bool) -> str:
    return "a value is needed" if wanted else "no value is allowed"
