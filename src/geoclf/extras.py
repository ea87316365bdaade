"""Packages that only some parts need: imported when used, with an error that says how to get them."""

from importlib import import_module
from typing import Any

from geoclf.errors import MissingPackageError

__all__ = ["import_extra"]


def import_extra(extra: str, package: str) -> Any:  # noqa: ANN401 - a module that may carry no types
    """Return the module `package`, which comes with `pip install "geoclf[extra]"`.

    Raises
    ------
    MissingPackageError
        If it is not installed.

    Examples
    --------
    >>> import_extra("peers", "numpy").__name__
    'numpy'
    >>> import_extra("peers", "no_such_package")
    Traceback (most recent call last):
    geoclf.errors.MissingPackageError: this needs the package no_such_package, which is not installed; \
install it with: pip install "geoclf[peers]"
    """
    try:
        return import_module(package)
    except ModuleNotFoundError as error:
        # A package that is there but lacks one of its own is reported by that one's name.
        raise MissingPackageError(
            f"this needs the package {error.name or package}, which is not installed; install it with: "
            f'pip install "geoclf[{extra}]"'
        ) from error
