import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoclf.features.pairs import PairAnalyzer
from geoclf.texts import fold

TEXTS = st.text(alphabet="aáÑ.«yrusiaONU \t\n\u00a0ﬁ́0_-😀", max_size=60)


@settings(deadline=None)
@given(text=TEXTS, window=st.integers(1, 5))
def test_every_pair_points_to_its_words(text: str, window: int) -> None:
    analyzer = PairAnalyzer(window)
    names = list(analyzer(text))
    places = analyzer.ngrams(text)
    assert set(names) == {place.name for place in places}
    assert len(places) == sum(1 if " actor>" in name else 2 for name in names)
    for place in places:
        word = fold(text[place.start : place.end], strip_accents=True)
        assert any(token.startswith("<") or word.startswith(token) for token in place.name.split("&"))


def test_order_case_and_long_endings_do_not_matter() -> None:
    analyzer = PairAnalyzer(3)
    first = {name for name in analyzer("Celebraron aniversarios") if " actor" not in name}
    second = {name for name in analyzer("el ANIVERSARIO celebrarán") if " actor" not in name}
    assert first == second == {"aniver&celebr"}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Los sindicatos firmaron", "<no actor>"),
        ("Rusia y otra vez Moscú y los rusos firmaron", "<one actor>"),
        ("Rusia y la Unión Europea firmaron", "<several actors>"),
        ("Rusia, China y Cuba firmaron", "<several actors>"),
    ],
)
def test_words_are_paired_with_the_number_of_different_actors(text: str, count: str) -> None:
    names = [name for name in PairAnalyzer(1)(text) if " actor" in name]
    assert f"{count}&firmar" in names
    assert {name.partition("&")[0] for name in names} == {count}


def test_actors_of_one_class_make_one_pair() -> None:
    def pairs(text: str) -> list[str]:
        return list(PairAnalyzer(5)(text))

    assert pairs("Kenia firmó con Somalia") == pairs("Suecia firmó con Chile")
    assert pairs("Kenia firmó con Somalia") != pairs("Kenia firmó con Nadal")


def test_the_window_bounds_the_number_of_pairs() -> None:
    text = " ".join("palabra" + "abcdefghij"[i % 10] for i in range(1000))
    assert len(list(PairAnalyzer(8)(text))) == 8 * 1000 - 36 + 1000


def test_short_words_and_numbers_are_left_out() -> None:
    assert list(PairAnalyzer(5)("El 24 de 2018 a las 10h15 con F16")) == []


def test_words_of_one_class_make_one_more_pair() -> None:
    def classes(text: str) -> set[str]:
        return {name for name in PairAnalyzer(5)(text) if name.count("<") == 2}

    assert classes("Suecia entregó cazas") == classes("Suecia vendió misiles")
    assert "<state>&<weapon>" in classes("Suecia entregó cazas")
    assert "<state>&<weapon>" not in classes("Suecia entregó premios")


def test_a_phrase_goes_by_its_class_alone_and_one_of_no_class_is_left_out() -> None:
    assert list(PairAnalyzer(5)("Hubo alto el fuego")) == [
        "<treaty>&hubo",
        "<no actor>&hubo",
        "<no actor>&<treaty>",
    ]
    assert list(PairAnalyzer(5)("De acuerdo con fuentes")) == ["<no actor>&fuente"]
