"""`geoclf data`: check, build and describe the annotated data."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from geoclf.corpus.stats import TierStats
    from geoclf.scheme.schema import Scheme

__all__ = ["command"]

_data_dir = click.option(
    "--data-dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the tiers.  [default: the one that ships with geoclf]",
)
_seeds_dir = click.option(
    "--seeds-dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the seed articles.  [default: the one that ships with geoclf]",
)
_scheme = click.option(
    "--scheme", "source", metavar="PATH", help="A scheme's YAML file.  [default: the shipped one]"
)


@click.group("data")
def command() -> None:
    """Check, build and describe the annotated data.

    \b
    Example:
      geoclf data check
    """  # noqa: D301 - click wants a real backspace


@command.command()
@_data_dir
@_seeds_dir
@_scheme
@click.option(
    "--held-out",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="JSONL file with texts to judge by: no sentence may share six words in a row with one. Repeatable.",
)
@click.pass_context
def check(
    context: click.Context,
    data_dir: Path | None,
    seeds_dir: Path | None,
    source: str | None,
    held_out: tuple[Path, ...],
) -> None:
    """Print every rule that the data break, with file and line; the exit code is 1 when there is one.

    Data that break none are summed up: positives per label and tier, and how varied the wording is.

    \b
    Examples:
      geoclf data check
      geoclf data check --held-out press.jsonl
      geoclf data check --data-dir my_data --seeds-dir my_articles --scheme my_scheme.yaml
    """  # noqa: D301 - click wants a real backspace
    from collections import Counter

    from geoclf.corpus.checks import check_data
    from geoclf.resources import resource_dir
    from geoclf.scheme.loading import load_scheme

    data_dir, scheme = data_dir or resource_dir("data"), load_scheme(source)
    violations = check_data(data_dir, seeds_dir or resource_dir("seeds"), scheme, held_out)
    for violation in violations:
        click.echo(str(violation))
    if violations:
        kinds = Counter(violation.kind for violation in violations).most_common()
        summary = ", ".join(f"{count} {kind}" for kind, count in kinds)
        click.echo(f"{data_dir}: {len(violations)} violations: {summary}", err=True)
        context.exit(1)
    click.echo(_balance_text(_tier_stats("all", scheme, data_dir)))
    click.echo(f"{data_dir}: OK")


@command.command()
@_data_dir
@_seeds_dir
@_scheme
def build(data_dir: Path | None, seeds_dir: Path | None, source: str | None) -> None:
    """Make gold, the data card and the manifest from the articles and their annotations.

    \b
    Example:
      geoclf data build
    """  # noqa: D301 - click wants a real backspace
    from geoclf.corpus.build import build
    from geoclf.resources import resource_dir
    from geoclf.scheme.loading import load_scheme

    data_dir = data_dir or resource_dir("data")
    manifest = build(data_dir, seeds_dir or resource_dir("seeds"), load_scheme(source))
    for name in (*manifest.outputs, "data/manifest.json"):
        click.echo(f"wrote {data_dir / name.removeprefix('data/')}")
    for tier in manifest.tiers:
        click.echo(f"{tier.name}: {tier.examples} examples in {tier.groups} groups")


@command.command()
@click.option(
    "--tier",
    type=click.Choice(["gold", "derived", "extended", "all"]),
    default="all",
    show_default=True,
    help="all: every tier there is, one after the other.",
)
@_data_dir
@_scheme
def stats(tier: str, data_dir: Path | None, source: str | None) -> None:
    """Print how many examples, groups and labels each tier holds.

    \b
    Example:
      geoclf data stats --tier gold
    """  # noqa: D301 - click wants a real backspace
    from geoclf.scheme.loading import load_scheme

    click.echo("\n\n".join(map(_stats_text, _tier_stats(tier, load_scheme(source), data_dir))))


def _tier_stats(tier: str, scheme: "Scheme", data_dir: Path | None) -> "list[TierStats]":
    from geoclf.corpus.examples import read_tier, select_tiers
    from geoclf.corpus.stats import tier_stats

    names = select_tiers(tier, data_dir)
    return [tier_stats(read_tier(name, scheme, data_dir), scheme, name) for name in names]


def _balance_text(tiers: "Sequence[TierStats]") -> str:
    header = ("", *(tier.name for tier in tiers))
    rows = [("examples", *(tier.examples for tier in tiers))]
    rows += [
        (columns[0].label, *(label.examples for label in columns))
        for columns in zip(*(tier.labels for tier in tiers), strict=True)
    ]
    rows.append(("no label", *(tier.without_label for tier in tiers)))
    rows.append(("different 4-grams", *(f"{tier.distinct_4grams:.0%}" for tier in tiers)))
    return "\n".join(_table(header, rows))


def _stats_text(stats: "TierStats") -> str:
    from geoclf.records import STATUSES

    first, median, third = stats.words
    labels = [(one.label, one.examples, one.groups, *one.status) for one in stats.labels]
    combinations = [(" + ".join(labels) or "(none)", count) for labels, count in stats.combinations]
    return "\n".join(
        [
            f"{stats.name}: {stats.examples} examples in {stats.groups} groups",
            f"no label: {stats.without_label} ({stats.share_without_label:.0%})",
            f"words per example: median {median:g}, quartiles {first:g} and {third:g}",
            f"different 4-grams: {stats.distinct_4grams:.0%}",
            "",
            *_table(("label", "examples", "groups", *STATUSES), labels),
            "",
            *_table(("labels together", "examples"), combinations),
        ]
    )


def _table(header: Iterable[object], rows: Iterable[Iterable[object]]) -> list[str]:
    """Return the lines of a table: the first column flush left, numbers flush right."""
    cells = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in cells
    ]
