import pytest

from geoclf.errors import ParameterError
from geoclf.prediction.formats import FORMATS, detect_format


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("a.jsonl", None, ("jsonl", False)),
        ("a.NDJSON.gz", None, ("jsonl", True)),
        ("a.b/noticias.CSV", None, ("csv", False)),
        ("a.tsv.gz", None, ("tsv", True)),
        ("a.pq", None, ("parquet", False)),
        ("a.txt", None, ("txt", False)),
        ("-", None, ("jsonl", False)),
        ("-", "parquet", ("parquet", False)),
        ("a.csv.gz", "txt", ("txt", True)),
        ("a.data", "txt", ("txt", False)),
    ],
)
def test_detection(path: str, name: str | None, expected: tuple[str, bool]) -> None:
    found = detect_format(path, name, option="--input-format")
    assert (found.format.name, found.compressed) == expected


@pytest.mark.parametrize("path", ["a.doc", "noticias", "a.json", "a.gz", "csv"])
def test_names_that_tell_nothing(path: str) -> None:
    with pytest.raises(ParameterError, match=r"ends in \.jsonl, .* or \.txt, each also with \.gz; .*--in"):
        detect_format(path, None, option="--input-format")


def test_each_suffix_has_one_format() -> None:
    suffixes = [suffix for format in FORMATS.values() for suffix in format.suffixes]
    assert len(set(suffixes)) == len(suffixes)
