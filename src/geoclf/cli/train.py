"""`geoclf train`: one experiment, or a sweep of them, as a config says."""

import math
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import click

from geoclf.resources import resource_dir

if TYPE_CHECKING:
    from geoclf.config.jobs import Job
    from geoclf.config.settings import Settings
    from geoclf.experiment.result import Evaluation, ExperimentResult
    from geoclf.scheme.schema import Scheme
    from geoclf.tracking.run_info import RunInfo

__all__ = ["command"]

_EPILOG = """\b
Examples:
  geoclf train
  geoclf train data=all model.C=0.3 features=tfidf_char
  geoclf train experiment=lexicon tracking=none
  geoclf train data=file data.path=mine.jsonl data.test_sets.press=press.jsonl
  geoclf train -m model=majority,lexicon,logistic

\b
All other flags are Hydra's: --resolve, --package, --info, --hydra-help.
"""


class _Train(click.Command):
    """Shows in its help what `configs/` offers."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        configs = resource_dir("configs")
        groups = sorted(path for path in configs.iterdir() if path.is_dir())
        rows = [
            (group.name, ", ".join(sorted(file.stem for file in group.glob("*.yaml")))) for group in groups
        ]
        with formatter.section("Groups and choices"):
            formatter.write_dl(rows)


@click.command(
    "train",
    cls=_Train,
    epilog=_EPILOG,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True},
)
@click.argument("overrides", nargs=-1, type=click.UNPROCESSED)
@click.option("-m", "--multirun", is_flag=True, help="One job per combination of values given with commas.")
@click.option("--cfg", type=click.Choice(["job", "hydra", "all"]), help="Print the config and do nothing.")
@click.option(
    "--config-dir",
    type=click.Path(exists=True, file_okay=False),
    help="Folder with config files of your own, such as DIR/model/mine.yaml.",
)
def command(overrides: tuple[str, ...], multirun: bool, cfg: str | None, config_dir: str | None) -> None:
    """Cross-validate a classifier beside its baselines, judge it on test sets, and train it on all data.

    OVERRIDES change the config: GROUP=CHOICE picks a file, PATH.TO.KEY=VALUE sets a value; --cfg job shows
    all keys. Each run gets a folder of its own under outputs/ (under multirun/ in a sweep) with
    config.yaml, metrics.json, predictions.jsonl, behaviour.jsonl, report.txt and the trained model
    with its model card (README.md).
    """
    from geoclf.config.jobs import run_jobs

    flags = ["--multirun"] if multirun else []
    flags += ["--cfg", cfg] if cfg else []
    flags += ["--config-dir", config_dir] if config_dir else []
    training = _Training()
    run_jobs(training, [*flags, *overrides], program=("geoclf", "train"), config_name="train")
    training.summarise()


class _Training:
    """What is done per job; remembers how well each did."""

    def __init__(self) -> None:
        self._results: dict[str, Evaluation] = {}

    def __call__(self, job: "Job") -> None:
        from geoclf.config.settings import build_settings

        settings = build_settings(job.config, name=job.name)
        if job.number is not None:
            click.secho(f"job {job.number}: {job.title}", bold=True)
        self._results[f"{job.number}: {job.title}"] = _run(job, settings).evaluations[0]

    def summarise(self) -> None:
        """Print one line per job of a sweep."""
        if len(self._results) < 2:
            return
        from geoclf.evaluation.grid import aligned

        rows = [["job", "data", "macro F1", "micro F1"]]
        for title, evaluation in self._results.items():
            cells = [_cell(evaluation, key) for key in ("macro_f1", "micro_f1")]
            rows.append([title, evaluation.predictions.dataset, *cells])
        click.echo(f"\n{aligned(rows)}")


def _cell(evaluation: "Evaluation", key: str) -> str:
    metric = evaluation.report[key]
    interval = f" [{metric.low:.2f}, {metric.high:.2f}]" if math.isfinite(metric.low) else ""
    return f"{metric.value:.2f}{interval}"


def _run(job: "Job", settings: "Settings") -> "ExperimentResult":
    from geoclf.classifier.persistence import check_target
    from geoclf.cli.result_files import CONFIG_FILE, write_results
    from geoclf.cli.result_notes import result_notes
    from geoclf.experiment.run import run_experiment
    from geoclf.files import write_text
    from geoclf.tracking.log_items import info_items, result_items
    from geoclf.tracking.run_info import collect_run_info

    model_dir = _model_dir(job, settings)
    # Asked before the work, not after it.
    check_target(model_dir)
    write_text(job.folder / CONFIG_FILE, job.config_yaml)
    info = collect_run_info(
        job.config,
        job.config_yaml,
        scheme=settings.scheme,
        data=settings.data.pool,
        command=job.command,
    )
    with settings.tracker.run(job.title) as run:
        run.log(info_items(info))
        result = run_experiment(
            name=job.name,
            classifier=settings.classifier,
            baselines=settings.baselines,
            data=settings.data.training,
            train_with=settings.data.train_with,
            train_fraction=settings.train_fraction,
            splitter=settings.splitter,
            test_sets=settings.data.test_sets,
            behaviour=settings.behaviour,
            n_resamples=settings.n_resamples,
            seed=settings.seed,
            progress=_progress(),
        )
        result.model.save(model_dir)
        report = write_results(
            job.folder,
            result.evaluations,
            result.baselines,
            result.comparisons,
            result.behaviour,
            result_notes(result),
        )
        _write_card(result, model_dir, info, settings.scheme)
        # Last, so that a store that fails costs no results.
        run.log(result_items(result, model_dir))
    click.echo(report)
    click.echo("\n".join(_whereabouts(job, run.id, model_dir)))
    return result


def _write_card(result: "ExperimentResult", model_dir: Path, info: "RunInfo", scheme: "Scheme") -> None:
    from geoclf.classifier.persistence import CARD
    from geoclf.cli.model_card import render_model_card
    from geoclf.cli.saved_model import inspect_model
    from geoclf.corpus.examples import count_tiers
    from geoclf.files import write_text

    saved = inspect_model(model_dir, result.data.texts)
    write_text(model_dir / CARD, render_model_card(result, saved, info, scheme, count_tiers(result.data.ids)))


def _progress() -> Callable[[str], None] | None:
    if not sys.stderr.isatty():
        return None
    return lambda line: click.secho(line, dim=True, err=True)


def _model_dir(job: "Job", settings: "Settings") -> Path:
    if settings.model_dir is None:
        return job.folder / "model"
    # The jobs of a sweep would otherwise replace each other's model.
    return settings.model_dir if job.number is None else settings.model_dir / str(job.number)


def _whereabouts(job: "Job", run_id: str | None, model_dir: Path) -> list[str]:
    program = _program()
    lines = [
        f"results  {_shown(job.folder)}",
        f"model    {_shown(model_dir)}   ({program} predict INPUT -o OUTPUT --model {_shown(model_dir)})",
    ]
    if run_id is not None:
        uri = job.config["tracking"].get("tracking_uri")
        lines += [f"run      {run_id}", f"look     {program} ui" + (f" --tracking-uri {uri}" if uri else "")]
    return lines


def _program() -> str:
    """Return what to type for geoclf: its path where the environment is not on the search path."""
    if which("geoclf") or Path(sys.argv[0]).name != "geoclf":
        return "geoclf"
    return _shown(Path(sys.argv[0]).absolute())


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
