import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geoclf.features.hashed.hashes import code_values, string_sum, word_keys
from geoclf.features.hashed.words import RunningSums, cut_words
from geoclf.texts import fold, normalise

TEXT = st.one_of(
    st.text(max_size=40), st.text(alphabet="aáÑ.«yrusiaONU \t\n\u0301ﬁ0_-😀\ud800ᄀ", max_size=40)
)


@settings(deadline=None)
@given(st.lists(TEXT, max_size=5))
def test_words_are_those_of_a_regular_expression(texts: list[str]) -> None:
    words = cut_words(texts)
    expected = [re.findall(r"\w+", fold(normalise(text))) for text in texts]
    assert np.diff(words.bounds).tolist() == [len(found) for found in expected]
    sums = [string_sum(word) for found in expected for word in found]
    assert words.keys.tolist() == word_keys(np.array(sums, dtype=np.uint64)).tolist()
    assert words.text_of.tolist() == [i for i, found in enumerate(expected) for _ in found]


@settings(deadline=None)
@given(TEXT)
def test_capitals_are_those_of_the_text(text: str) -> None:
    normalised = normalise(text)
    begins = [match.start() for match in re.finditer(r"\w+", fold(normalised))]
    assert cut_words([text]).capital.tolist() == [normalised[begin].isupper() for begin in begins]


def test_running_sums_give_every_stretch() -> None:
    text = "tratado de paz"
    sums = RunningSums(code_values(np.array([ord(character) for character in text])))
    for begin in range(len(text)):
        for end in range(begin, len(text) + 1):
            assert sums.between(np.array([begin]), np.array([end])).tolist() == [string_sum(text[begin:end])]
