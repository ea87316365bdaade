"""`geoclf compare`: which of several runs is better, and whether that is more than chance."""

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geoclf.errors import DataError

if TYPE_CHECKING:
    from geoclf.evaluation.report import Comparison, Predictions

__all__ = ["command"]

_EPILOG = """\b
Examples:
  geoclf compare outputs/2026-11-21/a-run outputs/2026-11-21/another-run
  geoclf compare tfidf_logistic lexicon --metric macro_f1 --metric sanctions/f1
"""

_Run = dict[str, "Predictions"]
"""One run's predictions by data set."""


@click.command("compare", epilog=_EPILOG, no_args_is_help=True)
@click.argument("runs", nargs=-1, required=True, metavar="RUN RUN...")
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    default=("macro_f1",),
    show_default=True,
    help="What to compare; may be given several times.",
)
@click.option("--dataset", help="Compare on this data set alone.  [default: all that the runs share]")
@click.option(
    "--n-resamples",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help="Bootstrap resamples behind the intervals.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the bootstrap.")
@click.option("--tracking-uri", help="Where tracked runs are.  [default: as for geoclf train]")
def command(
    runs: tuple[str, ...],
    metrics: tuple[str, ...],
    dataset: str | None,
    n_resamples: int,
    seed: int,
    tracking_uri: str | None,
) -> None:
    """Compare runs pairwise on the texts they both predicted.

    RUN is a run's folder, or the id, the begin of the id, or the name of a tracked run. Differences are
    paired over groups: the same articles are drawn for both. A run is called better only when the 95 %
    interval of the difference excludes zero.
    """
    from geoclf.evaluation.comparison import compare
    from geoclf.evaluation.table import format_comparisons

    if len(runs) < 2:
        raise DataError(f"expected two runs or more, got {len(runs)}")
    loaded = _named({run: _load(run, tracking_uri) for run in runs})
    comparisons: list[Comparison] = [
        compare(first[name], second[name], metric=metric, n_resamples=n_resamples, seed=seed)
        for first, second in combinations(loaded, 2)
        for name in _shared(first, second, dataset)
        for metric in metrics
    ]
    click.echo(format_comparisons(comparisons))


def _load(run: str, tracking_uri: str | None) -> _Run:
    from geoclf.tracking.read_run import read_predictions
    from geoclf.tracking.saved_predictions import read_predictions_file
    from geoclf.tracking.table_items import PREDICTIONS_FILE

    path = Path(run) / PREDICTIONS_FILE
    if not Path(run).is_dir():
        found = read_predictions(run, tracking_uri)
    elif path.is_file():
        found = read_predictions_file(path)
    else:
        raise DataError(f"{run}: no {PREDICTIONS_FILE} in this folder; choose a run that was completed")
    return {predictions.dataset: predictions for predictions in found}


def _named(runs: dict[str, _Run]) -> list[_Run]:
    """Give each run a name of its own: its system's, with the run's where several are of one system."""
    from dataclasses import replace

    systems = [next(iter(run.values())).system for run in runs.values()]
    named = []
    for (key, run), system in zip(runs.items(), systems, strict=True):
        name = system if systems.count(system) == 1 else f"{system} ({Path(key).name})"
        named.append({dataset: replace(part, system=name) for dataset, part in run.items()})
    return named


def _shared(first: _Run, second: _Run, dataset: str | None) -> list[str]:
    shared = [name for name in first if name in second and dataset in (None, name)]
    if not shared:
        one, other = (next(iter(run.values())).system for run in (first, second))
        raise DataError(
            f"{one} was judged on {', '.join(first)}, {other} on {', '.join(second)}; to compare them, "
            "judge both on the same texts with geoclf evaluate"
        )
    return shared
