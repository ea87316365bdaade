from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoclf.corpus.duplicates import first_equals, fold, near_duplicates
from geoclf.errors import ParameterError

SENTENCE = (
    "El Gobierno de Japón anunció el envío de mantas y medicinas a las víctimas del terremoto en Turquía"
)


def similarity(first: str, second: str) -> float:
    one, two = ({fold(t)[i : i + 5] for i in range(max(len(fold(t)) - 4, 1))} for t in (first, second))
    return len(one & two) / len(one | two)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("¿SANCIÓN?", "sancion"),
        ("  EE. UU.,\n«el 2 %» ", "ee uu el 2"),
        ("sancio\u0301n", "sancion"),
        ("Año Straße", "ano strasse"),
        ("...", ""),
    ],
)
def test_folding_drops_case_accents_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_texts_that_differ_in_accents_and_case_are_the_same() -> None:
    (pair,) = near_duplicates([SENTENCE, "otra cosa", SENTENCE.upper().replace("Í", "I") + "."], threshold=1)
    assert pair == (0, 2, 1.0)


def test_a_changed_name_is_a_near_duplicate_and_another_sentence_is_not() -> None:
    texts = [
        SENTENCE,
        SENTENCE.replace("Japón", "Corea"),
        "La OTAN y Japón refuerzan su cooperación en defensa",
    ]
    (pair,) = near_duplicates(texts, threshold=0.7)
    assert pair[:2] == (0, 1)
    assert pair.similarity == pytest.approx(similarity(*texts[:2]))
    assert 0.7 < pair.similarity < 1


def test_the_threshold_itself_is_included() -> None:
    texts = [SENTENCE, SENTENCE.replace("Japón", "Corea")]
    exact = similarity(*texts)
    assert len(near_duplicates(texts, threshold=exact)) == 1
    assert near_duplicates(texts, threshold=exact + 1e-9) == []


def test_short_texts_match_only_themselves() -> None:
    assert near_duplicates(["OTAN", "otan", "ONU", ""], threshold=0.5) == [(0, 1, 1.0)]


def test_texts_without_letters_have_no_duplicates() -> None:
    assert near_duplicates(["", "...", "¡!", ""], threshold=0.1) == []


def test_copies_are_paired_with_the_first_alone() -> None:
    pairs = near_duplicates([SENTENCE, "otra cosa", SENTENCE.upper(), SENTENCE + "."], threshold=0.9)
    assert pairs == [(0, 2, 1.0), (0, 3, 1.0)]


def test_the_first_of_equal_texts_stands_for_all() -> None:
    other = SENTENCE.replace("Japón", "Corea")
    pairs = near_duplicates([other, SENTENCE, SENTENCE, other], threshold=0.7)
    assert [pair[:2] for pair in pairs] == [(0, 1), (0, 3), (1, 2)]


def test_thousands_of_copies_make_as_many_pairs() -> None:
    assert len(near_duplicates([SENTENCE] * 3_000, threshold=0.7)) == 2_999


def test_equal_texts_go_by_the_first() -> None:
    texts = ["otra cosa", SENTENCE, SENTENCE.upper(), "", "", SENTENCE + "!", "Otra  cosa."]
    assert first_equals(texts) == [0, 1, 1, 3, 4, 1, 0]


@settings(max_examples=30, deadline=None)
@given(st.data(), st.sampled_from([0.4, 0.6, 0.7, 0.9]))
def test_nothing_above_the_threshold_is_missed(data: st.DataObject, threshold: float) -> None:
    words = SENTENCE.split()
    swaps = st.lists(
        st.tuples(st.integers(0, len(words) - 1), st.sampled_from(["Kiev", "ayer", "tropas"])), max_size=8
    )
    texts = []
    for swap in data.draw(st.lists(swaps, min_size=2, max_size=6)):
        changed = dict(swap)
        texts.append(" ".join(changed.get(i, word) for i, word in enumerate(words)))
    # A pair right at the threshold may be missed once in a thousand times; one clearly above it may not.
    clear = threshold + 0.1
    firsts = sorted(set(first_equals(texts)))
    expected = {(i, j) for i, j in combinations(firsts, 2) if similarity(texts[i], texts[j]) >= clear}
    found = near_duplicates(texts, threshold=threshold)
    assert expected <= {pair[:2] for pair in found}
    assert all(similarity(texts[i], texts[j]) == value >= threshold for i, j, value in found)


@pytest.mark.parametrize("threshold", [0, -0.1, 1.01, float("nan")])
def test_a_threshold_out_of_range_is_refused(threshold: float) -> None:
    with pytest.raises(ParameterError, match=r"threshold: expected a number in \(0, 1\], got"):
        near_duplicates([SENTENCE], threshold=threshold)


def test_lone_surrogates_are_no_obstacle() -> None:
    assert near_duplicates(["tratado \ud800 firmado", "tratado \ud800 firmado"], threshold=0.9) == [
        (0, 1, 1.0)
    ]
