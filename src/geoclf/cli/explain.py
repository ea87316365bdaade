"""`geoclf explain`: say why one text gets its labels."""

import os
import sys
from pathlib import Path

import click

__all__ = ["command"]

_EPILOG = """\b
Examples:
  geoclf explain "Rusia y Corea del Norte firmaron un tratado de defensa mutua."
  geoclf explain "Levantan las sanciones a Irán." --nearest 5 --html porque.html
  geoclf explain - < frase.txt
"""
# Words with less than this share of the strongest one are left plain.
_FAINTEST = 0.2


@click.command("explain", epilog=_EPILOG, no_args_is_help=True)
@click.argument("text")
@click.option(
    "--model", help="Model folder, runs:/RUN or models:/NAME/VERSION.  [default: the shipped model]"
)
@click.option(
    "--nearest",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Show this many of the training examples most like TEXT.",
)
@click.option(
    "--examples",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help='The training examples, JSON Lines with "text" and "labels".  [default: those of the shipped model]',
)
@click.option(
    "--html", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write a page as well."
)
@click.option("--overwrite", is_flag=True, help="Replace the page if it exists.")
def command(
    text: str, model: str | None, nearest: int, examples: Path | None, html: Path | None, overwrite: bool
) -> None:
    """Say why TEXT, one sentence, gets its labels: what each word adds to each label's score.

    "-" reads TEXT from standard input. The words' numbers and the intercept sum to the score, from which the
    probability follows. On a terminal, bold blue words speak for a label, underlined orange ones against it.
    """
    # Imported here, so that --help does not wait for numpy.
    from geoclf.api import load_model
    from geoclf.classifier.explanation_text import to_text
    from geoclf.files import write_text
    from geoclf.jsonl import read_jsonl
    from geoclf.prediction.streams import check_target

    if examples is not None and not nearest:
        raise click.UsageError("--examples: nothing is looked for in them; add --nearest 5")
    if html is not None:
        check_target(str(html), overwrite=overwrite)
    sentence = _standard_input() if text == "-" else text
    given = None if examples is None else [record for _, record in read_jsonl(examples)]
    classifier = load_model(model)
    if nearest and given is None:
        click.echo("looking through the training examples, which takes some seconds", err=True)
    explanation = classifier.explain(sentence, nearest=nearest, examples=given)
    plain = not sys.stdout.isatty() or "NO_COLOR" in os.environ
    click.echo(to_text(explanation, mark=None if plain else _mark))
    if html is not None:
        write_text(html, explanation.to_html())
        click.echo(f"{html}: written", err=True)


def _standard_input() -> str:
    from geoclf.errors import DataError

    content = sys.stdin.buffer.read()
    try:
        return content.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise DataError(
            f"standard input: byte 0x{content[error.start]:02x} is not utf-8; convert the text first"
        ) from error


def _mark(word: str, strength: float) -> str:
    if abs(strength) < _FAINTEST or not word.strip():
        return word
    # Colours of the 256 that are told apart by the colour-blind; bold and underlined for those who see none.
    return click.style(word, fg=33, bold=True) if strength > 0 else click.style(word, fg=208, underline=True)
