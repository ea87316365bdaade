from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoclf.errors import ParameterError
from geoclf.features.hashed.features import FEWEST_WORDS, HashedNgrams
from geoclf.parts import describe_part
from geoclf.protocols import AnalysingFeatures, Features, ReducibleFeatures
from geoclf.records import LabelledTexts
from geoclf.texts import normalise

NAMES = (
    "Corea del Norte|rusia|Rusia|los Estados Unidos|la UE|UE|quito|Quito|Cruz Roja|cruz|roja|Estados|Unidos"
)
WORDS = (
    "de acuerdo con|acuerdo|tratado de paz|cascos azules|Consejo de Seguridad Nuclear|Consejo de Seguridad"
)
OTHERS = "sancio\u0301n|\ufb01rma|\U0001f600|\u00a0|\n|,|«|y|el|mil|2003|F16|PAN|pan|_|Ñandú|bombardeos"
PIECES = st.sampled_from([*f"{NAMES}|{WORDS}|{OTHERS}".split("|"), "x" * 70])
TEXT = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=25).map(" ".join)


def row_of(features: HashedNgrams, text: str) -> dict[int, float]:
    """Return a text's row, worked out one n-gram at a time."""
    row: dict[int, float] = defaultdict(float)
    for *_, column, value in features.occurrences(normalise(text)):
        row[column] += value
    return row


def as_items(row: Any) -> Iterator[tuple[int, float]]:
    return zip(row.indices.tolist(), row.data.tolist(), strict=True)


@pytest.fixture(scope="module")
def features(gold: LabelledTexts) -> HashedNgrams:
    return HashedNgrams().fit(gold.texts)


def test_rows_are_those_of_one_ngram_at_a_time(features: HashedNgrams, gold: LabelledTexts) -> None:
    rows = features.transform(gold.texts)
    for i, text in enumerate(gold.texts):
        expected = row_of(features, text)
        assert dict(zip(rows[i].indices.tolist(), rows[i].data.tolist(), strict=True)) == pytest.approx(
            expected
        )


@settings(deadline=None, max_examples=50)
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_rows_of_any_text_are_those_of_one_ngram_at_a_time(texts: list[str]) -> None:
    features = HashedNgrams(char_ngrams=(2, 5), word_pairs=3).fit([*texts, "Rusia"])
    rows = features.transform(texts)
    for i, text in enumerate(texts):
        expected = row_of(features, text)
        assert dict(zip(rows[i].indices.tolist(), rows[i].data.tolist(), strict=True)) == pytest.approx(
            expected
        )


def test_a_row_does_not_depend_on_the_other_texts(features: HashedNgrams, gold: LabelledTexts) -> None:
    together = features.transform(gold.texts[:5])
    for i in range(5):
        assert (together[i] != features.transform([gold.texts[i]])).nnz == 0


def test_counts_once_serve_every_fold(features: HashedNgrams, gold: LabelledTexts) -> None:
    counted = features.analyse(gold.texts)
    assert isinstance(features, AnalysingFeatures)
    again = HashedNgrams(min_df=2)
    again.fit(counted.select(np.arange(40)))
    plain = HashedNgrams(min_df=2).fit(gold.texts[:40])
    assert again.ids_.tolist() == plain.ids_.tolist()
    assert (again.transform(counted) != plain.transform(gold.texts)).nnz == 0


def test_min_df_counts_texts(gold: LabelledTexts) -> None:
    features = HashedNgrams(min_df=3, char_ngrams=(1, 2)).fit(gold.texts)
    in_texts = Counter(column for text in gold.texts for column in row_of(features, text))
    assert min(in_texts.values()) >= 3
    assert len(in_texts) == len(features.ids_)


def test_columns_can_be_forgotten(features: HashedNgrams, gold: LabelledTexts) -> None:
    kept = np.arange(0, len(features.ids_), 7)
    fewer = HashedNgrams.from_state(features.state())
    assert isinstance(fewer, ReducibleFeatures)
    fewer.keep_columns(kept)
    assert (fewer.transform(gold.texts) != features.transform(gold.texts)[:, kept]).nnz == 0


def test_restored_features_give_the_same_rows(features: HashedNgrams, gold: LabelledTexts) -> None:
    restored = HashedNgrams.from_state(features.state())
    assert isinstance(restored, Features)
    assert (restored.transform(gold.texts) != features.transform(gold.texts)).nnz == 0
    assert describe_part(restored, restored.state())["params"] == {
        "char_ngrams": [4, 4],
        "min_df": 1,
        "word_pairs": 12,
    }


@pytest.mark.parametrize("name", ["family_weights", "fewest_words"])
def test_other_weights_are_refused(features: HashedNgrams, name: str) -> None:
    state = features.state()
    state = replace(state, values={key: value for key, value in state.values.items() if key != name})
    with pytest.raises(ParameterError, match=f"expected features weighed by .*'{name}': None.*train again"):
        HashedNgrams.from_state(state)


def test_a_word_alone_weighs_less_than_all(features: HashedNgrams) -> None:
    one, four = features.transform(["Rusia", "Rusia xx yy zz"])
    column = next(column for *_, name, column, _ in features.occurrences("Rusia") if name == "w:rusia")
    assert one[0, column] == pytest.approx(1 / FEWEST_WORDS**0.5)
    assert four[0, column] == pytest.approx(1 / 4**0.5)


def test_other_word_lists_are_refused(features: HashedNgrams, monkeypatch: pytest.MonkeyPatch) -> None:
    state = features.state()
    monkeypatch.setattr("geoclf.features.pairs.word_lists_hash", lambda: "other")
    with pytest.raises(ParameterError, match="trained with other lists"):
        HashedNgrams.from_state(state)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"char_ngrams": (3, 2)}, "char_ngrams: expected two integers"),
        ({"char_ngrams": None}, "char_ngrams: expected two integers"),
        ({"word_pairs": 0}, "word_pairs: expected an integer of at least 1, got 0"),
        ({"min_df": 0}, "min_df: expected an integer of at least 1, got 0"),
    ],
)
def test_wrong_parameters_are_named(params: dict[str, object], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        HashedNgrams(**params).fit(["Firman un tratado"])  # type: ignore[arg-type]


def test_no_ngram_left_is_an_error() -> None:
    with pytest.raises(ParameterError, match="no n-gram is in at least min_df=2 of the 2 texts"):
        HashedNgrams(min_df=2).fit(["uno", "..."])
    with pytest.raises(ParameterError, match="not fitted yet"):
        HashedNgrams().transform(["uno"])
