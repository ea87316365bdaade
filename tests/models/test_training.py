import numpy as np
import pytest
from scipy.sparse import csr_matrix

from geoclf.errors import ParameterError
from geoclf.models.training import check_targets, count_rows, prior_logits


def test_rows_are_counted_in_lists_arrays_and_sparse_matrices() -> None:
    assert [count_rows(rows) for rows in (["a"], np.zeros((2, 5)), csr_matrix((3, 5)))] == [1, 2, 3]


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (np.zeros((2, 1), dtype=int), r"expected shape \(2, n_labels\), bool; got \(2, 1\), int64"),
        (np.zeros(2, dtype=bool), r"got \(2,\), bool"),
        (np.zeros((3, 1), dtype=bool), r"got \(3, 1\), bool"),
    ],
)
def test_malformed_targets_are_refused(targets: np.typing.NDArray[np.bool_], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        check_targets(["a", "b"], targets)


def test_no_training_text_is_an_error() -> None:
    with pytest.raises(ParameterError, match="expected at least one training text"):
        check_targets([], np.zeros((0, 2), dtype=bool))


def test_prior_adds_one_text_on_either_side() -> None:
    targets = np.array([[True, False], [False, False], [False, False]])
    np.testing.assert_allclose(prior_logits(targets), [np.log(2 / 3), np.log(1 / 4)])
