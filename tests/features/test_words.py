import pytest

from geoclf.features.ngrams import WORDS, Analyzer
from geoclf.features.words import WordAnalyzer
from geoclf.texts import fold

TEXT = "¡Sanciones! Corea del Norte sancionó a la ONU; le quitó, y Quito calla"


def analyzer(
    *, stem: str | None = None, mask_actors: bool = False, strip_accents: bool = True
) -> WordAnalyzer:
    return WordAnalyzer(1, 2, strip_accents=strip_accents, stem=stem, mask_actors=mask_actors)


@pytest.mark.parametrize("strip_accents", [True, False])
def test_with_nothing_made_alike_it_is_the_plain_analyzer(strip_accents: bool) -> None:
    plain = Analyzer(WORDS, 1, 2, strip_accents=strip_accents)
    made_alike = analyzer(strip_accents=strip_accents)
    assert list(made_alike(TEXT)) == list(plain(TEXT))
    assert made_alike.ngrams(TEXT) == plain.ngrams(TEXT)


@pytest.mark.parametrize(("stem", "mask_actors"), [("snowball", False), (None, True), ("snowball", True)])
def test_names_alone_are_those_with_places(stem: str | None, mask_actors: bool) -> None:
    cut = analyzer(stem=stem, mask_actors=mask_actors)
    assert [ngram.name for ngram in cut.ngrams(TEXT)] == list(cut(TEXT))


def test_inflected_forms_share_a_stem_with_and_without_accents() -> None:
    cut = WordAnalyzer(1, 1, strip_accents=True, stem="snowball", mask_actors=False)
    assert set(cut("sanción SANCIONES sancionó sancion")) == {"sancion"}
    accents = WordAnalyzer(1, 1, strip_accents=False, stem="snowball", mask_actors=False)
    assert list(accents("Cañones cortó")) == ["cañon", "cort"]


def test_actors_go_by_their_class_as_one_word() -> None:
    words = WordAnalyzer(1, 1, strip_accents=True, stem=None, mask_actors=True).ngrams(TEXT)
    masked = [(TEXT[word.start : word.end], word.name) for word in words if word.name.startswith("<")]
    assert masked == [("Corea del Norte", "<state>"), ("ONU", "<organisation>"), ("Quito", "<state>")]
    others = [word for word in words if not word.name.startswith("<")]
    assert [fold(TEXT[word.start : word.end]) for word in others] == [word.name for word in others]
