"""What a reader must know of the machine and the software; nothing that tells whose machine it is."""

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT
from geoclf.tracking.git import read_git_state

__all__ = ["read_facts"]

_PACKAGES = ("geoclf", "numpy", "scipy", "scikit-learn", "fasttext-numpy2", "spacy")


def read_facts() -> dict[str, Any]:
    """Return date, commit, machine and versions."""
    state = read_git_state(ROOT)
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": state and state.commit,
        "changed": state and state.dirty,
        "processor": _processor(),
        "processors": os.cpu_count(),
        "memory_gb": _memory_gb(),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": dict(_versions(_PACKAGES)),
        "load": [round(load, 2) for load in os.getloadavg()],
    }


def _versions(packages: Iterable[str]) -> Iterable[tuple[str, str]]:
    for package in packages:
        try:
            yield package, version(package)
        except PackageNotFoundError:
            continue


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory_gb() -> float:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
