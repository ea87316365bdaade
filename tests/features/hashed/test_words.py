import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoclf.features.hashed.hashes import code_values, string_sum, word_keys
from geoclf.features.hashed.words import RunningSums, cut_words
from geoclf.texts import fold, normalise

TEXT = st.one_of(
    st.text(max_size=40), st.text(alphabet="aáÑ.«yrusiaONU \t\n\u0301ﬁ0_-😀\ud800ᄀ", max_size=40)
)


def check_words(texts: list[str]) -> None:
    """Check that the words are those of a regular expression."""
    words = cut_words(texts)
    expected = [re.findall(r"\w+", fold(normalise(text))) for text in texts]
    assert np.diff(words.bounds).tolist() == [len(found) for found in expected]
    sums = [string_sum(word) for found in expected for word in found]
    assert words.keys.tolist() == word_keys(np.array(sums, dtype=np.uint64)).tolist()
    assert words.text_of.tolist() == [i for i, found in enumerate(expected) for _ in found]


@settings(deadline=None)
@given(st.lists(TEXT, max_size=5))
def test_words_are_those_of_a_regular_expression(texts: list[str]) -> None:
    check_words(texts)


@settings(deadline=None)
@given(TEXT)
def test_capitals_are_those_of_the_text(text: str) -> None:
    normalised = normalise(text)
    begins = [match.start() for match in re.finditer(r"\w+", fold(normalised))]
    assert cut_words([text]).capital.tolist() == [normalised[begin].isupper() for begin in begins]


@pytest.mark.parametrize(
    "text",
    [
        "sancio\u0301n",  # a mark that joins
        "\u1112\u1161\u11ab",  # letters of Hangul that join
        "\u0958",  # one that comes apart
        "a\ud800b",
        "".join(chr(0x300 + i) + "a" for i in range(40)),  # more kinds than are looked for one by one
    ],
)
def test_what_changes_is_normalised_and_the_rest_is_left(text: str) -> None:
    check_words(["un pacto", text, "dos pactos"])


def test_running_sums_give_every_stretch() -> None:
    text = "tratado de paz"
    sums = RunningSums(code_values(np.array([ord(character) for character in text])))
    for begin in range(len(text)):
        for end in range(begin, len(text) + 1):
            assert sums.between(np.array([begin]), np.array([end])).tolist() == [string_sum(text[begin:end])]
