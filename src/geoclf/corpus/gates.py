"""What lines must satisfy together, one gate per rule; alone, see `geoclf.corpus.example_schema`."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from geoclf.corpus.behaviour import BEHAVIOUR, BehaviourCase
from geoclf.corpus.briefs import BRIEFS, read_briefs
from geoclf.corpus.duplicates import NEAR_DUPLICATE, Pair, fold, near_duplicates
from geoclf.corpus.example_schema import ExampleLine
from geoclf.corpus.seeds import load_articles
from geoclf.corpus.stats import LabelStats, tier_stats
from geoclf.corpus.wording import repetitions, shared_runs
from geoclf.errors import DataError
from geoclf.hashing import sha256_of_file
from geoclf.records import STATUSES, Status
from geoclf.scheme.schema import Scheme

__all__ = ["GATES", "Corpus", "HeldOut", "Row", "Violation"]

_TEMPLATE_SHARE = 0.003
_TEMPLATE_TEXTS = 8  # in a small set a few texts that begin alike are a large share and no template
_COPIED_RUN = 6

# What the tier "extended" promises of itself, as shares; a smaller collection need not be so even.
_BALANCED_FROM = 1_000
_WITHOUT_LABEL = 0.45
_WITH_LABEL = 0.05
_WITH_STATUS: Mapping[Status, float] = {"prospective": 0.15, "negated": 0.15}


class Violation(NamedTuple):
    """One place where the data break a rule; `line` is 0 when a file is wrong as a whole."""

    file: Path
    line: int
    kind: str
    message: str

    def __str__(self) -> str:
        """Return the violation as compilers print theirs."""
        place = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        return f"{place}: {self.kind}: {self.message}"


class Row(NamedTuple):
    """One line of a tier whose keys and types are right; sound if it breaks no other rule of its own."""

    file: Path
    line: int
    example: ExampleLine
    sound: bool

    @property
    def name(self) -> str:
        """What a message calls the row."""
        return f"{self.example.id} ({self.file.name}:{self.line})"

    def violation(self, kind: str, message: str) -> Violation:
        """Return a violation at this row."""
        return Violation(self.file, self.line, kind, message)


class HeldOut(NamedTuple):
    """Texts of one file that no row may be copied from, because they judge what is trained on the rows."""

    file: Path
    lines: tuple[int, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Corpus:
    """What a gate may look at."""

    data_dir: Path
    seeds_dir: Path
    scheme: Scheme
    rows: tuple[Row, ...]
    held_out: tuple[HeldOut, ...] = ()
    behaviour: tuple[BehaviourCase, ...] = ()

    @cached_property
    def written(self) -> list[Row]:
        """Rows that somebody wrote for the corpus."""
        return [row for row in self.rows if row.example.tier != "gold"]

    @cached_property
    def near_duplicates(self) -> list[Pair]:
        """Near-duplicates among the texts of the rows, followed by those of the behaviour tests."""
        texts = [*_texts(self.rows), *(text for case in self.behaviour for text in case.texts)]
        return near_duplicates(texts, threshold=NEAR_DUPLICATE)

    @cached_property
    def gold(self) -> dict[str, Row]:
        """Gold rows by id."""
        return {row.example.id: row for row in self.rows if row.example.tier == "gold"}


def _ids_are_unique(corpus: Corpus) -> Iterator[Violation]:
    first: dict[str, Row] = {}
    for row in corpus.rows:
        earlier = first.setdefault(row.example.id, row)
        if earlier is not row:
            yield row.violation("id", f"id stands already at {earlier.name}")


def _folders_match_tiers(corpus: Corpus) -> Iterator[Violation]:
    for row in corpus.rows:
        if row.file.parent.name != row.example.tier:
            yield row.violation("tier", f"{row.example.tier} example in the folder {row.file.parent.name}/")


def _articles_are_whole(corpus: Corpus) -> Iterator[Violation]:
    try:
        load_articles(corpus.seeds_dir)
    except DataError as error:
        yield Violation(corpus.seeds_dir, 0, "seed", str(error))


def _gold_is_in_its_article(corpus: Corpus) -> Iterator[Violation]:
    # Not from load_articles, which gives none when one is damaged: the others can still be compared.
    articles = {
        path.name[:3]: path.read_bytes().decode("utf-8", errors="replace")
        for path in sorted(corpus.seeds_dir.glob("*.txt"))
    }
    for row in corpus.rows:
        source = row.example.source
        if source is None:
            continue
        if source.seed not in articles:
            yield row.violation("source", f"no article {source.seed!r}; there are: {', '.join(articles)}")
            continue
        printed = articles[source.seed][max(source.start, 0) : source.end]
        if printed != row.example.text:
            yield row.violation(
                "source",
                f"text differs from article {source.seed} at {source.start}-{source.end}: "
                f"{_difference(row.example.text, printed)}",
            )


def _one_article_is_one_group(corpus: Corpus) -> Iterator[Violation]:
    first: dict[str, Row] = {}
    for row in corpus.rows:
        if row.example.source is None:
            continue
        earlier = first.setdefault(row.example.source.seed, row)
        if earlier.example.group != row.example.group:
            yield row.violation(
                "group",
                f"group {row.example.group!r} differs from group {earlier.example.group!r} of {earlier.name} "
                "in the same article",
            )


def _origins_exist(corpus: Corpus) -> Iterator[Violation]:
    for row in corpus.rows:
        origin = row.example.derived_from
        if origin is not None and origin not in corpus.gold:
            yield row.violation("derived-from", f"derived from {origin!r}, which is no gold id")


def _groups_follow_origins(corpus: Corpus) -> Iterator[Violation]:
    for row in corpus.rows:
        origin = corpus.gold.get(row.example.derived_from or "")
        if origin is not None and row.example.group != origin.example.group:
            yield row.violation(
                "group",
                f"group {row.example.group!r} differs from group {origin.example.group!r} of {origin.name}, "
                "from which it is derived",
            )


def _no_text_stands_in_two_groups(corpus: Corpus) -> Iterator[Violation]:
    first: dict[str, Row] = {}
    for row in corpus.rows:
        earlier = first.setdefault(fold(row.example.text) or row.example.text, row)
        if earlier.example.group != row.example.group:
            yield row.violation("duplicate", f"same text as {earlier.name} in group {earlier.example.group}")


def _no_text_is_nearly_in_two_groups(corpus: Corpus) -> Iterator[Violation]:
    for pair in corpus.near_duplicates:
        if pair.second >= len(corpus.rows):
            continue
        earlier, row = corpus.rows[pair.first], corpus.rows[pair.second]
        if earlier.example.group != row.example.group and fold(earlier.example.text) != fold(
            row.example.text
        ):
            yield row.violation(
                "near-duplicate",
                f"{pair.similarity:.0%} the same as {earlier.name} in group {earlier.example.group}",
            )


def _no_wording_is_a_template(corpus: Corpus) -> Iterator[Violation]:
    rows = corpus.written
    limit = max(_TEMPLATE_SHARE * len(rows), _TEMPLATE_TEXTS)
    for found in repetitions(_texts(rows), limit=limit):
        yield rows[found.texts[-1]].violation(
            "template",
            f"{found.place} {found.words!r} stands in {len(found.texts)} of {len(rows)} written sentences; "
            f"at most {int(limit)} may share it; the first is {rows[found.texts[0]].name}; reword some",
        )


def _nothing_is_copied_from_held_out_texts(corpus: Corpus) -> Iterator[Violation]:
    for held_out in corpus.held_out:
        for run in shared_runs(_texts(corpus.rows), held_out.texts, length=_COPIED_RUN):
            yield corpus.rows[run.text].violation(
                "held-out",
                f"shares {run.words!r} with {held_out.file}:{held_out.lines[run.other]}; reword it",
            )


def _behaviour_tests_are_not_trained_on(corpus: Corpus) -> Iterator[Violation]:
    n_rows = len(corpus.rows)
    cases = [case for case in corpus.behaviour for _ in case.texts]
    for pair in corpus.near_duplicates:
        if pair.first < n_rows <= pair.second:
            yield corpus.rows[pair.first].violation(
                "behaviour",
                f"{pair.similarity:.0%} the same as the behaviour test {cases[pair.second - n_rows].id}; "
                "take one of them out",
            )


def _written_files_have_briefs(corpus: Corpus) -> Iterator[Violation]:
    try:
        briefs = read_briefs(corpus.data_dir)
    except DataError as error:
        yield Violation(corpus.data_dir / BRIEFS, 0, "brief", str(error))
        return
    for file in dict.fromkeys(row.file for row in corpus.written) if briefs else ():
        if file.stem not in briefs or briefs[file.stem].tier != file.parent.name:
            yield Violation(
                file, 0, "brief", f"no brief of this file in {BRIEFS}; say what it was written to"
            )


def _extended_is_balanced(corpus: Corpus) -> Iterator[Violation]:
    rows = [row for row in corpus.rows if row.example.tier == "extended"]
    if len(rows) < _BALANCED_FROM:
        return
    examples = [row.example.to_example() for row in rows if row.sound]
    stats = tier_stats(examples, corpus.scheme, "extended")
    shares = [("sentences without a label", stats.share_without_label, _WITHOUT_LABEL)]
    for label in stats.labels:
        shares.append((f"sentences with {label.label}", label.examples / max(stats.examples, 1), _WITH_LABEL))
        shares += _status_shares(label)
    for what, share, least in shares:
        if share < least:
            yield Violation(
                rows[0].file.parent,
                0,
                "balance",
                f"{what}: {share:.1%}, expected at least {least:.0%}; write more of them",
            )


def _status_shares(label: LabelStats) -> Iterator[tuple[str, float, float]]:
    for status, least in _WITH_STATUS.items():
        count = label.status[STATUSES.index(status)]
        yield f"{status} ones among {label.label}", count / max(label.examples, 1), least


def _manifest_is_current(corpus: Corpus) -> Iterator[Violation]:
    path = corpus.data_dir / "manifest.json"
    remedy = "run: geoclf data build"
    try:
        manifest = json.loads(path.read_bytes())
        recorded = {**manifest["inputs"], **manifest["outputs"]}
        scheme_hash = manifest["scheme"]["hash"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield Violation(path, 0, "manifest", f"missing or not a manifest ({error!r}); {remedy}")
        return
    if scheme_hash != corpus.scheme.hash:
        yield Violation(path, 0, "manifest", f"made with another content of the scheme; {remedy}")
    folders = {"data": corpus.data_dir, "seeds": corpus.seeds_dir}
    for name, sha256 in recorded.items():
        folder, _, rest = name.partition("/")
        file = folders.get(folder, path.parent) / rest
        if not file.is_file():
            yield Violation(path, 0, "manifest", f"{name} does not exist; {remedy}")
        elif sha256_of_file(file) != sha256:
            yield Violation(file, 0, "manifest", f"changed since the manifest was written; {remedy}")
    beside = [*sorted((corpus.data_dir / BEHAVIOUR).glob("*.jsonl")), *corpus.data_dir.glob(BRIEFS)]
    for file in dict.fromkeys([*(row.file for row in corpus.rows), *beside]):
        if f"data/{file.relative_to(corpus.data_dir).as_posix()}" not in recorded:
            yield Violation(file, 0, "manifest", f"not in the manifest; {remedy}")


def _texts(rows: Sequence[Row]) -> list[str]:
    return [row.example.text for row in rows]


def _difference(text: str, printed: str) -> str:
    """Say where two texts part."""
    at = next(
        (i for i, (a, b) in enumerate(zip(text, printed, strict=False)) if a != b),
        min(len(text), len(printed)),
    )
    return f"from character {at} on {text[at : at + 20]!r} here, {printed[at : at + 20]!r} there"


Gate = Callable[[Corpus], Iterator[Violation]]

GATES: tuple[Gate, ...] = (
    _ids_are_unique,
    _folders_match_tiers,
    _articles_are_whole,
    _gold_is_in_its_article,
    _one_article_is_one_group,
    _origins_exist,
    _groups_follow_origins,
    _no_text_stands_in_two_groups,
    _no_text_is_nearly_in_two_groups,
    _no_wording_is_a_template,
    _nothing_is_copied_from_held_out_texts,
    _behaviour_tests_are_not_trained_on,
    _written_files_have_briefs,
    _extended_is_balanced,
    _manifest_is_current,
)
