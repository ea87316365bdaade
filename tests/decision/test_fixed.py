from typing import Any

import numpy as np
import pytest
from sklearn.base import clone

from geoclf.decision.fixed import FixedDecision
from geoclf.errors import ParameterError
from geoclf.protocols import Decision

SCORES = np.array([[0.0, -1e6, 1e6], [-0.1, 0.1, 3.0]])
TARGETS = SCORES > 0


def test_probabilities_are_the_logistic_function_cut_at_the_threshold() -> None:
    decision = FixedDecision(threshold=0.9).fit(SCORES, TARGETS)
    assert isinstance(decision, Decision)
    proba = decision.proba(SCORES)
    np.testing.assert_allclose(proba[1], 1 / (1 + np.exp(-SCORES[1])))
    assert decision.predict(proba).tolist() == [[False, False, True], [False, False, True]]
    assert FixedDecision().fit(SCORES, TARGETS).predict(np.array([[0.5, 0.49, 1.0]])).tolist() == [
        [True, False, True]
    ]


def test_state_round_trips() -> None:
    decision = FixedDecision(threshold=np.float64(0.7)).fit(SCORES, TARGETS)
    assert decision.state().params == {"threshold": 0.7}
    restored = FixedDecision.from_state(decision.state())
    assert (
        restored.predict(restored.proba(SCORES)).tolist() == decision.predict(decision.proba(SCORES)).tolist()
    )


@pytest.mark.parametrize("threshold", [0, 1.01, -0.5, float("nan"), "half", None])
def test_bad_thresholds_are_named(threshold: Any) -> None:
    with pytest.raises(ParameterError, match=r"threshold: expected a number in \(0, 1\], got"):
        FixedDecision(threshold=threshold).fit(SCORES, TARGETS)


def test_misuse_is_an_error() -> None:
    decision = FixedDecision().fit(SCORES, TARGETS)
    with pytest.raises(ParameterError, match=r"expected shape \(n_texts, 3\), got \(1, 2\)"):
        decision.proba(np.zeros((1, 2)))
    with pytest.raises(ParameterError, match="FixedDecision is not fitted yet"):
        clone(decision).proba(SCORES)
