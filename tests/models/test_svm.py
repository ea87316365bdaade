import numpy as np
import pytest
from sklearn.base import clone
from sklearn.svm import LinearSVC

from geoclf.errors import ParameterError
from geoclf.models.svm import SvmModel
from geoclf.protocols import Model

RNG = np.random.default_rng(3)
ROWS = RNG.normal(size=(60, 5))
TARGETS = np.column_stack([ROWS[:, 0] > 0, ROWS[:, 1] + ROWS[:, 2] > 1, np.zeros(60, dtype=bool)])


@pytest.mark.parametrize("weight", [None, "balanced"])
def test_scores_are_those_of_scikit_learn_label_by_label(weight: str | None) -> None:
    model = SvmModel(C=0.5, class_weight=weight).fit(ROWS, TARGETS, seed=1)
    assert isinstance(model, Model)
    for label in (0, 1):
        theirs = LinearSVC(C=0.5, class_weight=weight, random_state=1).fit(ROWS, TARGETS[:, label])
        np.testing.assert_allclose(model.scores(ROWS)[:, label], theirs.decision_function(ROWS), atol=1e-6)


def test_a_label_without_positives_has_the_log_odds_of_its_frequency() -> None:
    model = SvmModel().fit(ROWS, TARGETS, seed=0)
    np.testing.assert_allclose(model.scores(ROWS)[:, 2], np.log(1 / 61))


def test_state_round_trips() -> None:
    model = SvmModel(C=0.2).fit(ROWS, TARGETS, seed=0)
    restored = SvmModel.from_state(model.state())
    assert restored.get_params() == model.get_params()
    np.testing.assert_array_equal(restored.scores(ROWS), model.scores(ROWS))
    assert not hasattr(clone(model), "coef_")


def test_errors_name_the_model() -> None:
    with pytest.raises(ParameterError, match="SvmModel is not fitted yet"):
        SvmModel().scores(ROWS)
    with pytest.raises(ParameterError, match="C: expected a finite number above 0"):
        SvmModel(C=-1).fit(ROWS, TARGETS, seed=0)
