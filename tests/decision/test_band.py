import numpy as np
import pytest

from geoclf.decision.band import N_RISK_POINTS, group_numbers, miss_risk, wrong_risk
from geoclf.decision.calibrated import CalibratedDecision
from geoclf.errors import ParameterError
from geoclf.protocols import BoolArray, FloatArray, IntArray


def stories(rng: np.random.Generator, n: int) -> tuple[FloatArray, BoolArray, IntArray]:
    """Draw stories of one to eight sentences that are alike in score and in how many have the label."""
    groups = np.repeat(np.arange(n), rng.integers(1, 9, size=n))
    targets = rng.random(len(groups)) < rng.beta(1, 2, size=n)[groups]
    scores = rng.normal(size=n)[groups] + rng.normal(size=len(groups)) + 2 * targets
    return scores[:, np.newaxis], targets[:, np.newaxis], groups


def mean_share(lost: BoolArray, counted: BoolArray, groups: IntArray) -> float:
    """Return the share of the texts that count in each group, averaged over groups that have any."""
    sizes, n_lost = np.bincount(groups, counted), np.bincount(groups, counted & lost)
    return float((n_lost[sizes > 0] / sizes[sizes > 0]).mean())


def test_new_stories_are_lost_at_most_at_the_levels() -> None:
    rng = np.random.default_rng(0)
    decision = CalibratedDecision(miss=0.1, false_alarm=0.05)
    rates, read = [], []
    for _ in range(40):
        scores, targets, groups = stories(rng, 80)
        decision.fit(scores, targets, groups.tolist())
        scores, targets, groups = stories(rng, 400)
        proba = decision.proba(scores)
        says, left = decision.predict(proba)[:, 0], decision.review(proba)[:, 0]
        target = targets[:, 0]
        rates.append((mean_share(~says & ~left, target, groups), mean_share(says & ~left, ~target, groups)))
        read.append(left.mean())
    means = np.mean(rates, axis=0)
    errors = np.std(rates, axis=0) / np.sqrt(len(rates))
    assert (means <= np.array([0.1, 0.05]) + 3 * errors).all()
    # Nor is the promise kept by letting a person read everything.
    assert (means >= np.array([0.1, 0.05]) / 2).all()
    assert 0.1 < np.mean(read) < 0.8


@pytest.mark.parametrize("risk", [miss_risk, wrong_risk])
def test_few_stories_need_the_correction(risk: object) -> None:
    """Of nine stories none may be lost at 0.12: the tenth is the most extreme in one of ten draws.

    Without the correction one of nine (0.11) may be, and two of ten new ones are (0.2).
    """
    rng = np.random.default_rng(1)
    lost = []
    for _ in range(4000):
        values = rng.random(10)
        if risk is miss_risk:
            cut = miss_risk(values[:9], np.ones(9, dtype=bool), np.arange(9)).at(0.12, otherwise=0.0)
            lost.append(values[9] < cut)
        else:
            cut = wrong_risk(values[:9], np.zeros(9, dtype=bool), np.arange(9)).at(0.12, otherwise=1.0)
            lost.append(values[9] > cut)
    assert np.mean(lost) == pytest.approx(0.1, abs=0.02)


def test_each_story_weighs_the_same() -> None:
    # A hundred easy sentences of one story do not make up for the one that another has.
    proba = np.append(np.full(100, 0.9), 0.2)
    groups = np.append(np.zeros(100, dtype=np.int64), 1)
    curve = miss_risk(proba, np.ones(101, dtype=bool), groups)
    assert curve.at(0.34, otherwise=0.0) == 0.2
    assert curve.at(0.67, otherwise=0.0) == 0.9


def test_stories_without_the_label_do_not_enter() -> None:
    proba, target = np.array([0.3, 0.8, 0.1, 0.1]), np.array([True, True, False, False])
    alone = miss_risk(proba[:2], target[:2], np.arange(2))
    among_others = miss_risk(proba, target, np.arange(4))
    np.testing.assert_array_equal(alone, among_others)


@pytest.mark.parametrize("n", [0, 1, 8])
def test_too_few_stories_promise_nothing(n: int) -> None:
    proba = np.linspace(0.3, 0.7, 12)
    target = np.arange(12) < n
    assert miss_risk(proba, target, np.arange(12)).at(0.1, otherwise=0.0) == 0.0
    assert wrong_risk(proba, ~target, np.arange(12)).at(0.1, otherwise=1.0) == 1.0
    scores = np.log(proba / (1 - proba))[:, np.newaxis]
    decision = CalibratedDecision(miss=0.1, false_alarm=0.1).fit(scores, target[:, np.newaxis])
    anything = np.array([[0.0], [0.2], [0.9]])
    assert decision.with_thresholds([1.0]).review(anything).all(), "nothing is dropped unread"
    decision.fit(scores, ~target[:, np.newaxis])
    assert decision.with_thresholds([1e-9]).review(anything[1:]).all(), "nothing is set unread"


def test_a_long_curve_promises_little_less_than_the_whole() -> None:
    rng = np.random.default_rng(2)
    proba, groups = rng.random(5000), np.arange(5000)
    curve = miss_risk(proba, np.ones(5000, dtype=bool), groups)
    assert curve.cut.shape == curve.level.shape == (N_RISK_POINTS,)
    for level in (0.001, 0.01, 0.05, 0.1, 0.3):
        lost = (np.sum(proba < curve.at(level, otherwise=0.0)) + 1) / 5001
        assert 0.9 * level - 0.0002 < lost <= level


def test_the_band_does_not_depend_on_prevalence() -> None:
    scores, targets, groups = stories(np.random.default_rng(3), 200)
    cuts = []
    for prevalence in (None, 0.02):
        decision = CalibratedDecision(prevalence=prevalence).fit(scores, targets, groups.tolist())
        cut = decision.miss_risks_[0].at(0.05, otherwise=0.0)
        cuts.append((np.log(cut / (1 - cut)) - decision.intercept_[0]) / decision.slope_[0])
    assert cuts[0] == pytest.approx(cuts[1])


@pytest.mark.parametrize("threshold", [0.01, 0.3, 0.5, 0.7, 1.0])
def test_review_doubts_the_threshold_and_never_overrules_it(threshold: float) -> None:
    scores, targets, groups = stories(np.random.default_rng(4), 200)
    proba = np.linspace(0, 1, 501)[:, np.newaxis]
    for miss, false_alarm in ((0.02, 0.01), (0.4, 0.4)):
        decision = (
            CalibratedDecision(miss=miss, false_alarm=false_alarm)
            .fit(scores, targets, groups.tolist())
            .with_thresholds([threshold])
        )
        read, says = decision.review(proba)[:, 0], proba[:, 0] >= threshold
        low, high = (
            decision.miss_risks_[0].at(miss, otherwise=0),
            decision.wrong_risks_[0].at(false_alarm, otherwise=1),
        )
        np.testing.assert_array_equal(~read & ~says, (proba[:, 0] < low) & ~says)
        np.testing.assert_array_equal(~read & says, (proba[:, 0] > high) & says)
        # What is read is one piece, with the threshold inside or at its end.
        assert np.count_nonzero(np.diff(read.astype(int))) <= 2
        if read.any():
            first, last = np.flatnonzero(read)[[0, -1]]
            assert proba[first, 0] - 0.002 <= threshold <= proba[last, 0] + 0.0021


def test_group_numbers() -> None:
    assert group_numbers(["b", 3, "b", None], 4).tolist() == [0, 1, 0, 2]
    with pytest.raises(ParameterError, match="groups: expected one for each of 3 texts, got 2"):
        group_numbers(["a", "b"], 3)


def test_saturated_probabilities_are_read_when_nothing_can_be_promised() -> None:
    scores = np.array([[-1.0], [1.0], [1.0]])
    decision = CalibratedDecision(min_positives=2).fit(scores, scores > 0)
    proba = decision.proba(np.array([[-1e9], [1e9]]))
    assert proba.tolist() == [[0.0], [1.0]]
    assert decision.review(proba).all()
