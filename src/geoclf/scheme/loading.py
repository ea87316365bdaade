"""Reading label schemes: the shipped one, or a user's own."""

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from geoclf.errors import SchemeError
from geoclf.scheme.messages import describe
from geoclf.scheme.schema import Scheme
from geoclf.scheme.yaml_source import YamlSource, read_yaml

__all__ = ["load_scheme", "parse_scheme"]

_SHIPPED = Path(__file__).with_name("geopolitical.yaml")


def load_scheme(source: str | Path | None = None) -> Scheme:
    """Return a label scheme.

    Parameters
    ----------
    source
        Path of a YAML file in UTF-8. It needs `name`, `version` and `labels`, and per label `name` and
        `definition`; the shipped file shows what else it may hold. None stands for the shipped scheme.

    Raises
    ------
    SchemeError
        If the file is missing or unreadable, or is no valid scheme. The message gives file, line and key
        path, says what was expected and what came, and how to put it right.

    Examples
    --------
    >>> scheme = load_scheme()
    >>> scheme.labels
    ('military_cooperation', 'sanctions', 'humanitarian_aid', 'treaty')
    >>> scheme["sanction"]
    Traceback (most recent call last):
    geoclf.errors.SchemeError: unknown label 'sanction'; did you mean 'sanctions'? Scheme 'geopolitical' \
has: military_cooperation, sanctions, humanitarian_aid, treaty
    >>> load_scheme("missing.yaml")
    Traceback (most recent call last):
    geoclf.errors.SchemeError: missing.yaml: no such file; pass the path of a scheme's YAML file
    """
    if source is None:
        return _shipped()
    if not isinstance(source, str | Path):
        raise SchemeError(
            f"expected the path of a scheme's YAML file, got {type(source).__name__}; pass a str"
        )
    return _validate(read_yaml(Path(source).expanduser()))


def parse_scheme(content: Any, where: str) -> Scheme:  # noqa: ANN401 - anything may have been stored
    """Return the scheme that `Scheme.to_json` wrote down.

    Parameters
    ----------
    content
        Plain values, as `json.loads` or a YAML parser gives them.
    where
        What to call their origin in messages.

    Raises
    ------
    SchemeError
        If they are no valid scheme.

    Examples
    --------
    >>> scheme = load_scheme()
    >>> parse_scheme(scheme.to_json(), "manifest.json") == scheme
    True
    """
    return _validate(YamlSource(where, content))


@cache
def _shipped() -> Scheme:
    return _validate(read_yaml(_SHIPPED))


def _validate(source: YamlSource) -> Scheme:
    try:
        return Scheme.model_validate(source.content)
    except ValidationError as error:
        raise SchemeError(describe(error.errors(include_url=False), source)) from error
