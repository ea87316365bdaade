"""The `geoclf` command: finds subcommands when they are called, and reports errors without stack traces."""

import errno
import os
import warnings
from importlib import import_module
from typing import Any, NoReturn

import click

from geoclf.errors import GeoclfError

__all__ = ["COMMANDS", "main"]

_INTERRUPTED = 130
"""What shells expect of a program ended by Ctrl-C: 128 + SIGINT."""

COMMANDS = {
    "train": "Train and evaluate a classifier as a config says; sweep with -m.",
    "evaluate": "Judge a trained model on labelled texts.",
    "predict": "Label a file of texts.",
    "explain": "Say why a text gets its labels.",
    "compare": "Compare runs on the same texts.",
    "data": "Check, build and describe the annotated data.",
    "scheme": "Show and check label schemes.",
    "ui": "Look at tracked runs in the browser.",
}
"""Name and one line about each subcommand; `geoclf.cli.<name>.command` is its code."""


class _Group(click.Group):
    """Imports a subcommand only when it is called, so that `geoclf --help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"geoclf.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean {close[0]!r}? " if close else ""
            ctx.fail(f"no command {args[0]!r}; {hint}there are: {', '.join(COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # People who see an error append --debug to the command line they have.
        if "--debug" in args:
            args = ["--debug", *(arg for arg in args if arg != "--debug")]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as in click
        if ctx.params["debug"] or os.environ.get("HYDRA_FULL_ERROR") == "1":
            return super().invoke(ctx)
        try:
            with warnings.catch_warnings():
                warnings.showwarning = _show_warning
                return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except KeyboardInterrupt:
            _end("Interrupted", _INTERRUPTED)
        except GeoclfError as error:
            _end(f"Error: {error}", 1)
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise  # click ends quietly when whoever reads the output has gone
            if isinstance(error, OSError) and error.filename is not None:
                _end(f"Error: {error.filename}: {error.strerror}", 1)
            _end(f"Error: {type(error).__name__}: {error}\nAdd --debug to see where it comes from.", 1)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    """Print a warning as a person wants it: without the line of code that it comes from."""
    click.echo(f"Warning: {message}", err=True)


def _end(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    raise click.exceptions.Exit(code)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example:  geoclf predict noticias.csv -o etiquetadas.csv",
)
@click.version_option(package_name="geoclf", prog_name="geoclf")
@click.option("--debug", is_flag=True, help="Show the full stack trace of an error.")
def main(debug: bool) -> None:
    """Label Spanish-language news by kind of international act.

    Military cooperation, sanctions, humanitarian aid, treaties: train classifiers, judge them honestly, and
    label your own texts. Every command has --help with an example.
    """
    del debug  # read by _Group
