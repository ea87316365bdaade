"""`geoclf predict`: label a file of texts."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from geoclf.errors import ParameterError

__all__ = ["command"]

_FORMATS = click.Choice(["jsonl", "csv", "tsv", "parquet", "txt"])

_EPILOG = """\b
Examples:
  geoclf predict noticias.csv -o etiquetadas.csv --text-column titular
  geoclf predict noticias.jsonl.gz -o etiquetadas.parquet --model outputs/2026-11-21/my-run/model
  geoclf predict articulos.jsonl -o etiquetados.jsonl --level article --explain
  zcat noticias.jsonl.gz | geoclf predict - > etiquetadas.jsonl
  geoclf predict noticias.csv -o etiquetadas.csv --aim recall=0.9 --threshold treaty=0.6 --abstain
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
@click.option("--overwrite", is_flag=True, help="Replace OUTPUT if it exists.")
@click.option(
    "--batch-size",
    type=click.IntRange(min=1),
    default=1000,
    show_default=True,
    help="Rows in memory at a time.",
)
def command(
    model: str | None,
    aim: str | None,
    thresholds: tuple[str, ...],
    miss: float | None,
    false_alarm: float | None,
    **settings: Any,  # noqa: ANN401 - the fields of a Job
) -> None:
    """Label the texts in INPUT, one sentence or article a row, and write the rows with their labels.

    INPUT and OUTPUT are JSON Lines, CSV, TSV, Parquet or plain text (one text a line), told by the end of
    their name, each also with .gz; "-" is standard input or output. All columns are kept. Added are "labels"
    (a list; in CSV joined by ";") and the calibrated probability of each label. A .txt output holds the
    labels alone, one line a text. A fault in a row stops the run with its place, and no output is left.

    With --level article, labels are the union of the sentences' labels, probabilities are those that at least
    one sentence has the label, and "sentences" lists where each stands, its labels and its probabilities.
    With --abstain, a label in "review" is one to decide, whether "labels" has it or not. With --explain,
    "explanation" lists the words that add most to the score of a label that applies, or take most from it.
    Offsets count characters of the text; in CSV both lists are JSON.
    """
    # Imported here, so that --help does not wait for numpy.
    from geoclf.api import load_model
    from geoclf.cli.adjusting import adjust
    from geoclf.prediction.job import Job

    if (miss, false_alarm) != (None, None) and not settings["abstain"]:
        raise ParameterError("--miss and --false-alarm set what --abstain leaves to a person; add --abstain")
    job = Job(**settings)
    classifier = adjust(load_model(model), aim=aim, thresholds=thresholds, miss=miss, false_alarm=false_alarm)
    if job.level == "article" and not classifier.article_.calibrated_:
        click.echo(
            "Note: this model has no calibration for articles: their probabilities take sentences for "
            "independent and are mostly too high",
            err=True,
        )
    with _progress() as update:
        counts = job.run(classifier, progress=update)
    labels = ", ".join(f"{label} {number}" for label, number in counts.labels.items())
    review = "" if counts.review is None else f"; {counts.review} to review"
    where = "standard output" if job.output == "-" else job.output
    click.echo(f"{where}: {counts.n_rows} rows; {labels}{review}", err=True)


@contextmanager
def _progress() -> Iterator[Callable[[int], object]]:
    """Show a bar of rows if standard error is a terminal; yield what is told the number of rows done."""
    if not sys.stderr.isatty():
        yield lambda n: None
        return
    # Imported here: it takes half as long as numpy.
    from tqdm import tqdm

    with tqdm(desc="labelling", unit=" rows", leave=False) as bar:
        yield bar.update
