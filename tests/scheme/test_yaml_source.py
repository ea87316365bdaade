from pathlib import Path

import pytest
import yaml

from geoclf.errors import SchemeError
from geoclf.scheme.yaml_source import key_path, read_yaml


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.yaml"


def test_values_come_with_their_lines(path: Path) -> None:
    source = read_yaml(write(path, b"a:\n  - x: 012\n  - y\nb: 1\n"))
    assert source.content == {"a": [{"x": 10}, "y"], "b": 1}
    assert source.marks["a", 0, "x"] == (2, "012")
    assert source.marks["a", 1].line == 3
    assert source.marks["b",].line == 4
    assert source.marks[()] == (1, None)


def test_byte_order_mark_is_no_part_of_the_first_key(path: Path) -> None:
    assert read_yaml(write(path, b"\xef\xbb\xbfa: \xc3\xb1\r\n")).content == {"a": "ñ"}


@pytest.mark.parametrize("content", [b"", b"# nothing\n"])
def test_empty_file_holds_nothing(path: Path, content: bytes) -> None:
    assert read_yaml(write(path, content)).content is None


def test_anchors_may_be_used_twice(path: Path) -> None:
    assert read_yaml(write(path, b"a: &x [1]\nb: *x\n")).content == {"a": [1], "b": [1]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: 1\nb: {c: 1, c: 2}\n", r"file.yaml:2: b.c: the key stands twice, first on line 2"),
        (b"a: 1\n\nb: 2\na: 3\n", r"file.yaml:4: a: the key stands twice, first on line 1; .* remove one"),
        (b"a:\n  - b: 1\n    'b': 2\n", r"file.yaml:3: a\[0\].b: the key stands twice"),
        (b"a: ok\nb: caf\xe9\n", r"file.yaml:2: expected UTF-8, found byte 0xe9; save the file as UTF-8"),
        (b"a: 1\nb: c: d\n", r"file.yaml:2: not valid YAML: .*; indent with spaces"),
        (b"a: [1, 2\n", r"file.yaml:2: not valid YAML"),
        (b"a: 1\n\tb: 2\n", r"file.yaml:2: not valid YAML"),
        (b"a: 1\n--- \nb: 2\n", r"file.yaml:2: not valid YAML: .*another document"),
        (b"a: \x07\n", r"not valid YAML: (control|special) characters are not allowed"),
        (
            b"a: !!python/object:os.system {}\n",
            r"file.yaml:1: not valid YAML: could not determine a constructor",
        ),
        (b"version: 2024-13-45\n", r"a value cannot be read: month must be in 1..12; put dates in quotes"),
        (b"a: &x [*x]\n", r"nested too deeply, or an alias holds itself"),
    ],
)
@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_what_is_no_proper_yaml_is_refused_with_its_place(
    path: Path, content: bytes, message: str, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geoclf.scheme.yaml_source._Loader", loader)
    with pytest.raises(SchemeError, match=message):
        read_yaml(write(path, content))


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SchemeError, match=r"none\.yaml: no such file; pass the path of a scheme's YAML file"):
        read_yaml(tmp_path / "none.yaml")


def test_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SchemeError, match="expected a YAML file, got a folder"):
        read_yaml(tmp_path)


def test_file_that_cannot_be_read_says_why(path: Path) -> None:
    with pytest.raises(SchemeError, match=r"x/y: cannot be read: Not a directory"):
        read_yaml(write(path, b"") / "x" / "y")


def test_key_path_reads_like_code() -> None:
    assert key_path(("labels", 2, "examples", 0, "labels")) == "labels[2].examples[0].labels"
    assert key_path(()) == ""
