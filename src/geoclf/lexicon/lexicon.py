"""A lexicon in use: its content as it is saved with a model, and the rules compiled from it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from geoclf.lexicon.rules import LabelRules

__all__ = ["Lexicon"]

_SHIPPED = Path(__file__).with_name("geopolitical.yaml")


@dataclass(frozen=True)
class Lexicon:
    """The rules of each label.

    Attributes
    ----------
    content
        What the file says, JSON values.
    source
        Where it comes from, for messages.
    rules
        The compiled rules by label, in the order of the file.

    Examples
    --------
    >>> [match] = Lexicon.read(None).rules["treaty"].matches("rompen el alto el fuego")
    >>> match.start, match.end
    (10, 23)
    """

    content: Mapping[str, Any]
    source: str
    rules: Mapping[str, LabelRules]

    @classmethod
    def read(cls, path: str | Path | None) -> "Lexicon":
        """Read a lexicon file; None stands for the shipped one, for the labels of the shipped scheme.

        Raises
        ------
        DataError
            If the file cannot be read or is malformed.
        """
        # Imported here: only this needs PyYAML.
        from geoclf.lexicon.reading import read_lexicon

        source = _SHIPPED if path is None else Path(path)
        return cls.from_content(read_lexicon(source), str(source))

    @classmethod
    def from_content(cls, content: Mapping[str, Any], source: str) -> "Lexicon":
        """Compile what a file says.

        Raises
        ------
        DataError
            If it is malformed.
        """
        return cls(content, source, _compiled(json.dumps(content), source))


@lru_cache(maxsize=8)
def _compiled(content: str, source: str) -> dict[str, LabelRules]:
    """Compile a lexicon given as JSON; once, for compiling takes longer than scoring a thousand texts."""
    # Imported here: only this needs PyYAML.
    from geoclf.lexicon.reading import build_rules

    return build_rules(json.loads(content), source)
