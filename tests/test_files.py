import errno
import stat
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest

from geoclf.files import atomic_writer, make_folder, write_bytes, write_text


def test_write_text_makes_folders_and_keeps_line_feeds(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.txt"
    write_text(path, "uno\ndos ñ\n")
    assert path.read_bytes() == "uno\ndos ñ\n".encode()


def write_half_of_it(path: Path) -> None:
    with atomic_writer(path) as file:
        file.write(b"half of the n")
        file.write("not bytes")  # type: ignore[call-overload]


def test_failure_keeps_the_old_file_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_bytes(path, b"old")
    with pytest.raises(TypeError, match="bytes-like"):
        write_half_of_it(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_reader_sees_old_content_until_the_end(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_bytes(path, b"old")
    with atomic_writer(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


def test_permissions_are_those_of_any_new_file(tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.touch()
    write_bytes(tmp_path / "atomic", b"")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1


def refuse(*_: object, dir: Path, **__: object) -> NoReturn:
    raise PermissionError(errno.EACCES, "Permission denied", str(dir / ".x.tmp"))


def test_errors_name_the_file_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError, match=r"folder'$"):
        write_bytes(tmp_path / "folder", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(PermissionError, match=r"Permission denied: '.*page\.html'$"):
        write_bytes(tmp_path / "page.html", b"")


def test_a_folder_is_made_and_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a" / "b"
    make_folder(folder)
    make_folder(folder)
    assert list(folder.iterdir()) == []
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(PermissionError, match=r"Permission denied: '.*/a/b'$"):
        make_folder(folder)
