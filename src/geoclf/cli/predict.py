"""`geoclf predict`: label a file of texts."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from geoclf.errors import ParameterError

if TYPE_CHECKING:
    from tqdm import tqdm

    from geoclf.prediction.counts import Counts
    from geoclf.prediction.job import Progress

__all__ = ["command"]

_FORMATS = click.Choice(["jsonl", "csv", "tsv", "parquet", "txt"])

_EPILOG = """\b
Examples:
  geoclf predict noticias.csv -o etiquetadas.csv --text-column titular
  geoclf predict noticias.jsonl.gz -o etiquetadas.parquet --model outputs/2026-11-21/my-run/model
  geoclf predict articulos.jsonl -o etiquetados.jsonl --level article --explain
  zcat noticias.jsonl.gz | geoclf predict - > etiquetadas.jsonl
  geoclf predict noticias.csv -o etiquetadas.csv --aim recall=0.9 --threshold treaty=0.6 --abstain
  geoclf predict archivo.jsonl.gz -o etiquetado.jsonl.gz --workers 4 --bad-rows malas.jsonl --resume
"""


@click.command("predict", epilog=_EPILOG, no_args_is_help=True)
@click.argument("source", metavar="INPUT")
@click.option("-o", "--output", default="-", show_default=True, metavar="OUTPUT", help="File to write.")
@click.option(
    "--model", help="Model folder, runs:/RUN or models:/NAME/VERSION.  [default: the shipped model]"
)
@click.option("--text-column", default="text", show_default=True, help="Column that holds the texts.")
@click.option("--input-format", type=_FORMATS, help="What INPUT is.  [default: by its name; jsonl for -]")
@click.option("--output-format", type=_FORMATS, help="What to write.  [default: by its name; jsonl for -]")
@click.option(
    "--level",
    type=click.Choice(["sentence", "article"]),
    default="sentence",
    show_default=True,
    help="What a row's text is.",
)
@click.option("--explain", is_flag=True, help="Add the words that count most for each label that applies.")
@click.option(
    "--probabilities/--no-probabilities",
    default=True,
    show_default=True,
    help="Add a column proba_LABEL per label beside the column of labels.",
)
@click.option(
    "--aim", help="What thresholds are for: f1, f0.5, f2, recall=0.9, precision=0.8.  [default: the model's]"
)
@click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    metavar="LABEL=NUMBER",
    help="Probability from which on LABEL applies; may be given once per label.",
)
@click.option("--abstain", is_flag=True, help='Add a column "review": which labels a person should decide.')
@click.option(
    "--miss", type=float, help="Share of a label's sentences that --abstain may drop.  [default: the model's]"
)
@click.option(
    "--false-alarm",
    type=float,
    help="Share of the other sentences that --abstain may label.  [default: the model's]",
)
@click.option("--prefix", default="", help="Set before the names of all added columns.")
@click.option("--encoding", default="utf-8", show_default=True, help="Of INPUT; output is always UTF-8.")
@click.option("--delimiter", help="What parts the fields of CSV, in and out.  [default: a comma]")
@click.option(
    "--bad-rows",
    metavar="FILE",
    help="JSONL file to list rows in that cannot be labelled.  [default: stop at the first]",
)
@click.option("--overwrite", is_flag=True, help="Replace OUTPUT if it exists.")
@click.option("--resume", is_flag=True, help="Go on where an earlier run of the same command was ended.")
@click.option(
    "--checkpoint",
    type=click.FloatRange(min=0),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="How much work a sudden end may cost.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes that label, each with a model of its own.",
)
@click.option(
    "--batch-size",
    type=click.IntRange(min=1),
    default=2000,
    show_default=True,
    help="Most rows of a batch.",
)
@click.option(
    "--progress/--no-progress",
    default=None,
    help="Show rate and time left on standard error.  [default: on a terminal]",
)
def command(
    model: str | None,
    aim: str | None,
    thresholds: tuple[str, ...],
    miss: float | None,
    false_alarm: float | None,
    progress: bool | None,
    **settings: Any,  # noqa: ANN401 - the fields of a Job
) -> None:
    """Label the texts in INPUT, one sentence or article a row, and write the rows with their labels.

    INPUT and OUTPUT are JSON Lines, CSV, TSV, Parquet or plain text (one text a line), told by the end of
    their name, each also with .gz; "-" is standard input or output. All columns are kept. Added are "labels"
    (a list; in CSV joined by ";") and the calibrated probability of each label, to nine decimals. A .txt
    output holds the labels alone, one line a text. JSON lines and Parquet rows are copied as they came.

    A row that cannot be labelled (not valid JSON, a field too many, no text) stops the run with its place;
    with --bad-rows it is listed there, with its line, the reason and its content, and left out of OUTPUT.
    OUTPUT appears whole or not at all: until then all is in OUTPUT.partial, and after an interrupt, a kill or
    a full disk the same command with --resume goes on there and gives the same bytes as a run that was not
    ended. That is for files of JSON Lines, CSV, TSV and text; Parquet and standard output begin again.

    With --level article, labels are the union of the sentences' labels, probabilities are those that at least
    one sentence has the label, and "sentences" lists where each stands, its labels and its probabilities.
    With --abstain, a label in "review" is one to decide, whether "labels" has it or not. With --explain,
    "explanation" lists the words that add most to the score of a label that applies, or take most from it.
    Offsets count characters of the text; in CSV both lists are JSON.
    """
    # Imported here, so that --help does not wait for numpy.
    from geoclf.cli.adjusting import load_adjusted
    from geoclf.prediction.job import Job

    if (miss, false_alarm) != (None, None) and not settings["abstain"]:
        raise ParameterError("--miss and --false-alarm set what --abstain leaves to a person; add --abstain")
    # For Parquet, before pyarrow is imported: its own allocators keep tens of megabytes more than is in use.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    job = Job(**settings)
    load = partial(load_adjusted, model, aim=aim, thresholds=thresholds, miss=miss, false_alarm=false_alarm)
    classifier = load()
    if job.level == "article" and not classifier.article_.calibrated_:
        click.echo(
            "Note: this model has no calibration for articles: their probabilities take sentences for "
            "independent and are mostly too high",
            err=True,
        )
    with _bar(sys.stderr.isatty() if progress is None else progress) as show:
        counts = job.run(classifier, load=load, progress=show)
    where = "standard output" if job.output == "-" else job.output
    click.echo(f"{where}: {_summary(counts, job.bad_rows)}", err=True)


@contextmanager
def _bar(is_shown: bool) -> "Iterator[Progress]":
    if not is_shown:
        yield lambda n_rows, share: None
        return
    # Imported here: it loads multiprocessing, which most runs do without.
    from tqdm import tqdm

    with tqdm(desc="labelling", unit=" rows", leave=False) as bar:
        yield partial(_advance, bar)


def _advance(bar: "tqdm[Any]", n_rows: int, share: float | None) -> None:
    """Show what is done and, from the share of the input it took, what is left."""
    if share:
        bar.total = max(int((bar.n + n_rows) / share), bar.n + n_rows)
    bar.update(n_rows)


def _summary(counts: "Counts", bad_rows: str | None) -> str:
    parts = [f"{counts.n_rows} rows", ", ".join(f"{label} {n}" for label, n in counts.labels.items())]
    if counts.review is not None:
        parts.append(f"{counts.review} to review")
    if bad_rows is not None:
        parts.append(f"{counts.n_bad} bad rows in {bad_rows}")
    return "; ".join(parts)
