import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from geoclf.errors import DataError
from geoclf.prediction.counts import Counts
from geoclf.prediction.partial import PartialOutput, Reached, open_partial


@contextmanager
def opened(path: Path, **changed: Any) -> Iterator[PartialOutput]:
    options = {
        "others": (),
        "compressed": False,
        "overwrite": False,
        "resume": False,
        "settings": lambda: {"--level": "sentence"},
        "seconds": 0.0,
        **changed,
    }
    with open_partial(str(path), options.pop("others"), **options) as output:
        yield output


def reached(n: int, n_bad: int = 0) -> Reached:
    return Reached(n, n, Counts(10 * n, {"treaty": n}, None, n_bad))


def write_and_fail(path: Path, error: BaseException, *, n: int, n_bad: int = 0, **options: Any) -> None:
    with opened(path, **options) as output:
        for i in range(n):
            for sink in output.sinks:
                sink.write(b"%d\n" % i)
            output.advance(reached(i + 1, n_bad))
        output.sinks[0].write(b"half of a bat")
        raise error


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_complete_output_stands_alone(tmp_path: Path) -> None:
    with opened(tmp_path / "new" / "a.txt") as output:
        output.sinks[0].write(b"0\n")
        output.advance(reached(1))
        assert names(tmp_path / "new") == ["a.txt.partial", "a.txt.partial.json"]
    assert names(tmp_path / "new") == ["a.txt"]
    assert (tmp_path / "new" / "a.txt").read_bytes() == b"0\n"


def test_what_is_safe_is_gone_on_with(tmp_path: Path) -> None:
    path, bad = tmp_path / "a.txt", str(tmp_path / "bad")
    with (
        pytest.raises(OSError, match="full"),
        pytest.warns(UserWarning, match=r"a\.txt: what is done is kept in a\.txt\.partial.*--resume"),
    ):
        write_and_fail(path, OSError("full"), n=2, others=(bad,))
    assert names(tmp_path) == ["a.txt.partial", "a.txt.partial.json", "bad.partial"]
    assert (tmp_path / "a.txt.partial").read_bytes() == b"0\n1\nhalf of a bat"
    with opened(path, others=(bad,), resume=True) as output:
        assert output.reached == reached(2)
        for sink in output.sinks:
            sink.write(b"2\n")
        output.advance(reached(3))
    assert names(tmp_path) == ["a.txt", "bad"]
    assert path.read_bytes() == (tmp_path / "bad").read_bytes() == b"0\n1\n2\n"


def test_a_failure_before_anything_is_safe_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="bad row"):
        write_and_fail(tmp_path / "a.txt", DataError("bad row"), n=2, seconds=60.0)
    assert names(tmp_path) == []


def test_an_interrupt_keeps_all_whole_batches(tmp_path: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        pytest.warns(UserWarning, match="is kept"),
    ):
        write_and_fail(tmp_path / "a.txt", KeyboardInterrupt(), n=2, seconds=60.0)
    with opened(tmp_path / "a.txt", resume=True) as output:
        assert output.reached == reached(2)
    assert (tmp_path / "a.txt").read_bytes() == b"0\n1\n"


def stopped(path: Path, **options: Any) -> None:
    with pytest.warns(UserWarning, match="is kept"), pytest.raises(KeyboardInterrupt):
        write_and_fail(path, KeyboardInterrupt(), n=2, **options)


def test_an_earlier_run_is_neither_lost_nor_mixed_up(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    stopped(path)
    with pytest.raises(DataError, match="an earlier run has left 20 rows here; pass --resume"), opened(path):
        pass
    other = {"--level": "article"}
    with (
        pytest.raises(DataError, match='cannot be resumed: --level was "sentence" and is "article" now'),
        opened(path, resume=True, settings=lambda: other),
    ):
        pass
    with opened(path, overwrite=True) as output:
        assert output.reached is None
    assert (names(tmp_path), path.read_bytes()) == (["a.txt"], b"")


def test_a_list_of_bad_rows_may_be_asked_for_later_and_not_dropped(tmp_path: Path) -> None:
    path, bad = tmp_path / "a.txt", (str(tmp_path / "bad"),)
    stopped(path)
    stopped(path, others=bad, resume=True, n_bad=1)
    with pytest.raises(DataError, match="cannot be resumed without --bad-rows"), opened(path, resume=True):
        pass
    with opened(path, others=bad, resume=True):
        pass
    assert (tmp_path / "bad").read_bytes() == b"0\n1\n"


def test_without_an_earlier_run_it_begins(tmp_path: Path) -> None:
    (tmp_path / "a.txt.partial").write_bytes(b"nothing of this is safe")
    (tmp_path / "a.txt.partial.json.tmp").write_bytes(b"{")
    with opened(tmp_path / "a.txt", resume=True) as output:
        assert output.reached is None
    assert names(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b""
    with pytest.raises(DataError, match="already exists"), opened(tmp_path / "a.txt", resume=True):
        pass


@pytest.mark.parametrize("renamed", [(), ("a.txt",), ("a.txt", "bad")])
def test_an_end_between_the_last_steps_is_finished(renamed: tuple[str, ...], tmp_path: Path) -> None:
    path, bad = tmp_path / "a.txt", str(tmp_path / "bad")
    stopped(path, others=(bad,))
    sidecar = tmp_path / "a.txt.partial.json"
    sidecar.write_text(json.dumps({**json.loads(sidecar.read_bytes()), "complete": True}), encoding="utf-8")
    for name in ("a.txt", "bad"):
        (tmp_path / f"{name}.partial").write_bytes(b"0\n1\n")
        if name in renamed:
            (tmp_path / f"{name}.partial").rename(tmp_path / name)
    with opened(path, others=(bad,), resume=True) as output:
        assert output.complete
    assert names(tmp_path) == ["a.txt", "bad"]
    assert path.read_bytes() == b"0\n1\n"


def test_two_runs_do_not_write_the_same(tmp_path: Path) -> None:
    with opened(tmp_path / "a.txt") as first:
        with pytest.raises(DataError, match="another run is writing it"), opened(tmp_path / "a.txt"):
            pass
        first.sinks[0].write(b"0\n")
    assert (names(tmp_path), (tmp_path / "a.txt").read_bytes()) == (["a.txt"], b"0\n")


def test_what_was_tampered_with_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    stopped(path)
    (tmp_path / "a.txt.partial").write_bytes(b"0\n")
    with pytest.raises(DataError, match="expected 4 bytes or more, found 2"), opened(path, resume=True):
        pass
    (tmp_path / "a.txt.partial.json").write_text("{}", encoding="utf-8")
    message = r"partial\.json: cannot be read .* remove it to start again"
    with pytest.raises(DataError, match=message), opened(path, resume=True):
        pass


def test_files_that_cannot_be_made_are_named_and_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    nowhere = str(tmp_path / "file" / "bad")
    with (
        pytest.raises(DataError, match=r"bad: cannot be written: "),
        opened(tmp_path / "a", others=(nowhere,)),
    ):
        pass
    assert names(tmp_path) == ["file"]
