import numpy as np

from geoclf.prediction.counts import Counts
from geoclf.prediction.levels import Outcome


def test_batches_add_up() -> None:
    predicted = np.array([[True, False], [True, True]])
    review = np.array([[False, False], [True, True]])
    counts = Counts(3, {"sanctions": 1, "treaty": 0}, review=0, n_bad=1)
    more = counts.plus(Outcome(predicted * 1.0, predicted, review, {}), n_bad=2)
    assert more == Counts(5, {"sanctions": 3, "treaty": 1}, review=1, n_bad=3)
    assert Counts(0, {"a": 0, "b": 0}).plus(Outcome(predicted * 1.0, predicted, review, {}), 0).review is None
