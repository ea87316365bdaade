import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from geoclf.decision.platt import fit_constant, fit_intercept, fit_platt
from geoclf.decision.scores import sigmoid
from geoclf.protocols import BoolArray, FloatArray


def draw(n: int, shift: float, scale: float) -> tuple[FloatArray, BoolArray]:
    rng = np.random.default_rng(3)
    target = rng.random(n) < 0.3
    return scale * (rng.normal(size=n) + 1.5 * target) + shift, target


@pytest.mark.parametrize(("shift", "scale"), [(0.0, 1.0), (-7.0, 0.01), (1e4, 300.0)])
def test_the_fit_is_the_logistic_regression_on_smoothed_targets(shift: float, scale: float) -> None:
    score, target = draw(200, shift, scale)
    n_positive, n_negative = target.sum(), (~target).sum()
    goal = np.where(target, (n_positive + 1) / (n_positive + 2), 1 / (n_negative + 2))
    standard = ((score - score.mean()) / score.std())[:, None]
    oracle = LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000).fit(
        np.vstack([standard, standard]),
        np.repeat([1, 0], 200),
        sample_weight=np.concatenate([goal, 1 - goal]),
    )
    slope, intercept = fit_platt(score, target)
    np.testing.assert_allclose(
        sigmoid(slope * score + intercept), oracle.predict_proba(standard)[:, 1], atol=1e-5
    )


def test_separated_scores_stay_finite() -> None:
    score = np.array([-5.0, -4.0, 4.0, 5.0])
    slope, intercept = fit_platt(score, score > 0)
    proba = sigmoid(slope * score + intercept)
    assert 0.1 < proba[0] < 0.5 < proba[-1] < 0.9


@pytest.mark.parametrize(
    ("score", "target"),
    [
        ([2.0, 2.0, 2.0], [True, False, False]),
        ([1e6, 1e6 + 1e-6, 1e6], [True, False, False]),
        ([1.0, 2.0, 3.0], [True, False, False]),
        ([1.0, 2.0, 3.0], [True, True, True]),
        ([1.0, 2.0, 3.0], [False, False, False]),
    ],
    ids=["constant", "nearly constant", "falling", "all positive", "none positive"],
)
def test_scores_that_say_nothing_get_the_smoothed_rate(score: list[float], target: list[bool]) -> None:
    slope, intercept = fit_platt(np.array(score), np.array(target))
    assert slope == 0
    np.testing.assert_allclose(sigmoid(np.array([intercept])), [(sum(target) + 1) / 5])
    assert (slope, intercept) == fit_constant(np.array(target))


@pytest.mark.parametrize("scale", [0.0, 0.1, 1e5])
def test_the_intercept_brings_the_mean_to_the_smoothed_rate(scale: float) -> None:
    score, target = draw(50, 2.0, scale)
    intercept = fit_intercept(score, target)
    assert np.isfinite(intercept)
    if scale < 1e3:
        np.testing.assert_allclose(np.mean(sigmoid(score + intercept)), (target.sum() + 1) / 52, rtol=1e-9)
