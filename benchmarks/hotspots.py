"""Where a call spends its time, by function."""

import cProfile
import pstats
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["profiled"]

_SHOWN = 20
_PACKAGE = "geoclf"

_Where = tuple[str, int, str]


def profiled(call: Callable[[], object]) -> dict[str, Any]:
    """Return the seconds of one call, and the functions and operations that most of it goes to.

    "functions" are geoclf's, each with what numpy and Python's own types do for it; "operations" are the
    latter, whoever asks for them. Shares are of the whole call. Profiling slows Python down and leaves numpy
    as it is.
    """
    profiler = cProfile.Profile()
    profiler.runcall(call)
    stats: dict[_Where, Any] = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    functions: Counter[str] = Counter()
    operations: Counter[str] = Counter()
    calls: Counter[str] = Counter()
    for where, (_, n_calls, own, _, callers) in stats.items():
        name = _name(where)
        calls[name] += n_calls
        if name.startswith(_PACKAGE):
            functions[name] += own
            continue
        operations[name] += own
        for caller, (_, _, _, cumulative) in callers.items():
            if _name(caller).startswith(_PACKAGE):
                functions[_name(caller)] += cumulative
    total = sum(own for _, _, own, _, _ in stats.values())

    def rows(seconds: Counter[str]) -> list[dict[str, Any]]:
        return [
            {"name": name, "calls": calls[name], "share": spent / total}
            for name, spent in seconds.most_common(_SHOWN)
        ]

    return {"seconds": total, "functions": rows(functions), "operations": rows(operations)}


def _name(where: _Where) -> str:
    """Return module and function, without the folder in which the module lies."""
    file, _, function = where
    if file == "~":
        return function.strip("<>").removeprefix("built-in method ").removeprefix("method ")
    parts = Path(file).with_suffix("").parts
    for package in (_PACKAGE, "numpy"):
        if package in parts[:-1]:
            # The last of that name: a checkout may lie in a folder that is called so too.
            start = len(parts) - 1 - parts[::-1].index(package)
            return f"{'.'.join(parts[start:])}.{function}"
    return f"{parts[-1]}.{function}"
