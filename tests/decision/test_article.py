import numpy as np
import pytest

from geoclf.decision.article import ArticleCalibration
from geoclf.decision.scores import sigmoid
from geoclf.errors import ParameterError
from geoclf.protocols import BoolArray, FloatArray, IntArray

Corpus = tuple[FloatArray, BoolArray, IntArray]


def corpus(n_articles: int = 4000, n_labels: int = 1, shift: float = -2.0, seed: int = 0) -> Corpus:
    """Return calibrated probabilities of sentences, labels that follow them together, and articles.

    All sentences of an article are drawn with one random number, so the labels of one article go together
    far more than independent ones would.
    """
    rng = np.random.default_rng(seed)
    article = np.repeat(np.arange(n_articles), rng.integers(2, 9, size=n_articles))
    proba = sigmoid(rng.normal(shift, 1.5, size=(n_articles, n_labels)))[article]
    proba = sigmoid(rng.normal(0, 0.5, size=proba.shape) + np.log(proba / (1 - proba)))
    return proba, rng.random((n_articles, n_labels))[article] < proba, article


def per_article(calibration: ArticleCalibration, data: Corpus) -> tuple[FloatArray, BoolArray]:
    proba, targets, article = data
    cuts = np.flatnonzero(np.diff(article)) + 1
    given = np.array([calibration.proba(part) for part in np.split(proba, cuts)])
    return given, np.array([part.any(axis=0) for part in np.split(targets, cuts)])


def test_probabilities_are_those_of_the_articles() -> None:
    calibration = ArticleCalibration().fit(*corpus())
    given, has = per_article(calibration, corpus(seed=1))
    naive, _ = per_article(ArticleCalibration.uncalibrated(1), corpus(seed=1))
    assert abs(given.mean() - has.mean()) < 0.02 < naive.mean() - has.mean()
    assert np.mean((given - has) ** 2) < np.mean((naive - has) ** 2)
    for low, high in ((0.1, 0.3), (0.3, 0.6), (0.6, 0.9)):
        inside = (given >= low) & (given < high)
        assert has[inside].mean() == pytest.approx(given[inside].mean(), abs=0.06)


def test_prevalence_is_that_of_sentences() -> None:
    data = corpus()
    _, targets, article = data
    calibration = ArticleCalibration(prevalence=0.05).fit(*data)
    _, has = per_article(calibration, data)
    # In the mix that `prevalence_` names, sentences have the label as often as asked.
    share = calibration.prevalence_[0]
    weight = np.where(has[:, 0], share / has.mean(), (1 - share) / (1 - has.mean()))
    assert np.average(targets[:, 0], weights=weight[article]) == pytest.approx(0.05)
    assert share < has.mean()
    given, _ = per_article(calibration, data)
    assert np.average(given[:, 0], weights=weight) == pytest.approx(share, abs=0.02)


def test_without_prevalence_it_is_that_of_training() -> None:
    data = corpus()
    calibration = ArticleCalibration().fit(*data)
    given, has = per_article(calibration, data)
    assert calibration.prevalence_ == pytest.approx(has.mean(axis=0))
    assert given.mean() == pytest.approx(has.mean(), abs=0.005)


def test_a_prevalence_that_no_mix_reaches_is_cut() -> None:
    calibration = ArticleCalibration(prevalence=0.99).fit(*corpus())
    assert calibration.prevalence_ == pytest.approx(1 - 1 / 4002)
    assert np.isfinite(calibration.intercept_).all()


def test_a_rare_label_takes_the_median_of_the_others() -> None:
    proba, targets, article = corpus(n_labels=4)
    targets[:, 3] &= article < 5
    calibration = ArticleCalibration().fit(proba, targets, article)
    assert calibration.slope_[3] == np.median(calibration.slope_[:3])
    assert calibration.intercept_[3] == np.median(calibration.intercept_[:3])
    assert np.isnan(calibration.prevalence_).tolist() == [False, False, False, True]


def test_too_few_articles_leave_the_noisy_or() -> None:
    proba, targets, article = corpus(n_articles=9)
    calibration = ArticleCalibration().fit(proba, targets, article)
    assert not calibration.calibrated_
    assert calibration.proba(np.array([[0.5], [0.2]])) == pytest.approx([0.6])


def test_articles_of_one_sentence_are_no_articles() -> None:
    proba, targets, article = corpus()
    alone = ArticleCalibration().fit(proba, targets, np.arange(len(proba)))
    assert not alone.calibrated_
    several = ArticleCalibration().fit(proba, targets, article)
    extra = np.full((500, 1), 0.9)
    mixed = ArticleCalibration().fit(
        np.concatenate([proba, extra]),
        np.concatenate([targets, extra < 0]),
        [*article.tolist(), *(f"alone {i}" for i in range(500))],
    )
    assert mixed.slope_ == pytest.approx(several.slope_)


@pytest.mark.parametrize("blank", [0, 1, 3])
def test_one_sentence_keeps_its_probability(blank: int) -> None:
    calibration = ArticleCalibration().fit(*corpus())
    rows = np.array([[0.3], *[[0.0]] * blank])
    assert calibration.proba(rows).tolist() == [0.3]
    assert calibration.proba(rows[1:]).tolist() == [0.0]


def test_extreme_probabilities_stay_finite_and_ordered() -> None:
    calibration = ArticleCalibration().fit(*corpus())
    rows = [np.full((100, 1), p) for p in (1e-300, 1e-9, 0.5, 1 - 1e-16, 1.0)]
    given = [float(calibration.proba(row)[0]) for row in rows]
    assert given == sorted(given)
    assert given[0] < 1e-6
    assert given[-1] > 1 - 1e-6


def test_round_trip() -> None:
    calibration = ArticleCalibration(prevalence=0.1).fit(*corpus(n_labels=2))
    restored = ArticleCalibration.from_state(calibration.state())
    rows = np.array([[0.3, 0.2], [0.1, 0.9]])
    assert np.array_equal(restored.proba(rows), calibration.proba(rows))
    assert restored.get_params() == {"prevalence": 0.1}
    assert restored.calibrated_
    assert not ArticleCalibration.from_state(ArticleCalibration.uncalibrated(2).state()).calibrated_


@pytest.mark.parametrize("prevalence", [0, 1, 5, "5 %"])
def test_prevalence_must_be_a_share(prevalence: float) -> None:
    with pytest.raises(ParameterError, match=r"prevalence: expected a number in \(0, 1\) or None"):
        ArticleCalibration(prevalence=prevalence).fit(*corpus(n_articles=20))


def test_arguments_must_fit_together() -> None:
    proba, targets, _ = corpus(n_articles=20)
    with pytest.raises(ParameterError, match=rf"expected groups for {len(proba)} sentences, got 2"):
        ArticleCalibration().fit(proba, targets, ["a", "b"])
    with pytest.raises(ParameterError, match=r"not fitted yet; call fit\(proba, targets, groups\) first"):
        ArticleCalibration().proba(proba)
    with pytest.raises(ParameterError, match=r"expected shape \(n_texts, 1\)"):
        ArticleCalibration.uncalibrated(1).proba(np.zeros((2, 3)))
