from typing import Any

import numpy as np
import pytest

from geoclf.decision.aims import check_aim, choose_threshold
from geoclf.decision.curve import Curve, constant_curve, expected_curve

CURVE = Curve(
    threshold=np.array([0.8, 0.5, 0.3, 0.1]),
    precision=np.array([0.9, 0.8, 0.6, 0.2]),
    recall=np.array([0.3, 0.6, 0.9, 1.0]),
)


@pytest.mark.parametrize(
    ("aim", "at_least", "threshold", "value"),
    [
        ("f1", None, 0.3, 2 * 0.6 * 0.9 / 1.5),
        ("f0.5", None, 0.5, 1.25 * 0.8 * 0.6 / (0.25 * 0.8 + 0.6)),
        ("f2", None, 0.3, 5 * 0.6 * 0.9 / (4 * 0.6 + 0.9)),
        ("recall", 0.6, 0.5, 0.6),
        ("recall", 0.61, 0.3, 0.9),
        ("recall", 0.99, 0.1, 1.0),
        ("precision", 0.8, 0.5, 0.8),
        ("precision", 0.61, 0.5, 0.8),
        ("precision", 0.1, 0.1, 0.2),
        ("precision", 0.95, 0.8, 0.9),
    ],
)
def test_counted_by_hand(aim: str, at_least: float | None, threshold: float, value: float) -> None:
    choice = choose_threshold(CURVE, aim, at_least)
    assert choice.threshold == threshold
    assert choice.value == pytest.approx(value)


def test_a_level_is_met_whatever_the_rounding() -> None:
    # Ten times a tenth falls short of 1, and three of four are 0.75 but for the last bit.
    curve = expected_curve(np.array([0.4, 0.3, 0.2, 0.1]) / 3, np.ones(4))
    assert choose_threshold(curve, "recall", 0.9).threshold == pytest.approx(0.05)


@pytest.mark.parametrize("aim", ["recall", "precision"])
def test_scores_that_say_nothing_keep_their_threshold(aim: str) -> None:
    assert choose_threshold(constant_curve(0.2), aim, 0.9).threshold == 0.5


@pytest.mark.parametrize(
    ("aim", "at_least", "message"),
    [
        ("f3", None, r"aim: expected one of 'f0\.5', 'f1', 'f2', 'recall', 'precision', got 'f3'"),
        ("recall", None, r"at_least: aim 'recall' needs a number in \(0, 1\), got None"),
        ("precision", 1, r"at_least: aim 'precision' needs a number in \(0, 1\), got 1"),
        ("precision", 90.0, r"at_least: aim 'precision' needs a number in \(0, 1\), got 90\.0"),
        ("recall", "0.9", r"at_least: aim 'recall' needs a number in \(0, 1\), got '0\.9'"),
        ("f1", 0.9, r"at_least: aim 'f1' takes none, got 0\.9; 'recall' and 'precision' do"),
    ],
)
def test_bad_aims(aim: str, at_least: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_aim(aim, at_least)
