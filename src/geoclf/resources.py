"""Where `configs/`, `data/` and `seeds/` are: the same answer in a checkout and in an installed wheel.

The build maps the three top-level folders of the repository into the package as `geoclf/_resources/`. An
editable install and a checkout have no such folder, and the repository's own is used.
"""

from pathlib import Path
from typing import Literal

from geoclf.errors import DataError

__all__ = ["resource_dir"]

_PACKAGE = Path(__file__).resolve().parent


def resource_dir(name: Literal["configs", "data", "seeds"]) -> Path:
    """Return the absolute path of one of the three folders that ship with geoclf.

    Raises
    ------
    DataError
        If the installation lacks the folder.

    Examples
    --------
    >>> resource_dir("seeds").name
    'seeds'
    """
    for parent in (_PACKAGE / "_resources", _PACKAGE.parents[1]):
        folder = parent / name
        if folder.is_dir():
            return folder
    raise DataError(
        f"the folder {name}/ that ships with geoclf was found neither in {_PACKAGE / '_resources'} nor in "
        f"{_PACKAGE.parents[1]}; reinstall geoclf"
    )
