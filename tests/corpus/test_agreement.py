import math

import pytest

from geoclf.corpus.agreement import measure_agreement
from geoclf.corpus.reading import Reading
from geoclf.errors import DataError
from geoclf.records import Status


def reader(*rows: str, status: Status = "asserted") -> dict[str, Reading]:
    """One reading per row; a row names its labels by single letters."""
    return {str(i): Reading(str(i), tuple(row), (status,) * len(row), ()) for i, row in enumerate(rows)}


def test_kappa_as_counted_by_hand() -> None:
    # a: both 2, first only 1, second only 1, neither 6; observed 8/10, by chance (3*3 + 7*7)/100 = 0.58.
    first = reader("a", "a", "a", "", "", "", "", "", "", "")
    second = reader("a", "a", "", "a", "", "", "", "", "", "")
    [label] = measure_agreement(first, second, ["a"]).labels
    assert (label.first, label.second, label.both, label.raw, label.undefined) == (3, 3, 2, 0.8, None)
    assert label.kappa == pytest.approx((0.8 - 0.58) / (1 - 0.58))


def test_kappa_can_be_zero_and_negative() -> None:
    one_sided = measure_agreement(reader("a", "a"), reader("", ""), ["a"]).labels[0]
    assert (one_sided.kappa, one_sided.raw) == (0.0, 0.0)
    opposed = measure_agreement(reader("a", ""), reader("", "a"), ["a"]).labels[0]
    assert opposed.kappa == -1.0


@pytest.mark.parametrize(("rows", "given"), [(("b", ""), "no sentence"), (("a", "ab"), "every sentence")])
def test_kappa_is_undefined_for_a_label_without_variation(rows: tuple[str, ...], given: str) -> None:
    label = measure_agreement(reader(*rows), reader(*rows), ["a"]).labels[0]
    assert math.isnan(label.kappa)
    assert label.raw == 1.0
    assert label.undefined == f"both readers gave the label to {given}, so chance alone makes them agree"


def test_alpha_with_masi_as_counted_by_hand() -> None:
    # Distances: {a} to {a,b} is 1 - 1/2 * 2/3 = 2/3; anything to the empty set is 1; equal sets 0.
    # Observed over 3 sentences: (2/3 + 0 + 0) / 3 = 2/9.
    # The six answers {a} {a,b} {a,b} {a,b} {} {}: of 30 ordered pairs, {a}-{a,b} 6 at 2/3, {a}-{} 4 at 1,
    # {a,b}-{} 12 at 1; expected (4 + 4 + 12) / 30 = 2/3.
    agreement = measure_agreement(reader("a", "ab", ""), reader("ab", "ab", ""), ["a", "b"])
    assert agreement.alpha == pytest.approx(1 - (2 / 9) / (2 / 3))
    assert agreement.undefined is None


def test_alpha_is_undefined_where_all_answers_are_equal() -> None:
    agreement = measure_agreement(reader("", ""), reader("", ""), ["a"])
    assert math.isnan(agreement.alpha)
    assert agreement.undefined is not None
    assert "same labels" in agreement.undefined


def test_full_agreement_is_one() -> None:
    agreement = measure_agreement(reader("a", ""), reader("a", ""), ["a"])
    assert (agreement.alpha, agreement.labels[0].kappa) == (1.0, 1.0)
    assert agreement.label_disagreements == agreement.status_disagreements == ()


def test_disagreements_are_listed() -> None:
    first = reader("a", "b", "ab", "")
    second = reader("a", "", "a", "") | {"0": Reading("0", ("a",), ("negated",), ())}
    second["2"] = Reading("2", ("a",), ("prospective",), ())
    agreement = measure_agreement(first, second, ["a", "b"])
    assert [pair.id for pair in agreement.label_disagreements] == ["1", "2"]
    assert [pair.id for pair in agreement.status_disagreements] == ["0", "2"]
    assert (agreement.label_disagreements[0].first, agreement.label_disagreements[0].second) == (
        first["1"],
        second["1"],
    )
    assert agreement.sentences == 4


def test_readers_must_have_judged_the_same_sentences() -> None:
    with pytest.raises(DataError, match=r"the same sentences, got 2 and 1; judged by one only: 1"):
        measure_agreement(reader("a", ""), reader("a"), ["a"])
    with pytest.raises(DataError, match=r"got 0 and 0; judged by one only: none"):
        measure_agreement({}, {}, ["a"])
