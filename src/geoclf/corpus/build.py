"""From articles, segments, readings and adjudication to the gold examples, the manifest and the data card."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from geoclf.corpus.adjudication import resolve
from geoclf.corpus.agreement import measure_agreement
from geoclf.corpus.annotations import read_adjudication, read_reader
from geoclf.corpus.behaviour import BEHAVIOUR, behaviour_of
from geoclf.corpus.briefs import BRIEFS, read_briefs
from geoclf.corpus.card import render_tiers_card
from geoclf.corpus.examples import example_to_json, read_tier, tier_files
from geoclf.corpus.manifest import Manifest
from geoclf.corpus.reading import Reading
from geoclf.corpus.seeds import SOURCES, Article, load_articles
from geoclf.corpus.segment_files import Segment, annotated_texts, check_coverage, read_segments
from geoclf.corpus.stats import tier_stats
from geoclf.files import write_bytes
from geoclf.hashing import sha256_of_file
from geoclf.jsonl import dump_line
from geoclf.records import Example, SourceSpan, Tier
from geoclf.scheme.schema import Scheme

__all__ = ["READERS", "build", "build_gold"]

READERS = ("reader_a", "reader_b")
"""Names of the two readers, in files and in examples."""

_SEGMENTS = "annotations/segments.jsonl"
_ADJUDICATION = "annotations/adjudication.jsonl"
_READERS = {name: f"annotations/{name}.jsonl" for name in READERS}
_OTHERS: tuple[Tier, ...] = ("derived", "extended")
_GOLD = "gold/examples.jsonl"
_CARD = "README.md"
_MANIFEST = "manifest.json"


def build(data_dir: Path, seeds_dir: Path, scheme: Scheme) -> Manifest:
    """Write gold/examples.jsonl, README.md and manifest.json under `data_dir` from what people wrote.

    The same input gives the same bytes. Nothing is written before everything is read and found right, the
    tiers that are written by hand included.

    Parameters
    ----------
    data_dir
        A folder with annotations/{segments,reader_a,reader_b,adjudication}.jsonl, and other tiers if any.
    seeds_dir
        The folder of the articles and SOURCES.yaml.
    scheme
        The scheme the labels follow.

    Returns
    -------
    Manifest
        What manifest.json says.

    Raises
    ------
    DataError
        If an article was changed, part of one is in no segment, an annotation is wrong, or the readers differ
        on a sentence that is not adjudicated, or a line of another tier is wrong. The message gives file and
        line.
    """
    articles = load_articles(seeds_dir)
    segments = read_segments(data_dir / _SEGMENTS, articles)
    check_coverage(segments, articles)
    sentences = annotated_texts(segments, articles)
    readers = {name: read_reader(data_dir / file, sentences, scheme) for name, file in _READERS.items()}
    first, second = readers.values()
    adjudicated = read_adjudication(data_dir / _ADJUDICATION, sentences, scheme)
    verdicts = resolve(first, second, adjudicated, path=data_dir / _ADJUDICATION)

    gold = build_gold(segments, articles, readers, verdicts, scheme)
    tiers: dict[Tier, list[Example]] = {"gold": gold, **_read_other_tiers(data_dir, scheme)}
    behaviour = behaviour_of(data_dir, scheme)
    outputs = {
        _GOLD: b"".join(dump_line(example_to_json(example)) for example in gold),
        _CARD: render_tiers_card(tiers, scheme, behaviour, read_briefs(data_dir)).encode("utf-8"),
    }
    manifest = Manifest(
        geoclf_version=version("geoclf"),
        scheme_name=scheme.name,
        scheme_version=scheme.version,
        scheme_hash=scheme.hash,
        inputs=_input_hashes(data_dir, seeds_dir, articles),
        outputs={f"data/{file}": sha256(content).hexdigest() for file, content in outputs.items()},
        tiers=tuple(tier_stats(examples, scheme, tier) for tier, examples in tiers.items()),
        readers=READERS,
        agreement=measure_agreement(first, second, scheme.labels),
        adjudicated=len(adjudicated),
    )
    outputs[_MANIFEST] = manifest.dumps().encode("utf-8")  # the last one: it vouches for the others
    for file, content in outputs.items():
        write_bytes(data_dir / file, content)
    return manifest


def build_gold(
    segments: Sequence[Segment],
    articles: Mapping[str, Article],
    readers: Mapping[str, Mapping[str, Reading]],
    verdicts: Mapping[str, Reading],
    scheme: Scheme,
) -> list[Example]:
    """Return one gold example per annotated segment, in the order of the segments.

    Parameters
    ----------
    segments
        All segments; those without a verdict become no example.
    articles
        The articles by id; an article is the group of its sentences.
    readers
        Each reader's annotations: reader's name, then segment id.
    verdicts
        What counts for each annotated segment, by segment id.
    scheme
        The scheme the labels follow.
    """
    return [
        Example(
            id=f"gold-{segment.id}",
            text=articles[segment.seed].text[segment.start : segment.end],
            labels=verdicts[segment.id].labels,
            tier="gold",
            group=segment.seed,
            scheme_version=scheme.version,
            source=SourceSpan(segment.seed, segment.start, segment.end),
            annotators={name: readings[segment.id].labels for name, readings in readers.items()},
            status=verdicts[segment.id].status,
            evidence=verdicts[segment.id].evidence,
            note=_note(segment, verdicts[segment.id]),
        )
        for segment in segments
        if segment.id in verdicts
    ]


def _read_other_tiers(data_dir: Path, scheme: Scheme) -> dict[Tier, list[Example]]:
    return {tier: read_tier(tier, scheme, data_dir) for tier in _OTHERS if tier_files(tier, data_dir)}


def _note(segment: Segment, verdict: Reading) -> str | None:
    parts = [segment.note, verdict.remark and f"Adjudicated: {verdict.remark}"]
    return "; ".join(part for part in parts if part) or None


def _input_hashes(data_dir: Path, seeds_dir: Path, articles: Mapping[str, Article]) -> dict[str, str]:
    """Return the SHA-256 of every file that was read, the tiers that are written by hand included."""
    inputs = {f"seeds/{article.file}": article.sha256 for article in articles.values()}
    inputs[f"seeds/{SOURCES}"] = sha256_of_file(seeds_dir / SOURCES)
    for file in (_SEGMENTS, *_READERS.values(), _ADJUDICATION):
        inputs[f"data/{file}"] = sha256_of_file(data_dir / file)
    written = [path for tier in _OTHERS for path in tier_files(tier, data_dir)]
    briefs = [path for path in [data_dir / BRIEFS] if path.is_file()]
    for path in [*written, *sorted((data_dir / BEHAVIOUR).glob("*.jsonl")), *briefs]:
        inputs[f"data/{path.relative_to(data_dir).as_posix()}"] = sha256_of_file(path)
    return inputs
