from pathlib import Path

import pytest

from geoclf import resources
from geoclf.errors import DataError


@pytest.mark.parametrize(
    ("name", "member"),
    [("configs", "train.yaml"), ("data", "gold/examples.jsonl"), ("seeds", "SOURCES.yaml")],
)
def test_folders_that_ship(name: str, member: str) -> None:
    folder = resources.resource_dir(name)  # type: ignore[arg-type]
    assert folder.is_absolute()
    assert (folder / member).is_file()


def test_a_wheel_is_preferred_to_a_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "geoclf"
    (package / "_resources" / "data").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.resource_dir("data") == package / "_resources" / "data"


def test_missing_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "site-packages" / "geoclf")
    with pytest.raises(DataError, match=r"the folder seeds/ .* reinstall geoclf"):
        resources.resource_dir("seeds")
