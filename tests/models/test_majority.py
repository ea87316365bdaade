import numpy as np
import pytest

from geoclf.errors import ParameterError
from geoclf.models.majority import MajorityModel
from geoclf.protocols import Model


def test_the_sign_of_the_score_is_the_majority() -> None:
    targets = np.array([[1, 0, 1], [1, 0, 0], [0, 0, 1]], dtype=bool)
    model = MajorityModel().fit(["a", "b", "c"], targets, seed=0)
    assert isinstance(model, Model)
    assert (model.scores(["x", "y"]) > 0).tolist() == [[True, False, True]] * 2
    np.testing.assert_allclose(
        model.scores(np.zeros((1, 7))), [[np.log(3 / 2), np.log(1 / 4), np.log(3 / 2)]]
    )


def test_state_round_trips() -> None:
    model = MajorityModel().fit(["a"], np.array([[True]]), seed=0)
    restored = MajorityModel.from_state(model.state())
    assert np.array_equal(restored.scores(["x"]), model.scores(["x"]))


def test_unfitted_is_an_error() -> None:
    with pytest.raises(ParameterError, match="MajorityModel is not fitted yet"):
        MajorityModel().scores(["x"])
    with pytest.raises(ParameterError, match="targets: expected shape"):
        MajorityModel().fit(["a", "b"], np.array([[True]]), seed=0)
