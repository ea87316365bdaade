import numpy as np
import pytest

from geoclf.classifier.adjusting import adjustable, replace_thresholds, warn_unreached
from geoclf.decision.calibrated import CalibratedDecision
from geoclf.decision.fixed import FixedDecision
from geoclf.errors import ParameterError

LABELS = ("sanctions", "treaty")


@pytest.fixture(scope="module")
def decision() -> CalibratedDecision:
    rng = np.random.default_rng(0)
    targets = rng.random((100, 2)) < 0.4
    return CalibratedDecision().fit(targets + rng.normal(size=(100, 2)), targets)


def test_a_decision_that_cannot_be_changed() -> None:
    fixed = FixedDecision().fit(np.zeros((1, 2)), np.zeros((1, 2), dtype=bool))
    with pytest.raises(ParameterError, match="trained with FixedDecision, which cannot be changed; train it"):
        adjustable(fixed)
    warn_unreached(fixed, LABELS)


def test_thresholds_by_name(decision: CalibratedDecision) -> None:
    changed = replace_thresholds(decision, LABELS, {"treaty": 0.7})
    assert changed.thresholds().tolist() == [decision.thresholds_[0], 0.7]
    assert replace_thresholds(decision, LABELS, {}).thresholds().tolist() == decision.thresholds_.tolist()


@pytest.mark.parametrize(
    ("thresholds", "message"),
    [
        (
            {"treaties": 0.5},
            "thresholds: unknown label 'treaties'; did you mean 'treaty'. there are: sanctions",
        ),
        ({"football": 0.5}, "thresholds: unknown label 'football'; there are: sanctions, treaty"),
        ({"treaty": 0}, r"thresholds: treaty: expected a number in \(0, 1\], got 0"),
        ({"treaty": "high"}, r"thresholds: treaty: expected a number in \(0, 1\], got 'high'"),
    ],
)
def test_bad_thresholds(decision: CalibratedDecision, thresholds: dict[str, float], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        replace_thresholds(decision, LABELS, thresholds)


def test_labels_out_of_reach_are_named(decision: CalibratedDecision) -> None:
    best = decision.curves_[1].precision.max()
    with pytest.warns(UserWarning, match=rf"aim precision=0\.999 is out of reach .*: .*treaty {best:.2f}"):
        warn_unreached(decision.with_aim("precision", 0.999), LABELS)
    warn_unreached(decision.with_aim("recall", 0.9), LABELS)
