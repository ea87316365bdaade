"""What a misspelt name was probably meant to be."""

from collections.abc import Iterable

__all__ = ["did_you_mean"]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the nearest of `known` as the middle of a sentence, or nothing when none is near.

    Examples
    --------
    >>> did_you_mean("sanction", ["sanctions", "treaty"])
    "; did you mean 'sanctions'?"
    >>> did_you_mean("football", ["sanctions", "treaty"])
    ''
    """
    # Imported here: few names are misspelt, and every prediction imports this module.
    from difflib import get_close_matches

    by_lower = {word.lower(): word for word in known}
    near = get_close_matches(name.lower(), by_lower, n=1)
    return f"; did you mean {by_lower[near[0]]!r}?" if near else ""
