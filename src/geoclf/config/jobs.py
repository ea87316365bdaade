"""Running jobs under Hydra: one, or the many of a sweep, with errors that a person can act on."""

import os
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hydra
from hydra.core.hydra_config import HydraConfig
from hydra.errors import HydraException
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from geoclf.config.messages import explain, missing_values
from geoclf.config.naming import run_title, system_name
from geoclf.errors import ConfigError, GeoclfError
from geoclf.resources import resource_dir

__all__ = ["Job", "run_jobs"]

_OPEN = ("data.test_sets.", "data.test_sets=")
_IN_PROCESS = "hydra._internal.core_plugins.basic_launcher.BasicLauncher"


@dataclass(frozen=True)
class Job:
    """One composed configuration.

    Attributes
    ----------
    config
        Plain values, interpolations resolved.
    config_yaml
        The same as YAML.
    name
        What the classifier is called: as the configuration says, else as its parts are called.
    title
        What the run is called: the name, and what was changed; in a sweep, what only some jobs have.
    folder
        The run's own folder; it exists.
    number
        Which job of a sweep this is, counted from 0, or None outside a sweep.
    command
        The command line that does this job again.
    """

    config: dict[str, Any]
    config_yaml: str
    name: str
    title: str
    folder: Path
    number: int | None
    command: tuple[str, ...]


def run_jobs(
    task: Callable[[Job], None], arguments: Sequence[str], *, program: tuple[str, str], config_name: str
) -> None:
    """Compose `config_name` with the command line's `arguments` and call `task`, once per job of a sweep.

    Parameters
    ----------
    task
        Does the work; in a sweep, a failing job does not keep the next from running.
    arguments
        Hydra's overrides and flags.
    program
        The two words of the command line before them.
    config_name
        A file of `configs/`, without ".yaml".

    Raises
    ------
    ConfigError
        If the configuration cannot be composed, or the folder for the results cannot be made.
    GeoclfError
        If one or more jobs of a sweep failed. A single job's error is raised as it came.
    """
    runner = _Runner(task, (*program, *arguments))
    start = hydra.main(version_base="1.3", config_path=str(resource_dir("configs")), config_name=config_name)
    shown = [" ".join(program), *(_opened(argument) for argument in arguments)]
    with _command_line(shown), _environment(HYDRA_FULL_ERROR="1", GEOCLF_UNIQUE=uuid.uuid4().hex[:8]):
        try:
            start(runner)()
            runner.raise_failures()
        except GeoclfError:
            raise
        except (HydraException, OmegaConfBaseException) as error:
            raise explain(error) from error
        except Exception as error:
            if runner.started:
                raise
            if isinstance(error, OSError) and error.filename and not Path(error.filename).exists():
                raise _no_folder(error) from error
            raise ConfigError(f"the configuration cannot be composed: {error}") from error


class _Runner:
    """The function that Hydra calls; it keeps errors to itself where it can, as Hydra prints them badly."""

    def __init__(self, task: Callable[[Job], None], command: tuple[str, ...]) -> None:
        self._task = task
        self._command = command
        self._failures: list[tuple[str, Exception]] = []
        self._n_jobs = 0
        self.started = False

    def __call__(self, config: DictConfig) -> None:
        self.started = True
        self._n_jobs += 1
        settings = HydraConfig.get()
        # As they were written: an override may refer to other values.
        written: Any = OmegaConf.to_container(settings.overrides.task, resolve=False)
        overrides = tuple(written)
        try:
            self._task(self._job(config, settings, overrides))
        except Exception as error:
            if settings.launcher.get("_target_") != _IN_PROCESS:
                raise  # another process cannot hand its failures over in any other way
            self._failures.append((" ".join(overrides), error))

    def _job(self, config: DictConfig, settings: Any, overrides: tuple[str, ...]) -> Job:  # noqa: ANN401
        if absent := OmegaConf.missing_keys(config):
            raise missing_values(absent)
        plain: Any = OmegaConf.to_container(config, resolve=True)
        in_sweep = settings.mode == RunMode.MULTIRUN
        name = str(plain.get("name") or system_name(settings.runtime.choices))
        # What all jobs of a sweep have in common stands on the command line as it is.
        own = [override for override in overrides if override not in self._command] if in_sweep else overrides
        return Job(
            config=plain,
            config_yaml=OmegaConf.to_yaml(OmegaConf.create(plain)),
            name=name,
            title=run_title(name, own),
            folder=Path(settings.runtime.output_dir),
            number=settings.job.num if in_sweep else None,
            command=(*self._command[:2], *overrides) if in_sweep else self._command,
        )

    def raise_failures(self) -> None:
        """Raise what happened in the jobs, if anything."""
        if not self._failures:
            return
        if self._n_jobs == 1:
            raise self._failures[0][1]
        lines = [f"  {overrides or 'no overrides'}: {error}" for overrides, error in self._failures]
        summary = f"{len(self._failures)} of {self._n_jobs} jobs failed:"
        raise GeoclfError("\n".join([summary, *lines])) from self._failures[0][1]


def _no_folder(error: OSError) -> ConfigError:
    """Return the error for a run's folder that cannot be made; Hydra makes it before the task is called."""
    return ConfigError(
        f"{error.filename}: cannot be made in {Path.cwd()}: {error.strerror}; go to a folder that you may "
        "write to, or name one for the results with hydra.run.dir=DIR (hydra.sweep.dir=DIR for a sweep)"
    )


def _opened(argument: str) -> str:
    """Return an override so that it may add entries where a mapping is the user's to fill."""
    return f"++{argument}" if argument.startswith(_OPEN) else argument


@contextmanager
def _command_line(words: list[str]) -> Iterator[None]:
    """Show Hydra, which reads the command line itself, its part of it."""
    before = sys.argv
    sys.argv = words
    try:
        yield
    finally:
        sys.argv = before


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    """Set environment variables for a while.

    HYDRA_FULL_ERROR has Hydra raise errors instead of printing them and ending the program. GEOCLF_UNIQUE,
    which the run folder's name ends in, keeps apart runs that start in the same second; as a variable it
    reaches the processes that a launcher may start.
    """
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
