"""Hydra's errors as messages that say what is wrong and what to do."""

import re
from collections.abc import Collection

from hydra.errors import MissingConfigException, OverrideParseException
from omegaconf import DictConfig
from omegaconf.errors import (
    ConfigAttributeError,
    ConfigKeyError,
    InterpolationResolutionError,
    OmegaConfBaseException,
)

from geoclf.config.checking import no_such_key
from geoclf.errors import ConfigError
from geoclf.scheme.suggestion import did_you_mean

__all__ = ["explain", "missing_values"]


def missing_values(paths: Collection[str]) -> ConfigError:
    """Return the error for values that a configuration leaves open.

    Examples
    --------
    >>> missing_values({"data.path"})
    ConfigError('data.path: a value is needed; add data.path=VALUE')
    """
    named = sorted(paths)
    return ConfigError(
        f"{', '.join(named)}: a value is needed; add {' '.join(f'{path}=VALUE' for path in named)}"
    )


def explain(error: Exception) -> ConfigError:
    """Return what Hydra or OmegaConf complained about, with what there is instead."""
    cause = error.__cause__ if isinstance(error.__cause__, OmegaConfBaseException) else error
    if isinstance(error, MissingConfigException) and error.options:
        return _no_such_choice(error)
    if isinstance(error, OverrideParseException):
        return ConfigError(
            f"{error.override or error}: cannot be read; write name=value, with quotes around a value that "
            "holds blanks or commas, and lists as 'name=[1,2]'"
        )
    if isinstance(cause, ConfigAttributeError | ConfigKeyError) and cause.full_key is not None:
        return _no_such_key(cause)
    if isinstance(cause, InterpolationResolutionError):
        return ConfigError(
            f"{cause.full_key}: its value refers to something that is not there: {_first(cause)}"
        )
    if ambiguous := re.search("^Ambiguous value for argument '(.*)'", str(error)):
        return ConfigError(
            f"{ambiguous[1]}: several values; for one run of each, add -m; for a list write 'name=[a,b]'"
        )
    return ConfigError(f"the configuration cannot be composed: {str(error).strip() or _first(cause)}")


def _no_such_choice(error: MissingConfigException) -> ConfigError:
    group, _, choice = str(error.missing_cfg_file).rpartition("/")
    options = list(error.options or ())
    suggestion = did_you_mean(choice, options) or ";"
    return ConfigError(f"{group}={choice}: no such choice{suggestion} {group} can be: {', '.join(options)}")


def _no_such_key(cause: ConfigAttributeError | ConfigKeyError) -> ConfigError:
    parent = cause.parent_node
    keys = [str(key) for key in parent if key != "hydra"] if isinstance(parent, DictConfig) else []
    return no_such_key(str(cause.full_key), [key for key in keys if not key.startswith("_")])


def _first(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
