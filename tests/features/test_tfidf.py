import pickle
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from geoclf.errors import ParameterError
from geoclf.features.tfidf import TfidfFeatures
from geoclf.protocols import Features
from geoclf.resources import resource_dir
from geoclf.texts import normalise


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    articles = [path.read_text(encoding="utf-8") for path in sorted(resource_dir("seeds").glob("*.txt"))]
    # Cutting at stops and line ends is near enough to sentences for counting n-grams.
    pieces = [piece.strip() for text in articles for piece in re.split(r"[.\n]", normalise(text))]
    return [piece for piece in pieces if piece]


@pytest.fixture(scope="module")
def fitted(sentences: list[str]) -> TfidfFeatures:
    return TfidfFeatures().fit(sentences)


def union(**shared: Any) -> FeatureUnion:
    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\w+", strip_accents="unicode", **shared)
    chars = TfidfVectorizer(ngram_range=(2, 5), analyzer="char_wb", strip_accents="unicode", **shared)
    return FeatureUnion([("w", words), ("c", chars)])


@pytest.mark.parametrize(
    "settings",
    [
        {"sublinear_tf": True},
        {"sublinear_tf": False, "min_df": 2},
        {"sublinear_tf": True, "norm": None},
    ],
)
def test_rows_equal_scikit_learns_feature_union(sentences: list[str], settings: dict[str, Any]) -> None:
    theirs = union(**settings).fit(sentences)
    ours = TfidfFeatures(**settings).fit(sentences)
    names = [name.replace("__", ":", 1) for name in theirs.get_feature_names_out()]
    assert len(sentences) > 80
    assert sorted(names) == list(ours.feature_names_)
    unseen = [*sentences, "La ONU pide a Perú que firme el tratado, y que lo firme ya", "", "¿?"]
    permuted = theirs.transform(unseen).tocsr()[:, np.argsort(names)]
    assert abs(permuted - ours.transform(unseen)).max() < 1e-12


def test_the_most_frequent_ngrams_stay_and_of_equals_the_first_in_the_alphabet() -> None:
    texts = ["paz paz guerra tregua", "paz tregua sur", "sur norte"]
    features = TfidfFeatures(word_ngrams=(1, 1), char_ngrams=None, max_features=3).fit(texts)
    assert features.feature_names_ == ("w:paz", "w:sur", "w:tregua")
    two = TfidfFeatures(word_ngrams=(1, 1), char_ngrams=None, max_features=2).fit(texts)
    assert two.feature_names_ == ("w:paz", "w:sur")


def test_texts_analysed_once_give_what_the_texts_give(sentences: list[str]) -> None:
    settings: dict[str, Any] = {"word_pairs": 4, "min_df": 2}
    analysed = TfidfFeatures(**settings).analyse(sentences)
    some, others = range(0, len(sentences), 2), range(1, len(sentences), 2)
    plain = TfidfFeatures(**settings).fit([sentences[i] for i in some])
    reused = TfidfFeatures(**settings).fit(analysed.select(some))
    assert reused.feature_names_ == plain.feature_names_
    np.testing.assert_array_equal(reused.idf_, plain.idf_)
    expected = plain.transform([sentences[i] for i in others])
    found = reused.transform(analysed.select(others))
    assert found.has_canonical_format
    np.testing.assert_allclose(found.toarray(), expected.toarray(), rtol=0, atol=1e-14)


def test_analysed_texts_may_lack_ngrams_that_were_learnt(sentences: list[str]) -> None:
    features = TfidfFeatures(min_df=2).fit(sentences)
    new = ["Nada.", sentences[0]]
    found = features.transform(features.analyse(new))
    np.testing.assert_allclose(found.toarray(), features.transform(new).toarray(), rtol=0, atol=1e-14)


def test_occurrences_add_up_to_the_row_and_point_to_their_text(
    fitted: TfidfFeatures, sentences: list[str]
) -> None:
    for text in sentences[:20]:
        row = np.zeros(len(fitted.feature_names_))
        for start, end, name, column, value in fitted.occurrences(text):
            assert fitted.feature_names_[column] == name
            assert 0 <= start < end <= len(text)
            row[column] += value
        np.testing.assert_allclose(row, fitted.transform([text]).toarray()[0], rtol=0, atol=1e-12)


@pytest.mark.parametrize("settings", [{"stem": "snowball"}, {"mask_actors": True}])
def test_words_made_alike_share_columns_places_and_saved_state(
    settings: dict[str, Any], sentences: list[str], fitted: TfidfFeatures
) -> None:
    features = TfidfFeatures(**settings).fit(sentences)
    chars = [name for name in fitted.feature_names_ if name.startswith("c:")]
    assert list(features.feature_names_[: len(chars)]) == chars
    assert len(features.feature_names_) < len(fitted.feature_names_)
    for text in sentences[:20]:
        row = np.zeros(len(features.feature_names_))
        for _, _, _, column, value in features.occurrences(text):
            row[column] += value
        np.testing.assert_allclose(row, features.transform([text]).toarray()[0], rtol=0, atol=1e-12)
    analysed = features.transform(features.analyse(sentences))
    np.testing.assert_allclose(
        analysed.toarray(), features.transform(sentences).toarray(), rtol=0, atol=1e-14
    )
    assert_same_bits(
        TfidfFeatures.from_state(features.state()).transform(sentences), features.transform(sentences)
    )


def test_masked_actors_need_the_list_they_were_trained_with(sentences: list[str]) -> None:
    state = TfidfFeatures(mask_actors=True).fit(sentences).state()
    with pytest.raises(ParameterError, match="other lists of actors"):
        TfidfFeatures.from_state(replace(state, values={"word_lists": "0" * 64}))


def test_occurrences_of_one_word_written_with_accents_and_capitals() -> None:
    features = TfidfFeatures(char_ngrams=(3, 3)).fit(["la sanción"])
    found = features.occurrences("¡SANCION, sanción!")
    assert [(start, end) for start, end, name, _, _ in found if name == "w:sancion"] == [(1, 8), (10, 17)]
    assert [(start, end) for start, end, name, _, _ in found if name == "c: sa"] == [(10, 12)]


def test_a_row_does_not_depend_on_the_other_texts(fitted: TfidfFeatures, sentences: list[str]) -> None:
    together = fitted.transform(sentences)
    for i in (0, 7, 40):
        assert np.array_equal(together[i].toarray(), fitted.transform([sentences[i]]).toarray())


def test_restored_features_give_the_same_bits(fitted: TfidfFeatures, sentences: list[str]) -> None:
    state = fitted.state()
    assert state.arrays["vocabulary"].dtype == np.uint8
    assert state.params["word_ngrams"] == [1, 2]
    assert_same_bits(TfidfFeatures.from_state(state).transform(sentences), fitted.transform(sentences))
    assert_same_bits(pickle.loads(pickle.dumps(fitted)).transform(sentences), fitted.transform(sentences))


def assert_same_bits(first: csr_matrix, second: csr_matrix) -> None:
    for name in ("data", "indices", "indptr"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


def test_rows_are_canonical_csr_of_float64(fitted: TfidfFeatures, sentences: list[str]) -> None:
    matrix = fitted.transform(sentences)
    assert isinstance(matrix, csr_matrix)
    assert matrix.dtype == np.float64
    assert matrix.has_canonical_format
    rebuilt = csr_matrix((matrix.data, matrix.indices, matrix.indptr), shape=matrix.shape)
    assert rebuilt.has_sorted_indices
    assert fitted.transform([]).shape == (0, len(fitted.feature_names_))


@pytest.mark.parametrize("family", ["word_ngrams", "char_ngrams"])
def test_a_family_can_be_switched_off(family: str, sentences: list[str]) -> None:
    features = TfidfFeatures().set_params(**{family: None}).fit(sentences)
    assert {name[0] for name in features.feature_names_} == {"c" if family == "word_ngrams" else "w"}
    restored = TfidfFeatures.from_state(features.state())
    assert_same_bits(restored.transform(sentences[:3]), features.transform(sentences[:3]))


def test_ranges_may_come_as_lists(sentences: list[str], fitted: TfidfFeatures) -> None:
    from omegaconf import OmegaConf

    config = OmegaConf.create({"word_ngrams": [1, 2], "char_ngrams": [2, 5]})
    features = TfidfFeatures(word_ngrams=config.word_ngrams, char_ngrams=config.char_ngrams).fit(sentences)
    assert features.feature_names_ == fitted.feature_names_
    assert features.state().params == fitted.state().params


def test_clone_keeps_parameters_and_forgets_the_fit(fitted: TfidfFeatures) -> None:
    assert isinstance(fitted, Features)
    copy = clone(fitted)
    assert copy.get_params() == fitted.get_params()
    with pytest.raises(ParameterError, match="TfidfFeatures is not fitted yet"):
        copy.transform(["x"])
    with pytest.raises(ParameterError, match="not fitted"):
        copy.state()


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"word_ngrams": (2, 1)}, r"word_ngrams: expected None or two integers .* got \(2, 1\)"),
        ({"char_ngrams": (0, 3)}, "char_ngrams: expected None"),
        ({"char_ngrams": 3}, "char_ngrams: expected None .* got 3"),
        ({"word_ngrams": "12"}, "word_ngrams: expected None .* got '12'"),
        ({"word_ngrams": None, "char_ngrams": None}, "are all None"),
        ({"min_df": True}, "min_df: expected an integer of at least 1, got True"),
        ({"stem": "porter"}, "stem: expected 'snowball' or None, got 'porter'"),
        ({"mask_actors": 1}, "mask_actors: expected True or False, got 1"),
        ({"max_features": 0}, "max_features: expected None or an integer of at least 1, got 0"),
        ({"norm": "l1"}, "norm: expected 'l2' or None, got 'l1'"),
        ({"sublinear_tf": "yes"}, "sublinear_tf: expected True or False, got 'yes'"),
        ({"strip_accents": None}, "strip_accents: expected True or False"),
    ],
)
def test_bad_parameters_are_named_in_fit(params: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        TfidfFeatures(**params).fit(["Firman un tratado"])


def test_nothing_left_to_learn_is_an_error() -> None:
    with pytest.raises(ParameterError, match="min_df=3 of the 2 texts; lower min_df"):
        TfidfFeatures(min_df=3).fit(["uno", "dos"])
    with pytest.raises(ParameterError, match="of the 1 texts"):
        TfidfFeatures().fit([" "])
