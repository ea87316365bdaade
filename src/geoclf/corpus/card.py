"""The data card, written from the data: what the tiers hold, where they come from, what they cannot carry."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import Template

from geoclf.corpus.agreement import measure_agreement
from geoclf.corpus.behaviour import BehaviourCase, behaviour_of
from geoclf.corpus.briefs import Brief, read_briefs
from geoclf.corpus.examples import read_tier, select_tiers
from geoclf.corpus.reading import Reading
from geoclf.corpus.stats import TierStats, tier_stats
from geoclf.markdown import markdown_table
from geoclf.records import Example, Status, Tier
from geoclf.scheme.schema import Scheme

__all__ = ["TIER_CONTENT", "render_card", "render_tiers_card"]

_TEMPLATE = Path(__file__).with_name("card_template.md")

TIER_CONTENT: Mapping[Tier, str] = {
    "gold": "sentences of the seed articles, as printed",
    "derived": "rewritten from gold sentences; each belongs to the group of its origin",
    "extended": "written for the scheme, not taken from any article",
}
"""What each tier is."""

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def render_card(data_dir: Path, scheme: Scheme) -> str:
    """Return the data card of the tiers under `data_dir`, in Markdown with a YAML header.

    The header declares one split per tier and the type of every column, so that `datasets.load_dataset` on
    the folder gives what `geoclf.load_examples` gives. The same data make the same card.

    Parameters
    ----------
    data_dir
        The folder of the tiers; gold must be among them.
    scheme
        The scheme that the labels follow.

    Raises
    ------
    DataError
        If there is no gold, or a line of a tier is wrong.
    """
    names = (*select_tiers("gold", data_dir), *select_tiers("all", data_dir))
    tiers = {name: read_tier(name, scheme, data_dir) for name in dict.fromkeys(names)}
    return render_tiers_card(tiers, scheme, behaviour_of(data_dir, scheme), read_briefs(data_dir))


def render_tiers_card(
    tiers: Mapping[Tier, Sequence[Example]],
    scheme: Scheme,
    behaviour: Sequence[BehaviourCase] = (),
    briefs: Mapping[str, Brief] | None = None,
) -> str:
    """Return the data card of `tiers`, as `render_card` does for tiers on disk.

    Parameters
    ----------
    tiers
        The examples of each tier that there is; gold must be among them.
    scheme
        The scheme that the labels follow.
    behaviour
        The behaviour tests that lie beside the tiers.
    briefs
        What each file of written sentences was written to, by its name.
    """
    gold = tiers["gold"]
    stats = {name: tier_stats(examples, scheme, name) for name, examples in tiers.items()}
    articles = sorted({example.group for example in gold})
    body = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        tiers=_tiers(stats),
        scheme_name=scheme.name,
        scheme_version=scheme.version,
        definitions=markdown_table(
            ("label", "definition"), ((f"`{name}`", scheme[name].definition.en) for name in scheme.labels)
        ),
        n_articles=len(articles),
        n_gold=len(gold),
        sentences_by_article=", ".join(
            f"{sum(example.group == article for example in gold)} sentences from {article}"
            for article in articles
        ),
        others_written=_others_written(tiers),
        briefs=_briefs(briefs or {}),
        agreement="\n\n".join(_agreement(name, examples, scheme) for name, examples in tiers.items()),
        behaviour=_behaviour(behaviour),
        balance=_balance(stats, scheme),
        distinct=", ".join(f"{one.distinct_4grams:.0%} in `{name}`" for name, one in stats.items()),
        articles_by_label=", ".join(f"`{one.label}` {one.groups}" for one in stats["gold"].labels),
    )
    return f"---\n{_header(tiers)}---\n\n{body}"


def _header(tiers: Mapping[Tier, Sequence[Example]]) -> str:
    from datasets import DatasetInfo
    from datasets.info import DatasetInfosDict
    from huggingface_hub import DatasetCardData

    from geoclf.corpus.dataset import example_features

    readers = (reader for examples in tiers.values() for example in examples for reader in example.annotators)
    total = sum(map(len, tiers.values()))
    card = DatasetCardData(
        pretty_name="geoclf: international acts in Spanish-language news",
        language=["es"],
        license="cc-by-4.0",
        task_categories=["text-classification"],
        task_ids=["multi-label-classification"],
        annotations_creators=["machine-generated"],
        source_datasets=["original"],
        multilinguality=["monolingual"],
        size_categories=[next((size for limit, size in _SIZES if total < limit), "n>1M")],
        configs=[
            {
                "config_name": "default",
                "data_files": [{"split": tier, "path": f"{tier}/*.jsonl"} for tier in tiers],
            }
        ],
    )
    DatasetInfosDict({"default": DatasetInfo(features=example_features(readers))}).to_dataset_card_data(card)
    return card.to_yaml(line_break="\n") + "\n"


def _tiers(stats: Mapping[Tier, TierStats]) -> str:
    rows = [(f"`{name}`", one.examples, one.groups, TIER_CONTENT[name]) for name, one in stats.items()]
    return markdown_table(("tier", "examples", "groups", "what it is"), rows)


_SECOND_READING = """\
Each file was written separately, to a brief of its own (below). A second reading by the same family of
models, which saw the text and the guide only, gave every sentence its labels anew, in shuffled order.
Where `writer` and `reader` differ, a third that saw the two label sets, not whose they were, adjudicated
and gave the reason in `note`; of some 190 sentences settled earlier, with the writer's labels in view,
that verdict was kept where the later reading agreed with it. For about half of the sentences a few public
pages on the region, decade or register were read before writing; most facts come from memory and were
not looked up."""


_BEHAVIOUR = """\
A language model wrote them; an independent reading that knew the guide and not the expected answers
agreed with every one. They are never trained on: `geoclf data check` and `geoclf train` refuse it. Both
`geoclf train` and `geoclf evaluate` run them."""


def _others_written(tiers: Iterable[Tier]) -> str:
    names = [f"`{name}`" for name in tiers if name != "gold"]
    if not names:
        return "There is no other tier so far."
    written = f"The sentences of {' and '.join(names)} were written and labelled by a language model."
    return f"{written}\n\n{_SECOND_READING}"


def _briefs(briefs: Mapping[str, Brief]) -> str:
    if not briefs:
        return "There are no briefs."
    rows = ((f"`{brief.tier}/{name}`", brief.kind, brief.brief) for name, brief in briefs.items())
    return markdown_table(("file", "kind", "brief"), rows)


def _agreement(tier: Tier, examples: Sequence[Example], scheme: Scheme) -> str:
    readers = list(dict.fromkeys(reader for example in examples for reader in sorted(example.annotators)))
    if len(readers) != 2 or any(len(example.annotators) != 2 for example in examples):
        return f"`{tier}`: not reported, as it needs the same two readers for every sentence."
    first, second = (_readings(examples, reader) for reader in readers)
    found = measure_agreement(first, second, scheme.labels)
    rows = [
        (f"`{one.label}`", one.first, one.second, one.both, f"{one.raw:.1%}", _number(one.kappa))
        for one in found.labels
    ]
    header = ("label", *(f"`{reader}`" for reader in readers), "both", "raw agreement", "Cohen's kappa")
    return (
        f"`{tier}`:\n\n{markdown_table(header, rows)}\n\n"
        f"Krippendorff's alpha on whole label sets (MASI distance): {_number(found.alpha)}. The label sets "
        f"differ on {len(found.label_disagreements)} of {found.sentences} sentences."
    )


def _readings(examples: Sequence[Example], reader: str) -> dict[str, Reading]:
    # A tier keeps what each reader labelled but not with which status; no figure of the card depends on it.
    asserted: Status = "asserted"
    given = ((example.id, example.annotators[reader]) for example in examples)
    return {key: Reading(key, labels, (asserted,) * len(labels), ()) for key, labels in given}


def _behaviour(cases: Sequence[BehaviourCase]) -> str:
    if not cases:
        return "There are none so far."
    kinds = Counter(case.kind for case in cases)
    counted = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    names = ", ".join(f"`{name}`" for name in dict.fromkeys(case.capability for case in cases))
    return f"{len(cases)} cases ({counted}), by capability: {names}.\n\n{_BEHAVIOUR}"


def _balance(stats: Mapping[Tier, TierStats], scheme: Scheme) -> str:
    rows = [
        (f"`{label}`", *(_share(one.labels[column].examples, one.examples) for one in stats.values()))
        for column, label in enumerate(scheme.labels)
    ]
    rows.append(("no label", *(_share(one.without_label, one.examples) for one in stats.values())))
    return markdown_table(("label", *(f"{name} ({one.examples})" for name, one in stats.items())), rows)


def _share(count: int, total: int) -> str:
    return f"{count} ({count / total:.0%})"


def _number(value: float) -> str:
    return "undefined" if math.isnan(value) else f"{value:.2f}"
