from pathlib import Path

import pytest

from geoclf.corpus.adjudication import resolve
from geoclf.corpus.reading import Reading
from geoclf.errors import DataError
from geoclf.records import Evidence

PATH = Path("adjudication.jsonl")
SHORT = Reading("x-1", ("treaty",), ("asserted",), (Evidence(3, 10, "treaty"),), "Short.")
LONG = Reading("x-1", ("treaty",), ("asserted",), (Evidence(0, 10, "treaty"), Evidence(24, 31, "treaty")))
NOTHING = Reading("x-1", (), (), ())
NEGATED = Reading("x-1", ("treaty",), ("negated",), (Evidence(3, 10, "treaty"),), "Refused.")


def test_where_readers_agree_the_evidence_of_both_counts() -> None:
    assert resolve({"x-1": SHORT}, {"x-1": LONG}, {}, path=PATH) == {"x-1": LONG}


def test_the_adjudicator_has_the_last_word_even_where_readers_agree() -> None:
    assert resolve({"x-1": SHORT}, {"x-1": LONG}, {"x-1": NEGATED}, path=PATH) == {"x-1": NEGATED}


@pytest.mark.parametrize(
    ("second", "against"), [(NOTHING, "no label"), (NEGATED, "treaty negated")], ids=["labels", "status"]
)
def test_an_open_disagreement_is_refused(second: Reading, against: str) -> None:
    with pytest.raises(DataError, match=rf"missing: x-1 \(treaty asserted against {against}\)$"):
        resolve({"x-1": SHORT}, {"x-1": second}, {}, path=PATH)
