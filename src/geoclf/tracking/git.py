"""The state of the Git checkout that a run was started from."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

__all__ = ["GitState", "read_git_state"]

_SECONDS = 10


@dataclass(frozen=True, slots=True)
class GitState:
    """A commit, and whether the working tree differed from it (untracked files count)."""

    commit: str
    dirty: bool


def read_git_state(folder: Path) -> GitState | None:
    """Return the state of the checkout that holds `folder`.

    Returns
    -------
    GitState | None
        None when `folder` is in no checkout, the checkout has no commit, or Git is missing or refuses.
    """
    commit = _git(folder, "rev-parse", "--verify", "HEAD")
    status = _git(folder, "status", "--porcelain")
    if not commit or status is None:
        return None
    return GitState(commit=commit, dirty=bool(status))


def _git(folder: Path, *arguments: str) -> str | None:
    # Without optional locks a run that only looks never disturbs a Git command of the user's.
    command = ["git", "--no-optional-locks", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", errors="replace").strip()
