"""Names as the tracking store allows them."""

import re

__all__ = ["safe_key", "safe_part"]

# What MLflow allows in the name of a parameter, tag or metric, apart from slashes.
_FORBIDDEN = re.compile(r"[^\w\-. :/]")


def safe_key(key: str) -> str:
    """Return `key` with every character that a key may not hold replaced by an underscore.

    Examples
    --------
    >>> safe_key("model.C (start)")
    'model.C _start_'
    """
    return _FORBIDDEN.sub("_", key)


def safe_part(name: str) -> str:
    """Return `name` as one part of a key or path: never empty, without slashes, not starting with a dot.

    Examples
    --------
    >>> safe_part("runs/2026/señales.jsonl")
    'runs_2026_señales.jsonl'
    >>> safe_part("../x")
    '_.._x'
    """
    part = safe_key(name).replace("/", "_").replace(":", "_").strip()
    return f"_{part}" if not part or part.startswith(".") else part
