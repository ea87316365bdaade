"""`geoclf evaluate`: judge a trained model on labelled texts."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from geoclf.errors import ConfigError, DataError, SchemeError

if TYPE_CHECKING:
    from geoclf.classifier.labeller import Labeller
    from geoclf.records import LabelledTexts
    from geoclf.scheme.schema import Scheme

__all__ = ["command"]

_SETTINGS = {
    "model": "model=outputs/my-run/model",
    "data": "data=gold",
    "data.path": "data.path=press.jsonl",
    "scheme": "scheme=mine.yaml",
    "behaviour": "behaviour=none",
    "name": "name=mine",
    "n_resamples": "n_resamples=1000",
    "seed": "seed=0",
}
_SHIPPED = "shipped"

_EPILOG = """\b
Settings:
  model        model folder, runs:/RUN or models:/NAME/VERSION  [default: the shipped model]
  data         gold, derived, extended, all, or a JSONL file with text, labels and, best, group
  data.path    the same, always a file
  scheme       the YAML file of the model's label scheme  [default: the shipped scheme]
  behaviour    behaviour tests: JSONL file, folder, none or shipped  [default: shipped, for its labels]
  name         what the model is called in the results
  n_resamples  bootstrap resamples behind every interval; 0 for none  [default: 1000]
  seed         of the bootstrap  [default: 0]

\b
Examples:
  geoclf evaluate data.path=press.jsonl
  geoclf evaluate model=outputs/2026-11-21/my-run/model data=gold --json
"""


_OVERLAP = (
    "the model was trained on {} of these {} texts: its scores on them are no measure of how it does on "
    "new ones"
)


@click.command("evaluate", epilog=_EPILOG, no_args_is_help=True)
@click.argument("settings", nargs=-1, metavar="NAME=VALUE...")
@click.option("--json", "as_json", is_flag=True, help="Print the metrics as JSON instead of a table.")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for metrics.json, predictions.jsonl, behaviour.jsonl, report.txt and figures.",
)
@click.option("--overwrite", is_flag=True, help="Replace results that are in the folder already.")
def command(settings: tuple[str, ...], as_json: bool, output: Path | None, overwrite: bool) -> None:
    """Judge a trained model on labelled texts and behaviour tests, beside the majority and the rule lexicon.

    Every metric has a 95 % interval by bootstrap over groups. Texts that the model was trained on prove
    nothing: geoclf says so when it can tell.
    """
    from geoclf.cli.assignments import parse_assignments, whole_number
    from geoclf.cli.judging import judge, training_overlap
    from geoclf.cli.result_files import METRICS_FILE, metrics_json, write_figures, write_results
    from geoclf.cli.result_text import render_results
    from geoclf.corpus.behaviour import load_behaviour
    from geoclf.files import make_folder

    values = parse_assignments(settings, _SETTINGS)
    if output is not None and not overwrite and (output / METRICS_FILE).exists():
        raise DataError(f"{output}: holds results already; pass --overwrite to replace them")
    model, scheme = _load(values)
    data = _read(values, scheme)
    if output is not None:
        # Tried before the work, not after it.
        make_folder(output)
    overlap = training_overlap(model, data, scheme)
    notes = [_OVERLAP.format(overlap, len(data))] if overlap else []
    for note in notes:
        click.secho(f"Warning: {note}", fg="yellow", err=True)
    judgement = judge(
        values.get("name") or _name(values.get("model")),
        model,
        data,
        scheme,
        behaviour=load_behaviour(values.get("behaviour", "shipped"), scheme),
        n_resamples=whole_number(values, "n_resamples", 1000),
        seed=whole_number(values, "seed", 0),
    )
    results = (
        [judgement.evaluation],
        judgement.baselines,
        judgement.comparisons,
        judgement.behaviour,
    )
    if output is not None:
        write_results(output, *results, notes)
        write_figures(output, judgement.evaluation, judgement.baselines)
    click.echo((metrics_json if as_json else render_results)(*results, notes), nl=False)


def _load(values: dict[str, str]) -> "tuple[Labeller, Scheme]":
    from geoclf.api import load_model
    from geoclf.scheme.loading import load_scheme

    model = load_model(values.get("model"))
    scheme = load_scheme(values.get("scheme"))
    if scheme.labels != model.labels:
        raise SchemeError(
            f"the model's labels are {', '.join(model.labels)}, those of scheme {scheme.name!r} are "
            f"{', '.join(scheme.labels)}; pass scheme=FILE with the scheme the model was trained for"
        )
    return model, scheme


def _read(values: dict[str, str], scheme: "Scheme") -> "LabelledTexts":
    from geoclf.corpus.examples import load_tier, read_labelled_texts
    from geoclf.records import TIERS

    path = values.get("data.path")
    data = values.get("data", "file" if path else None)
    if data is None or (path and data != "file"):
        raise ConfigError("expected data=TIER, data=FILE or data.path=FILE, and one of them only")
    if path is None and data in (*TIERS, "all"):
        return load_tier(data, scheme)
    file = Path(path or data).expanduser()
    return read_labelled_texts(file, scheme, file.stem)


def _name(model: str | None) -> str:
    if model is None:
        return _SHIPPED
    parts = [part for part in model.rstrip("/").split("/") if part]
    # `geoclf train` calls all its models "model"; the run's folder tells them apart.
    if parts[-1] == "model" and len(parts) > 1:
        parts.pop()
    # The jobs of a sweep are numbered: a number alone names nothing.
    return "-".join(parts[-2:]) if parts[-1].isdigit() else parts[-1]
