from pathlib import Path

import pytest

from geoclf.errors import DataError
from geoclf.models import zeroshot
from geoclf.models.hypotheses import read_hypotheses
from geoclf.scheme.schema import Scheme


def test_the_shipped_ones_are_for_the_shipped_scheme(scheme: Scheme) -> None:
    hypotheses = read_hypotheses(Path(zeroshot.__file__).with_name("zeroshot.yaml"))
    assert tuple(hypotheses) == scheme.labels
    sentences = [sentence for block in hypotheses.values() for sentence in block]
    assert len(set(sentences)) == len(sentences)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in sentences)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("labels: [", "cannot be read"),
        ("- a", "expected one block 'labels'"),
        ("labels: {a: [x]}\nlists: {}", "expected one block 'labels'"),
        ("labels: {}", "expected label names with lists of sentences, got {}"),
        ("labels: {a: Un texto.}", "a: expected a list of sentences, got 'Un texto.'"),
        ("labels: {a: [Un texto., ' ']}", "a: expected a list of sentences, got"),
        ("labels: {1: [Un texto.]}", "1: expected a list of sentences"),
    ],
)
def test_malformed_files_say_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=rf"mine\.yaml: {message}"):
        read_hypotheses(path)
    with pytest.raises(DataError, match=r"none\.yaml: cannot be read"):
        read_hypotheses(tmp_path / "none.yaml")
