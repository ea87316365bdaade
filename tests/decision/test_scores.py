import numpy as np
import pytest

from geoclf.decision.scores import check_scores, check_scores_and_targets, sigmoid
from geoclf.errors import ParameterError


def test_sigmoid_is_exact_where_it_can_be() -> None:
    logits = np.array([-1e6, -40.0, -1.0, 0.0, 1.0, 1e6])
    expected = [0.0, np.exp(-40), 1 / (1 + np.e), 0.5, np.e / (1 + np.e), 1.0]
    np.testing.assert_allclose(sigmoid(logits), expected, rtol=1e-15)


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        (np.zeros(3), r"expected shape \(n_texts, 2\), got \(3,\)"),
        (np.zeros((3, 1)), r"expected shape \(n_texts, 2\), got \(3, 1\)"),
        (np.array([[0.0, 1.0], [np.inf, 0.0]]), "expected finite numbers, got inf in row 1, column 0"),
    ],
)
def test_malformed_scores_are_refused(scores: np.typing.NDArray[np.float64], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        check_scores(scores, 2)


def test_scores_and_targets_must_fit_together() -> None:
    with pytest.raises(
        ParameterError, match=r"targets: expected shape \(2, 1\) as scores, bool; got \(2, 1\), int64"
    ):
        check_scores_and_targets(np.zeros((2, 1)), np.zeros((2, 1), dtype=np.int64))
    with pytest.raises(ParameterError, match="expected at least one row"):
        check_scores_and_targets(np.zeros((0, 2)), np.zeros((0, 2), dtype=bool))
