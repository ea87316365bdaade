import gzip
import io
import sys
from pathlib import Path

import pytest

from geoclf.errors import DataError
from geoclf.prediction.streams import Sink, open_input, open_output


class FakeStream:
    """Stands for sys.stdin or sys.stdout."""

    def __init__(self, content: bytes = b"", *, seekable: bool = True) -> None:
        self.buffer = io.BytesIO(content)
        self.buffer.seekable = lambda: seekable  # type: ignore[method-assign]


def read(path: Path | str, *, compressed: bool = False, seekable: bool = False) -> bytes:
    with open_input(str(path), compressed=compressed, seekable=seekable) as source:
        return source.stream.read()


def test_plain_and_compressed_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"uno")
    (tmp_path / "b").write_bytes(gzip.compress(b"dos"))
    assert read(tmp_path / "a") == b"uno"
    assert read(tmp_path / "b", compressed=True) == b"dos"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", FakeStream(b"uno"))
    assert read("-") == b"uno"


def test_what_cannot_seek_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", FakeStream(b"uno", seekable=False))
    (tmp_path / "b").write_bytes(gzip.compress(b"dos"))
    with open_input("-", compressed=False, seekable=True) as source:
        assert source.stream.seek(1) == 1
        assert source.stream.read() == b"no"
    assert read(tmp_path / "b", compressed=True, seekable=True) == b"dos"


@pytest.mark.parametrize(
    "content",
    [b"not gzip", gzip.compress(b"a" * 999)[:-9], gzip.compress(b"a")[:10]],
    ids=["foreign", "cut at the end", "header only"],
)
def test_damaged_gzip(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"a\.gz: not a whole gzip file"):
        read(path, compressed=True)


def test_missing_input(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nada\.txt: cannot be read: No such file"):
        read(tmp_path / "nada.txt")
    with pytest.raises(DataError, match="cannot be read: Is a directory"):
        read(tmp_path)


def write(path: Path | str, content: bytes, *, compressed: bool = False, overwrite: bool = False) -> None:
    with open_output(str(path), compressed=compressed, overwrite=overwrite) as stream:
        stream.write(content)


def test_output_appears_on_success(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    write(path, b"uno")
    assert path.read_bytes() == b"uno"


def test_output_does_not_appear_on_failure(tmp_path: Path) -> None:
    def fail() -> None:
        with open_output(str(tmp_path / "a.txt"), compressed=True, overwrite=False) as stream:
            stream.write(b"half")
            raise DataError("no more")

    with pytest.raises(DataError, match="no more"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_kept_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    with pytest.raises(DataError, match=r"a\.txt: already exists; pass --overwrite"):
        write(path, b"new")
    assert path.read_bytes() == b"old"
    write(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_bytes(b"old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    write(tmp_path / "link.txt", b"new", overwrite=True)
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_bytes() == b"new"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"is a folder; name a file in it"):
        write(tmp_path, b"")


def test_a_device_is_written_to_directly() -> None:
    write("/dev/null", b"uno")
    assert Path("/dev/null").is_char_device()


def test_a_forbidden_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(DataError, match=r"a\.txt: cannot be written: Permission denied"):
        write(tmp_path / "a.txt", b"uno")


def test_equal_content_gives_equal_bytes(tmp_path: Path) -> None:
    write(tmp_path / "a.gz", b"uno", compressed=True)
    write(tmp_path / "b.gz", b"uno", compressed=True)
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.gz").read_bytes()) == b"uno"


def test_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    out = FakeStream()
    monkeypatch.setattr(sys, "stdout", out)
    write("-", b"uno")
    assert out.buffer.getvalue() == b"uno"


def test_each_write_can_be_a_gzip_member() -> None:
    raw = io.BytesIO()
    sink = Sink(raw, "a.gz", members=True)
    assert sink.write(b"uno") == 3
    first = sink.n_bytes
    sink.write(b"dos")
    assert gzip.decompress(raw.getvalue()[:first]) == b"uno"
    assert gzip.decompress(raw.getvalue()) == b"unodos"
    assert (sink.tell(), sink.n_bytes) == (6, len(raw.getvalue()))


def test_a_full_disk_is_named() -> None:
    with pytest.raises(DataError, match=r"^/dev/full: cannot be written: No space left on device$"):
        write("/dev/full", b"uno")


def test_how_much_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"a" * 1_000_000)
    with open_input(str(tmp_path / "a"), compressed=False, seekable=False) as source:
        assert source.share() == 0.0
        source.stream.read(250_000)
        assert source.share() == 0.25
    monkeypatch.setattr(sys, "stdin", FakeStream(b"uno"))
    with open_input("-", compressed=False, seekable=False) as source:
        assert source.share() is None
