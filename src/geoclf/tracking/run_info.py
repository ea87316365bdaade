"""Where a run comes from: everything needed to do it again, known before it starts."""

import importlib.metadata
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geoclf.hashing import sha256_of_file
from geoclf.protocols import LabelScheme
from geoclf.records import LabelledTexts
from geoclf.tracking.git import GitState, read_git_state

__all__ = ["RunInfo", "collect_run_info", "installed_packages"]

_LOCK = "requirements.lock"


@dataclass(frozen=True)
class RunInfo:
    """The origin of a run.

    Attributes
    ----------
    config
        The resolved configuration, nested.
    config_yaml
        The same as YAML.
    command
        The command line, or the name of the function that was called.
    git
        Commit and dirty flag of the working directory, None outside a checkout.
    scheme_version, scheme_hash
        The label scheme.
    data_hash
        Hexadecimal SHA-256 of all data there are to train on; `train_fraction` may take a share of them.
    lock_hash
        Hexadecimal SHA-256 of the lock file in the working directory or above, None without one.
    packages
        The installed packages, one "name==version" a line.
    version
        Version of geoclf.
    """

    config: Mapping[str, Any]
    config_yaml: str
    command: str
    git: GitState | None
    scheme_version: str
    scheme_hash: str
    data_hash: str
    lock_hash: str | None
    packages: str
    version: str


def collect_run_info(
    config: Mapping[str, Any],
    config_yaml: str,
    *,
    scheme: LabelScheme,
    data: LabelledTexts,
    command: Sequence[str] | None = None,
    folder: Path | None = None,
) -> RunInfo:
    """Look up where a run comes from.

    Parameters
    ----------
    config, config_yaml
        The resolved configuration, as nested dicts and as YAML.
    scheme, data
        What the run trains on.
    command
        The command line; None takes this process's own.
    folder
        Where to look for a Git checkout and a lock file; None takes the working directory.
    """
    folder = Path.cwd() if folder is None else folder
    lock = next((at / _LOCK for at in (folder, *folder.parents) if (at / _LOCK).is_file()), None)
    return RunInfo(
        config=config,
        config_yaml=config_yaml,
        command=_command_line(sys.argv if command is None else command),
        git=read_git_state(folder),
        scheme_version=scheme.version,
        scheme_hash=scheme.hash,
        data_hash=data.hash,
        lock_hash=None if lock is None else sha256_of_file(lock),
        packages=installed_packages(),
        version=importlib.metadata.version("geoclf"),
    )


def installed_packages() -> str:
    """Return the interpreter and all installed packages, one "name==version" a line, sorted."""
    found = {
        f"{distribution.name}=={distribution.version}" for distribution in importlib.metadata.distributions()
    }
    python = ".".join(str(part) for part in sys.version_info[:3])
    return "\n".join([f"# Python {python} on {sys.platform}", *sorted(found, key=str.lower)]) + "\n"


def _command_line(arguments: Sequence[str]) -> str:
    if not arguments:
        return ""
    # The program's folder says nothing about the run, and may hold a person's name.
    return shlex.join([Path(arguments[0]).name, *arguments[1:]])
