"""Examples on disk: the tiers that ship with geoclf, and any labelled JSONL of a user's."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from geoclf.corpus.example_schema import parse_example, unknown_label
from geoclf.corpus.line_schema import shown
from geoclf.errors import DataError
from geoclf.jsonl import read_jsonl
from geoclf.records import TIERS, Example, LabelledTexts, Tier
from geoclf.resources import resource_dir
from geoclf.scheme.schema import Scheme

__all__ = [
    "count_tiers",
    "example_to_json",
    "load_tier",
    "read_examples",
    "read_labelled_texts",
    "read_tier",
    "select_tiers",
    "tier_files",
]


def example_to_json(example: Example) -> dict[str, Any]:
    """Return an example as the JSON object of its line, keys in the order of the files.

    Examples
    --------
    >>> example = Example(id="a", text="Firman un tratado.", labels=("treaty",), tier="extended", group="g",
    ...                   scheme_version="1", status=("asserted",))
    >>> line = example_to_json(example)
    >>> line["labels"], line["derived_from"]
    (['treaty'], None)
    """
    source = example.source
    return {
        "id": example.id,
        "text": example.text,
        "labels": list(example.labels),
        "tier": example.tier,
        "group": example.group,
        "derived_from": example.derived_from,
        "source": source and {"seed": source.seed, "start": source.start, "end": source.end},
        "annotators": {name: list(labels) for name, labels in example.annotators.items()},
        "status": list(example.status),
        "evidence": [
            {"start": span.start, "end": span.end, "label": span.label} for span in example.evidence
        ],
        "scheme_version": example.scheme_version,
        "note": example.note,
    }


def read_examples(path: Path, scheme: Scheme) -> list[Example]:
    """Return the examples of one file of a shipped tier, refusing any line that is not exactly right.

    Parameters
    ----------
    path
        A JSONL file with all keys of `geoclf.records.Example` in every line, and no others.
    scheme
        The scheme its labels must follow.

    Raises
    ------
    DataError
        At the first line with a missing or unknown key, a wrong type, an unknown label, labels repeated or
        out of order, another scheme version, a status, evidence or origin that does not fit, or the id of an
        earlier line. The message gives file and line, and everything that is wrong with the line.
    """
    examples = []
    lines: dict[str, int] = {}
    for number, record in read_jsonl(path):
        line, problems = parse_example(record, scheme)
        if line is None or problems:
            raise DataError(f"{path}:{number}: " + "; ".join(problem.message for problem in problems))
        if line.id in lines:
            raise DataError(f"{path}:{number}: id {line.id!r} stands already in line {lines[line.id]}")
        lines[line.id] = number
        examples.append(line.to_example())
    return examples


def tier_files(tier: Tier, data_dir: Path | None = None) -> list[Path]:
    """Return the JSONL files of one tier, sorted by name; none when the tier does not exist.

    `data_dir` is the folder of the tiers; None stands for the one that ships with geoclf.
    """
    folder = (resource_dir("data") if data_dir is None else data_dir) / tier
    return sorted(folder.glob("*.jsonl"))


def select_tiers(tier: str, data_dir: Path | None = None) -> list[Tier]:
    """Return the tiers that the name `tier` stands for: itself, or for "all" every tier on disk.

    Raises
    ------
    DataError
        If there is no such tier; the message names those there are.

    Examples
    --------
    >>> select_tiers("gold")
    ['gold']
    >>> select_tiers("silver")
    Traceback (most recent call last):
    geoclf.errors.DataError: no tier 'silver'; expected "gold", "derived", "extended" or "all"
    """
    if tier != "all" and tier not in TIERS:
        raise DataError(f'no tier {tier!r}; expected {", ".join(map(_quoted, TIERS))} or "all"')
    available = [name for name in TIERS if tier_files(name, data_dir)]
    chosen = [name for name in available if tier in (name, "all")]
    if not chosen:
        folder = resource_dir("data") if data_dir is None else data_dir
        raise DataError(
            f"{folder}: no *.jsonl file of the tier {tier!r}; available: {', '.join(available) or 'none'}"
        )
    return chosen


def read_tier(tier: str, scheme: Scheme, data_dir: Path | None = None) -> list[Example]:
    """Return the examples of one tier, or of all tiers on disk in the order gold, derived, extended.

    Parameters
    ----------
    tier
        "gold", "derived", "extended" or "all".
    scheme
        The scheme the labels must follow.
    data_dir
        The folder of the tiers; None stands for the one that ships with geoclf.

    Raises
    ------
    DataError
        If the tier does not exist, a line is wrong (see `read_examples`), an example stands in another
        tier's folder, or an id occurs twice.
    """
    examples = []
    files: dict[str, Path] = {}
    for name in select_tiers(tier, data_dir):
        for path in tier_files(name, data_dir):
            for example in read_examples(path, scheme):
                if example.tier != name:
                    raise DataError(
                        f"{path}: example {example.id!r} is of the tier {example.tier}, not {name}"
                    )
                if example.id in files:
                    raise DataError(f"{path}: id {example.id!r} stands already in {files[example.id]}")
                files[example.id] = path
                examples.append(example)
    return examples


def load_tier(tier: str, scheme: Scheme, data_dir: Path | None = None) -> LabelledTexts:
    """Return one tier as texts with a label array; arguments and errors as for `read_tier`.

    Examples
    --------
    >>> from geoclf.scheme.loading import load_scheme
    >>> gold = load_tier("gold", load_scheme())
    >>> gold.name, len(gold) == len(gold.targets)
    ('gold', True)
    """
    examples = read_tier(tier, scheme, data_dir)
    return LabelledTexts(
        name=tier,
        labels=scheme.labels,
        ids=tuple(example.id for example in examples),
        texts=tuple(example.text for example in examples),
        groups=tuple(example.group for example in examples),
        derived_from=tuple(example.derived_from for example in examples),
        targets=scheme.encode(example.labels for example in examples),
    )


def count_tiers(ids: Iterable[str], data_dir: Path | None = None) -> dict[Tier, int]:
    """Return how many of the examples called `ids` stand in each tier on disk; tiers with none are left out.

    `data_dir` is the folder of the tiers; None stands for the one that ships with geoclf.

    Examples
    --------
    >>> from geoclf.scheme.loading import load_scheme
    >>> count_tiers(["mine-1", *load_tier("gold", load_scheme()).ids[:3]])
    {'gold': 3}
    """
    wanted = set(ids)
    counts = {
        tier: sum(
            record.get("id") in wanted
            for path in tier_files(tier, data_dir)
            for _, record in read_jsonl(path)
        )
        for tier in TIERS
    }
    return {tier: count for tier, count in counts.items() if count}


def read_labelled_texts(path: Path, scheme: Scheme, name: str) -> LabelledTexts:
    """Return the labelled texts of any JSONL file.

    Parameters
    ----------
    path
        A JSONL file. Each line needs "text" (a string) and "labels" (a list of the scheme's names, empty
        when none applies), and may have "id", "group" and "derived_from". Other keys are ignored. Without an
        id a text is called after its line; without a group it forms one of its own.
    scheme
        The scheme that the labels belong to.
    name
        What to call the set in metrics and files.

    Raises
    ------
    DataError
        If the file has no line, a key is missing or has the wrong type, a label is unknown, or an id occurs
        twice; the message gives file and line.
    """
    ids, texts, groups, origins, labels = [], [], [], [], []
    for number, record in read_jsonl(path):
        where = f"{path}:{number}"
        texts.append(_text(record, where))
        labels.append(_labels(record, where, scheme))
        ids.append(_optional_name(record, "id", where) or f"line {number}")
        groups.append(_optional_name(record, "group", where) or ids[-1])
        origins.append(_optional_name(record, "derived_from", where))
    if not texts:
        raise DataError(f'{path}: no lines; expected one JSON object a line: {{"text": "...", "labels": []}}')
    if repeated := [key for key, count in Counter(ids).items() if count > 1]:
        raise DataError(f"{path}: {len(repeated)} ids occur more than once, the first is {repeated[0]!r}")
    return LabelledTexts(
        name=name,
        labels=scheme.labels,
        ids=tuple(ids),
        texts=tuple(texts),
        groups=tuple(groups),
        derived_from=tuple(origins),
        targets=scheme.encode(labels),
    )


def _text(record: dict[str, Any], where: str) -> str:
    if "text" not in record:
        raise DataError(f"{where}: missing key 'text'; found: {', '.join(record) or 'no keys'}")
    text = record["text"]
    if not isinstance(text, str):
        raise DataError(f"{where}: key 'text': expected a string, got {shown(text)}")
    return text


def _labels(record: dict[str, Any], where: str, scheme: Scheme) -> Sequence[str]:
    if "labels" not in record:
        raise DataError(
            f"{where}: missing key 'labels'; found: {', '.join(record)}; write [] where no label applies"
        )
    labels = record["labels"]
    if not isinstance(labels, list):
        remedy = (
            "[] where no label applies" if labels in (None, "") else f"a list, such as [{_quoted(labels)}]"
        )
        raise DataError(f"{where}: key 'labels': expected a list, got {shown(labels)}; write {remedy}")
    for label in labels:
        if not isinstance(label, str):
            raise DataError(f"{where}: key 'labels': expected a list of strings, got {shown(label)} in it")
        if label not in scheme.labels:
            raise DataError(f"{where}: {unknown_label(label, scheme)}")
    return labels


def _optional_name(record: dict[str, Any], key: str, where: str) -> str | None:
    value = record.get(key)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise DataError(f"{where}: key {key!r}: expected a string, got {shown(value)}")


def _quoted(value: object) -> str:
    return f'"{value}"'
