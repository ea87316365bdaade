import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from geoclf.features.ngrams import CHARS, WORDS, Analyzer, Family

TEXTS = st.text(alphabet="aáÑ.«y \t\n\u00a0ﬁ́0_-😀", max_size=20)


@pytest.mark.parametrize("bounds", [(1, 1), (1, 3), (2, 5), (4, 6)])
@settings(deadline=None)
@given(text=TEXTS)
def test_char_ngrams_are_those_of_scikit_learn(bounds: tuple[int, int], text: str) -> None:
    theirs = CountVectorizer(analyzer="char_wb", ngram_range=bounds).build_analyzer()
    assert list(Analyzer(CHARS, *bounds, strip_accents=False)(text)) == theirs(text)


@pytest.mark.parametrize("bounds", [(1, 1), (1, 2), (2, 3)])
@settings(deadline=None)
@given(text=TEXTS)
def test_word_ngrams_are_those_of_scikit_learn(bounds: tuple[int, int], text: str) -> None:
    theirs = CountVectorizer(token_pattern=r"(?u)\w+", ngram_range=bounds).build_analyzer()
    assert list(Analyzer(WORDS, *bounds, strip_accents=False)(text)) == theirs(text)


@pytest.mark.parametrize("family", [CHARS, WORDS])
@settings(deadline=None)
@given(text=TEXTS)
def test_every_ngram_points_to_characters_of_the_text(family: Family, text: str) -> None:
    analyzer = Analyzer(family, 1, 4, strip_accents=False)
    ngrams = analyzer.ngrams(text)
    assert [ngram.name for ngram in ngrams] == list(analyzer(text))
    for ngram in ngrams:
        assert 0 <= ngram.start < ngram.end <= len(text)
        covered = " ".join(text[ngram.start : ngram.end].split()).lower()
        if family is WORDS:
            assert covered[0] == ngram.name[0]
            assert covered[-1] == ngram.name[-1]
        elif ngram.name.strip():
            assert covered == ngram.name.strip()


def test_offsets_survive_accents_and_characters_that_fold_to_several() -> None:
    text = "İSTANBUL firmó el ﬁnal: SANCIÓN"
    ngram = Analyzer(WORDS, 1, 1, strip_accents=True).ngrams(text)[-1]
    assert ngram.name == "sancion"
    assert text[ngram.start : ngram.end] == "SANCIÓN"
