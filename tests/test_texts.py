import unicodedata

import numpy as np
import pandas as pd
import pytest
from datasets import Dataset
from hypothesis import example, given
from hypothesis import strategies as st

from geoclf.errors import TextError
from geoclf.texts import check_texts, normalise, normalise_with_offsets

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)


@pytest.mark.parametrize(
    "texts",
    [
        ["a", "b"],
        ("a", "b"),
        np.array(["a", "b"]),
        np.array(["a", "b"], dtype=object),
        pd.Series(["a", "b"]),
        pd.Series(["a", "b"], dtype="category"),
        Dataset.from_dict({"text": ["a", "b"]})["text"],
        iter(["a", "b"]),
    ],
    ids=lambda texts: type(texts).__name__,
)
def test_columns_of_text_become_lists_of_str(texts: object) -> None:
    checked = check_texts(texts)
    assert checked == ["a", "b"]
    assert {type(text) for text in checked} == {str}


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ("una frase", r"expected a list of texts, got one text \(str\); pass \[text\]"),
        (b"bytes", r"got bytes; decode them"),
        (None, r"got NoneType; pass a list of str"),
        (3, r"got int; pass a list of str"),
        ({"text": "a"}, r"got dict; pass a list of str"),
        (np.array([["a"]]), r"one-dimensional list of texts, got an array of shape \(1, 1\)"),
        (pd.DataFrame({"text": ["a"]}), r"got a DataFrame; pass frame\['text'\]"),
        (["a", None], r"text 1: expected str, got None; drop or fill"),
        (["a", float("nan")], r"text 1: expected str, got nan; drop or fill"),
        (["a", 3.5], r"text 1: expected str, got float \('3.5'\)"),
        ([b"a"], r"text 0: expected str, got bytes; decode"),
        ([["a"]], r"text 0: expected str, got list"),
    ],
)
def test_what_is_not_texts_is_refused(texts: object, message: str) -> None:
    with pytest.raises(TextError, match=message):
        check_texts(texts)


@given(ANY_TEXT)
def test_normal_form_is_nfc_stable_and_encodable(text: str) -> None:
    normal = normalise(text)
    assert unicodedata.is_normalized("NFC", normal)
    assert normalise(normal) == normal
    normal.encode("utf-8")


@given(ANY_TEXT)
def test_nfd_and_nfc_are_one_text(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(unicodedata.normalize("NFC", text))


@given(ANY_TEXT, st.data())
@example("각 sancio\u0301n", None)
@example("\u0958e\u0301", None)
def test_offsets_lead_back_to_the_original(text: str, data: st.DataObject | None) -> None:
    normalised = normalise_with_offsets(text)
    assert normalised.text == normalise(text)
    assert len(normalised.starts) == len(normalised.ends) == len(normalised.text)
    assert (normalised.starts < normalised.ends).all()
    assert (np.diff(normalised.starts) >= 0).all()
    if normalised.text:
        assert normalised.original_span(0, len(normalised.text)) == (0, len(text))
    if data is None or not normalised.text:
        return
    start = data.draw(st.integers(0, len(normalised.text) - 1))
    end = data.draw(st.integers(start + 1, len(normalised.text)))
    first, last = normalised.original_span(start, end)
    assert normalised.text[start:end] in normalise(text[first:last])


def test_span_of_a_decomposed_word() -> None:
    text = "las " + unicodedata.normalize("NFD", "sanción económica") + " caen"
    normalised = normalise_with_offsets(text)
    start = normalised.text.index("económica")
    first, last = normalised.original_span(start, start + len("económica"))
    assert normalise(text[first:last]) == "económica"


def test_one_hangul_syllable_does_not_blur_the_rest() -> None:
    text = unicodedata.normalize("NFD", "각하 y Japón firman sanciones")
    normalised = normalise_with_offsets(text)
    start = normalised.text.index("firman")
    first, last = normalised.original_span(start, start + len("firman"))
    assert text[first:last] == "firman"
