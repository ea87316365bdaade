import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoclf.classifier.hashed_scorer import HashedScorer
from geoclf.classifier.scoring import MatrixScorer, make_scorer
from geoclf.features.hashed.features import HashedNgrams
from geoclf.models.nbsvm import NbsvmModel
from geoclf.records import LabelledTexts

TEXT = st.text(alphabet="aáÑ.«yrusiaONU \t\n\u0301ﬁ0_-😀\ud800tratdo", max_size=200)


@pytest.fixture(scope="module", params=[(1, (4, 4)), (4, (2, 5)), (3, (3, 4))])
def scorer(request: pytest.FixtureRequest, gold: LabelledTexts) -> HashedScorer:
    """A scorer of so many labels, on such characters."""
    n_labels, char_ngrams = request.param
    features = HashedNgrams(char_ngrams=char_ngrams).fit(gold.texts)
    targets = gold.targets[:, :n_labels]
    model = NbsvmModel(rounded=True).fit(features.transform(gold.texts), targets, seed=0)
    made = make_scorer(features, model)
    assert isinstance(made, HashedScorer)
    return made


def by_matrix(scorer: HashedScorer, texts: list[str]) -> np.ndarray:
    return MatrixScorer(scorer.features, scorer.model).scores(texts)[0]


def test_scores_are_those_of_the_matrix(scorer: HashedScorer, gold: LabelledTexts) -> None:
    texts = [*gold.texts, "", "...", "Rusia", " ".join(gold.texts)]
    scores, has_word = scorer.scores(texts)
    np.testing.assert_allclose(scores, by_matrix(scorer, texts), atol=1e-12)
    assert has_word.tolist() == [True] * 82 + [False, False, True, True]


@settings(deadline=None)
@given(texts=st.lists(TEXT, max_size=6))
def test_scores_of_any_text_are_those_of_the_matrix(scorer: HashedScorer, texts: list[str]) -> None:
    np.testing.assert_allclose(scorer.scores(texts)[0], by_matrix(scorer, texts), atol=1e-12)


def test_no_text_gives_no_score(scorer: HashedScorer) -> None:
    scores, has_word = scorer.scores([])
    assert scores.shape == (0, len(scorer.model.intercept_))
    assert has_word.shape == (0,)


def test_company_order_and_memory_change_nothing(scorer: HashedScorer, gold: LabelledTexts) -> None:
    texts = [*gold.texts] * 8
    together = scorer.scores(texts)[0]
    fresh = HashedScorer(scorer.features, scorer.model)
    alone = np.concatenate([fresh.scores([text])[0] for text in gold.texts])
    assert (together == np.tile(alone, (8, 1))).all()
    assert (scorer.scores(texts[::-1])[0] == together[::-1]).all()


def test_a_text_too_long_for_packed_sums_is_scored_all_the_same(
    scorer: HashedScorer, gold: LabelledTexts
) -> None:
    long = " ".join(gold.texts) * 30
    texts = [long, "Rusia"]
    np.testing.assert_allclose(scorer.scores(texts)[0], by_matrix(scorer, texts), atol=1e-9)


def test_threads_get_the_same_scores(scorer: HashedScorer, gold: LabelledTexts) -> None:
    expected = scorer.scores(gold.texts)[0]
    with ThreadPoolExecutor(8) as pool:
        for scores, _ in pool.map(scorer.scores, [gold.texts] * 40):
            assert (scores == expected).all()


def test_words_that_share_a_place_in_memory_are_kept_apart(
    scorer: HashedScorer, gold: LabelledTexts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geoclf.classifier.hashed_scorer._REMEMBERED", 16)
    forgetful = HashedScorer(scorer.features, scorer.model)
    assert (forgetful.scores(gold.texts)[0] == scorer.scores(gold.texts)[0]).all()


def test_pickles_without_what_it_remembers(scorer: HashedScorer, gold: LabelledTexts) -> None:
    scorer.scores(gold.texts)
    restored = pickle.loads(pickle.dumps(scorer))
    assert (restored.scores(gold.texts)[0] == scorer.scores(gold.texts)[0]).all()


def test_unrounded_coefficients_go_by_the_matrix(gold: LabelledTexts) -> None:
    features = HashedNgrams().fit(gold.texts)
    model = NbsvmModel().fit(features.transform(gold.texts), gold.targets, seed=0)
    assert isinstance(make_scorer(features, model), MatrixScorer)


def test_packed_sums_are_added_no_further_than_they_fit(gold: LabelledTexts) -> None:
    """One word again and again, whose n-grams all have the largest weight there is."""
    text = "a" * 64
    features = HashedNgrams(char_ngrams=(2, 20), word_pairs=1).fit([text])
    model = NbsvmModel(rounded=True).fit(features.transform([text, "."]), np.array([[True], [False]]), seed=0)
    model.coef_[:] = 1.0
    model.round_coefficients()
    scorer = HashedScorer(features, model)
    for n_words in (30, 60, 150, 250):
        texts = [" ".join([text] * n_words)]
        np.testing.assert_allclose(scorer.scores(texts)[0], by_matrix(scorer, texts), rtol=1e-9)
