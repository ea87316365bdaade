import subprocess
from pathlib import Path

import pytest

from geoclf.tracking.git import read_git_state


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    done = subprocess.run(
        ["git", "-C", folder, *identity, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "tracked.txt").write_text("a")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def test_clean_checkout(checkout: Path) -> None:
    state = read_git_state(checkout)
    assert state is not None
    assert state.commit == git(checkout, "rev-parse", "HEAD")
    assert not state.dirty


def test_a_folder_inside_belongs_to_the_checkout(checkout: Path) -> None:
    (checkout / "deep" / "er").mkdir(parents=True)
    assert read_git_state(checkout / "deep" / "er") == read_git_state(checkout)


@pytest.mark.parametrize("changed", ["tracked.txt", "new.txt"])
def test_changed_and_new_files_make_it_dirty(checkout: Path, changed: str) -> None:
    (checkout / changed).write_text("b")
    state = read_git_state(checkout)
    assert state is not None
    assert state.dirty


def test_outside_a_checkout(tmp_path: Path) -> None:
    assert read_git_state(tmp_path) is None


def test_checkout_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert read_git_state(tmp_path) is None


def test_without_git(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert read_git_state(checkout) is None
