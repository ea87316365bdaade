"""Packages that only some parts need: imported when used, with an error that says how to get them."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from geoclf.errors import MissingPackageError

__all__ = ["check_extra", "import_extra"]


def import_extra(extra: str, package: str) -> Any:  # noqa: ANN401 - a module that may carry no types
    """Return the module `package`, which comes with `pip install "geoclf[extra]"`.

    Raises
    ------
    MissingPackageError
        If it is not installed.

    Examples
    --------
    >>> import_extra("embeddings", "numpy").__name__
    'numpy'
    >>> import_extra("embeddings", "no_such_package")
    Traceback (most recent call last):
    geoclf.errors.MissingPackageError: this needs the package no_such_package, which is not installed; \
install it with: pip install "geoclf[embeddings]"
    """
    try:
        return import_module(package)
    except ModuleNotFoundError as error:
        # A package that is there but lacks one of its own is reported by that one's name.
        raise _missing(extra, error.name or package) from error


def check_extra(extra: str, package: str) -> None:
    """Raise `MissingPackageError` unless `package` is installed; importing it could take seconds."""
    try:
        found = find_spec(package)
    except ValueError:  # what Python says of a module that was switched off
        found = None
    if found is None:
        raise _missing(extra, package)


def _missing(extra: str, package: str) -> MissingPackageError:
    return MissingPackageError(
        f"this needs the package {package}, which is not installed; install it with: "
        f'pip install "geoclf[{extra}]"'
    )
