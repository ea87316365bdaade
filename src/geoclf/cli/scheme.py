"""`geoclf scheme`: show a label scheme to people, or check one."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from geoclf.scheme.schema import Scheme

__all__ = ["command"]

_Language = Literal["es", "en"]
_WIDEST = 100


@click.group("scheme")
def command() -> None:
    """Show a label scheme as an annotation guide, or check one.

    \b
    Example:
      geoclf scheme show sanctions --language en
    """  # noqa: D301 - click wants a real backspace


@command.command()
@click.argument("label", required=False)
@click.option("--scheme", "source", metavar="PATH", help="A scheme's YAML file.  [default: the shipped one]")
@click.option("--language", type=click.Choice(["es", "en"]), default="es", show_default=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "markdown", "html"]),
    default="terminal",
    show_default=True,
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default="-",
    help="File to write.  [default: standard output]",
)
@click.option("--overwrite", is_flag=True, help="Replace the file if it exists.")
def show(
    label: str | None, source: str | None, language: _Language, form: str, output: Path, overwrite: bool
) -> None:
    """Write the annotation guide of a scheme, or only what concerns LABEL.

    \b
    Example:
      geoclf scheme show --format html --language es -o guide.html
    """  # noqa: D301 - click wants a real backspace
    from geoclf.files import write_text
    from geoclf.prediction.streams import check_target
    from geoclf.scheme.loading import load_scheme
    from geoclf.scheme.render import render_html, render_markdown, render_terminal

    to_screen = str(output) == "-"
    if not to_screen:
        check_target(str(output), overwrite=overwrite)
    renderers = {
        "terminal": _on_screen if to_screen else render_terminal,
        "markdown": render_markdown,
        "html": render_html,
    }
    text = renderers[form](load_scheme(source), language, label)
    if to_screen:
        click.echo(text, nl=False)
    else:
        write_text(output, text)


def _on_screen(scheme: "Scheme", language: _Language, label: str | None) -> str:
    """Return the guide fitted to the terminal; click takes the styles out again where there is none."""
    from shutil import get_terminal_size

    from geoclf.scheme.render import render_terminal

    width = min(get_terminal_size().columns, _WIDEST)
    return render_terminal(
        scheme, language, label, width=width, stress=lambda text: click.style(text, bold=True)
    )


@command.command()
@click.argument("path")
def check(path: str) -> None:
    """Check the YAML file PATH and print what the scheme holds.

    \b
    Example:
      geoclf scheme check my_scheme.yaml
    """  # noqa: D301 - click wants a real backspace
    from geoclf.scheme.loading import load_scheme

    scheme = load_scheme(path)
    click.echo(f"{path}: OK")
    for name, value in (
        ("name", scheme.name),
        ("version", scheme.version),
        ("labels", ", ".join(scheme.labels)),
        ("hash", scheme.hash),
    ):
        click.echo(f"  {name:<8}{value}")
