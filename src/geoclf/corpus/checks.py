"""Every rule that the shipped data must satisfy, and every place where it does not."""

from collections.abc import Sequence
from pathlib import Path

from geoclf.corpus.behaviour import BEHAVIOUR, BehaviourCase, behaviour_of
from geoclf.corpus.example_schema import ExampleLine, parse_example
from geoclf.corpus.examples import select_tiers, tier_files
from geoclf.corpus.gates import GATES, Corpus, HeldOut, Row, Violation
from geoclf.errors import DataError
from geoclf.jsonl import parse_line, read_jsonl, read_lines
from geoclf.scheme.schema import Scheme

__all__ = ["check_data"]


def check_data(
    data_dir: Path, seeds_dir: Path, scheme: Scheme, held_out: Sequence[Path] = ()
) -> list[Violation]:
    """Return every violation in the tiers under `data_dir`, sorted by file and line.

    Parameters
    ----------
    data_dir
        The folder of the tiers.
    seeds_dir
        The folder of the seed articles, which gold must match to the character.
    scheme
        The scheme that the labels follow.
    held_out
        JSONL files whose lines have "text": what judges models trained on the tiers. No row may share six
        words in a row with one of these texts.

    Raises
    ------
    DataError
        If there is no tier to check, or a file cannot be read.

    Examples
    --------
    >>> from geoclf.resources import resource_dir
    >>> from geoclf.scheme.loading import load_scheme
    >>> check_data(Path("no/data"), resource_dir("seeds"), load_scheme())
    Traceback (most recent call last):
    geoclf.errors.DataError: no/data: no *.jsonl file of the tier 'all'; available: none
    """
    rows = []
    violations = []
    for tier in select_tiers("all", data_dir):
        for path in tier_files(tier, data_dir):
            for number, line in read_lines(path):
                example, found = _check_line(path, number, line, scheme)
                violations += found
                if example is not None:
                    rows.append(Row(path, number, example, sound=not found))
    behaviour, found = _read_behaviour(data_dir, scheme)
    violations += found
    corpus = Corpus(
        data_dir, seeds_dir, scheme, tuple(rows), tuple(map(_read_held_out, held_out)), tuple(behaviour)
    )
    return sorted([*violations, *(violation for gate in GATES for violation in gate(corpus))])


def _check_line(
    path: Path, number: int, line: bytes, scheme: Scheme
) -> tuple[ExampleLine | None, list[Violation]]:
    try:
        record = parse_line(path, number, line)
    except DataError as error:
        return None, [Violation(path, number, "schema", str(error).removeprefix(f"{path}:{number}: "))]
    example, problems = parse_example(record, scheme)
    return example, [Violation(path, number, problem.kind, problem.message) for problem in problems]


def _read_behaviour(data_dir: Path, scheme: Scheme) -> tuple[list[BehaviourCase], list[Violation]]:
    try:
        return behaviour_of(data_dir, scheme), []
    except DataError as error:
        return [], [Violation(data_dir / BEHAVIOUR, 0, "behaviour", str(error))]


def _read_held_out(path: Path) -> HeldOut:
    lines, texts = [], []
    for number, record in read_jsonl(path):
        text = record.get("text")
        if not isinstance(text, str):
            raise DataError(
                f"{path}:{number}: expected a key 'text' with a string; found: {', '.join(record)}"
            )
        lines.append(number)
        texts.append(text)
    return HeldOut(path, tuple(lines), tuple(texts))
