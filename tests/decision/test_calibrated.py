import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.base import clone

from geoclf.decision.calibrated import CalibratedDecision
from geoclf.decision.scores import sigmoid
from geoclf.errors import ParameterError
from geoclf.protocols import AdjustableDecision, BoolArray, FloatArray

EXTREME = st.floats(min_value=-1e6, max_value=1e6)


def draw(n: int, rates: list[float], *, seed: int) -> tuple[FloatArray, BoolArray]:
    rng = np.random.default_rng(seed)
    targets = rng.random((n, len(rates))) < rates
    return 0.3 * (rng.normal(size=targets.shape) + 3 * targets) - 0.5, targets


@settings(max_examples=40, deadline=None)  # a deadline would measure the machine
@given(
    scores=arrays(np.float64, (12, 2), elements=EXTREME),
    targets=arrays(np.bool_, (12, 2)),
    new=arrays(np.float64, (9, 2), elements=EXTREME),
    min_positives=st.integers(1, 6),
    prevalence=st.sampled_from([None, 0.01, 0.9]),
)
def test_probabilities_rise_with_the_score_and_stay_finite(
    scores: FloatArray, targets: BoolArray, new: FloatArray, min_positives: int, prevalence: float | None
) -> None:
    decision = CalibratedDecision(min_positives=min_positives, prevalence=prevalence).fit(scores, targets)
    proba = decision.proba(np.sort(new, axis=0))
    assert np.isfinite(proba).all()
    assert ((proba >= 0) & (proba <= 1)).all()
    assert (np.diff(proba, axis=0) >= -1e-15).all()
    assert (decision.slope_ >= 0).all()
    assert ((decision.thresholds_ > 0) & (decision.thresholds_ <= 1)).all()


def expected_f(taken: BoolArray, proba: FloatArray, beta: float) -> float:
    """By definition: F-beta with expected counts of hits, texts taken and positives."""
    hits = proba[taken].sum()
    return float((1 + beta**2) * hits / (taken.sum() + beta**2 * proba.sum()))


@pytest.mark.parametrize(("aim", "beta"), [("f0.5", 0.5), ("f1", 1.0), ("f2", 2.0)])
def test_no_choice_of_texts_has_a_higher_expected_f(aim: str, beta: float) -> None:
    scores, targets = draw(11, [0.4], seed=1)
    decision = CalibratedDecision(aim=aim, min_positives=2).fit(scores, targets)
    proba = decision.proba(scores)
    reached = expected_f(decision.predict(proba)[:, 0], proba[:, 0], beta)
    choices = itertools.product([False, True], repeat=11)
    best = max(expected_f(np.array(choice), proba[:, 0], beta) for choice in choices if any(choice))
    assert reached == pytest.approx(best, abs=1e-12)


def test_recall_lowers_the_threshold_and_precision_raises_it() -> None:
    scores, targets = draw(300, [0.2], seed=2)
    cuts = [CalibratedDecision(aim=aim).fit(scores, targets).thresholds_[0] for aim in ("f2", "f1", "f0.5")]
    assert cuts[0] < cuts[1] < cuts[2]


def test_the_threshold_stands_in_the_middle_of_the_gap() -> None:
    scores = np.repeat([[-2.0], [2.0]], 10, axis=0)
    decision = CalibratedDecision().fit(scores, scores > 0)
    low, high = decision.proba(np.array([[-2.0], [2.0]]))[:, 0]
    assert decision.thresholds_[0] == pytest.approx((low + high) / 2)


def test_probabilities_are_calibrated_on_new_texts() -> None:
    decision = CalibratedDecision().fit(*draw(5000, [0.1, 0.5], seed=3))
    scores, targets = draw(20_000, [0.1, 0.5], seed=4)
    proba = decision.proba(scores)
    for label in (0, 1):
        for low in np.arange(0.05, 0.95, 0.1):
            inside = (proba[:, label] >= low) & (proba[:, label] < low + 0.1)
            if inside.sum() > 300:
                assert targets[inside, label].mean() == pytest.approx(proba[inside, label].mean(), abs=0.08)


def test_a_stated_prevalence_is_what_new_texts_are_calibrated_for() -> None:
    decision = CalibratedDecision(prevalence=0.05).fit(*draw(5000, [0.1, 0.5], seed=3))
    scores, targets = draw(40_000, [0.05, 0.05], seed=4)
    proba = decision.proba(scores)
    np.testing.assert_allclose(proba.mean(axis=0), 0.05, atol=0.005)
    # Whatever the share in training, the same decision comes out, near the best that new texts allow.
    assert decision.thresholds_[0] == pytest.approx(decision.thresholds_[1], abs=0.05)
    for label in (0, 1):
        grid = np.linspace(0.02, 0.98, 97)
        f1 = [f_measure(targets[:, label], proba[:, label] >= cut) for cut in grid]
        reached = f_measure(targets[:, label], proba[:, label] >= decision.thresholds_[label])
        assert reached > max(f1) - 0.01


def f_measure(target: BoolArray, predicted: BoolArray) -> float:
    return float(2 * (target & predicted).sum() / (target.sum() + predicted.sum()))


def test_the_training_share_as_prevalence_changes_nothing() -> None:
    scores, targets = draw(400, [0.3], seed=8)
    plain = CalibratedDecision().fit(scores, targets)
    share = float(plain.proba(scores).mean())
    stated = CalibratedDecision(prevalence=share).fit(scores, targets)
    np.testing.assert_allclose(stated.proba(scores), plain.proba(scores))
    np.testing.assert_allclose(stated.thresholds_, plain.thresholds_)


def test_a_label_nobody_saw_gets_the_stated_prevalence() -> None:
    scores, targets = draw(60, [0.3, 0.0], seed=9)
    decision = CalibratedDecision(prevalence=0.1).fit(scores, targets)
    np.testing.assert_allclose(decision.proba(scores)[:, 1], 0.1)
    assert not decision.predict(decision.proba(scores))[:, 1].any()


def test_few_positives_take_the_slope_of_the_other_labels() -> None:
    scores, targets = draw(200, [0.3, 0.2, 0.0], seed=5)
    targets[:3, 2] = True
    scores[:3, 2] += 2
    decision = CalibratedDecision(min_positives=4).fit(scores, targets)
    assert decision.slope_[2] == pytest.approx(np.mean(decision.slope_[:2]))
    assert np.mean(decision.proba(scores)[:, 2]) == pytest.approx(4 / 202)
    assert decision.predict(decision.proba(scores))[:3, 2].all()


def test_few_positives_everywhere_keep_the_scores_slope() -> None:
    scores, targets = draw(30, [0.1, 0.1], seed=6)
    decision = CalibratedDecision(min_positives=31).fit(scores, targets)
    assert decision.slope_.tolist() == [1.0, 1.0]


@pytest.mark.parametrize(("positives", "predicted"), [(0, False), (2, False), (7, True), (9, True)])
def test_scores_that_say_nothing_give_the_majority(positives: int, predicted: bool) -> None:
    targets = (np.arange(9) < positives)[:, None]
    decision = CalibratedDecision().fit(np.full((9, 1), 3.0), targets)
    proba = decision.proba(np.array([[-9.0], [9.0]]))
    np.testing.assert_allclose(proba[:, 0], (positives + 1) / 11)
    assert decision.predict(proba).tolist() == [[predicted], [predicted]]


def test_saturated_probabilities_still_have_a_threshold() -> None:
    scores = np.array([[-1e6], [-1e6], [1e6]])
    decision = CalibratedDecision(min_positives=2).fit(scores, np.array([[False], [False], [True]]))
    assert decision.predict(decision.proba(scores)).tolist() == [[False], [False], [True]]


def test_with_thresholds_returns_a_copy() -> None:
    decision = CalibratedDecision().fit(*draw(50, [0.4, 0.4], seed=7))
    before = decision.thresholds_.copy()
    given_thresholds = np.array([0.9, 1.0])
    copy = decision.with_thresholds(given_thresholds)
    given_thresholds[:] = 0.1
    assert copy.thresholds_.tolist() == [0.9, 1.0]
    assert np.array_equal(decision.thresholds_, before)
    assert copy.proba(np.ones((1, 2))).tolist() == decision.proba(np.ones((1, 2))).tolist()
    for bad in ([0.5], [0.0, 0.5], [0.5, 1.1], [0.5, float("nan")]):
        with pytest.raises(
            ParameterError, match=r"thresholds: expected 2 numbers in \(0, 1\], one per label; got"
        ):
            decision.with_thresholds(bad)


AIMS: list[tuple[str, float | None]] = [
    ("f1", None),
    ("f0.5", None),
    ("f2", None),
    ("recall", 0.9),
    ("recall", 0.5),
    ("precision", 0.8),
]


@pytest.mark.parametrize("prevalence", [None, 0.05])
def test_an_aim_changed_later_gives_what_fit_gives(prevalence: float | None) -> None:
    scores, targets = draw(1000, [0.2, 0.4, 0.0], seed=11)
    fitted = [
        CalibratedDecision(aim=aim, at_least=at_least, prevalence=prevalence).fit(scores, targets)
        for aim, at_least in AIMS
    ]
    for start, goal in itertools.product(fitted, fitted):
        before = start.thresholds_.tolist()
        changed = start.with_aim(goal.aim, goal.at_least)
        assert changed.thresholds_.tolist() == goal.thresholds_.tolist()
        assert changed.state().params == goal.state().params
        assert start.thresholds_.tolist() == before


@pytest.mark.parametrize("prevalence", [None, 0.1])
def test_new_texts_have_the_recall_or_precision_asked_for(prevalence: float | None) -> None:
    decision = CalibratedDecision(prevalence=prevalence).fit(*draw(50_000, [0.3], seed=12))
    scores, targets = draw(40_000, [prevalence or 0.3], seed=13)
    for level in (0.7, 0.9):
        careful = decision.with_aim("recall", level)
        found = careful.predict(careful.proba(scores))
        assert (found & targets).sum() / targets.sum() == pytest.approx(level, abs=0.03)
        sure = decision.with_aim("precision", level)
        found = sure.predict(sure.proba(scores))
        assert (found & targets).sum() / found.sum() == pytest.approx(level, abs=0.04)


def test_an_aim_out_of_reach_gives_the_nearest() -> None:
    scores, targets = draw(300, [0.3, 0.0], seed=14)
    decision = CalibratedDecision(aim="precision", at_least=0.9999).fit(scores, targets)
    best = decision.proba(scores).max(axis=0)
    assert decision.unreached() == pytest.approx({0: best[0], 1: 0.0})
    assert decision.predict(decision.proba(scores)).sum(axis=0).tolist() == [1, 0]
    assert decision.with_aim("recall", 0.9).unreached() == {1: 0.0}
    assert decision.with_aim("f1").unreached() == {}
    with pytest.raises(ParameterError, match="at_least: aim 'precision' needs a number"):
        decision.with_aim("precision")


def test_levels_changed_later_give_what_fit_gives() -> None:
    scores, targets = draw(400, [0.3], seed=15)
    fitted = CalibratedDecision(miss=0.2, false_alarm=0.1).fit(scores, targets)
    changed = CalibratedDecision().fit(scores, targets).with_levels(miss=0.2).with_levels(false_alarm=0.1)
    proba = np.linspace(0, 1, 300)[:, np.newaxis]
    np.testing.assert_array_equal(changed.review(proba), fitted.review(proba))
    assert fitted.review(proba).sum() < fitted.with_levels(miss=0.02, false_alarm=0.02).review(proba).sum()
    with pytest.raises(ParameterError, match=r"miss: expected a number in \(0, 1\), got 5"):
        fitted.with_levels(miss=5)


def test_what_is_kept_is_small_whatever_the_number_of_texts() -> None:
    state = CalibratedDecision().fit(*draw(3000, [0.3] * 4, seed=16)).state()
    assert sum(array.nbytes for array in state.arrays.values()) < 50_000


def test_state_round_trips() -> None:
    scores, targets = draw(50, [0.4, 0.1], seed=8)
    decision = CalibratedDecision(aim="recall", at_least=0.8, min_positives=3, prevalence=0.2, miss=0.3)
    decision.fit(scores, targets, groups=[row // 2 for row in range(50)])
    assert isinstance(decision, AdjustableDecision)
    state = decision.state()
    assert state.params == {
        "aim": "recall",
        "at_least": 0.8,
        "min_positives": 3,
        "prevalence": 0.2,
        "miss": 0.3,
        "false_alarm": 0.01,
    }
    restored = CalibratedDecision.from_state(state)
    for name, array in restored.state().arrays.items():
        np.testing.assert_array_equal(array, state.arrays[name])
    assert restored.unreached() == decision.unreached()
    proba = decision.proba(scores)
    np.testing.assert_array_equal(restored.review(proba), decision.review(proba))
    assert restored.proba(scores).tobytes() == decision.proba(scores).tobytes()
    assert restored.thresholds_.tolist() == decision.thresholds_.tolist()
    np.testing.assert_array_equal(
        decision.proba(scores), sigmoid(scores * decision.slope_ + decision.intercept_)
    )


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"aim": "accuracy"}, r"aim: expected one of 'f0\.5', 'f1', 'f2', 'recall', 'precision', got 'acc"),
        ({"aim": "recall"}, r"at_least: aim 'recall' needs a number in \(0, 1\), got None"),
        ({"at_least": 0.5}, r"at_least: aim 'f1' takes none, got 0\.5"),
        ({"miss": 0}, r"miss: expected a number in \(0, 1\), got 0"),
        ({"false_alarm": "1 %"}, r"false_alarm: expected a number in \(0, 1\), got '1 %'"),
        ({"min_positives": 0}, "min_positives: expected an integer of at least 1, got 0"),
        ({"min_positives": 2.5}, "min_positives: expected an integer of at least 1, got 2.5"),
        ({"prevalence": 0}, r"prevalence: expected a number in \(0, 1\) or None, got 0"),
        ({"prevalence": 1.0}, r"prevalence: expected a number in \(0, 1\) or None, got 1\.0"),
        ({"prevalence": "low"}, r"prevalence: expected a number in \(0, 1\) or None, got 'low'"),
    ],
)
def test_bad_parameters_are_named_in_fit(params: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        CalibratedDecision(**params).fit(*draw(10, [0.5], seed=9))


def test_misuse_is_an_error() -> None:
    decision = CalibratedDecision().fit(*draw(20, [0.5, 0.5], seed=10))
    with pytest.raises(ParameterError, match=r"expected shape \(n_texts, 2\), got \(1, 3\)"):
        decision.proba(np.zeros((1, 3)))
    unfitted: CalibratedDecision = clone(decision)
    for use in (unfitted.proba, unfitted.predict, unfitted.review, unfitted.with_thresholds):
        with pytest.raises(ParameterError, match="CalibratedDecision is not fitted yet"):
            use(np.zeros((1, 2)))
    with pytest.raises(ParameterError, match="groups: expected one for each of 20 texts, got 3"):
        decision.fit(*draw(20, [0.5], seed=10), groups=["a", "b", "c"])
