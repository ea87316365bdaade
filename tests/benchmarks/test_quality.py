"""Quality with thresholds that have not seen what they cut."""

import numpy as np

from benchmarks.quality import Judged, quality


def test_thresholds_come_from_the_other_parts() -> None:
    truth = np.array([[True], [True], [False], [False]])
    high = Judged(truth, np.array([[9.0], [8.0], [7.0], [6.0]]))
    low = Judged(truth, np.array([[4.0], [3.0], [2.0], [1.0]]))
    found = quality([high, low])
    # At the threshold of `low`, 3, all of `high` are marked; at that of `high`, 8, none of `low`.
    assert found["f1"] == [2 * 2 / (4 + 4)]
    # Ranked: 9, 8 true, 7, 6 false, 4, 3 true, 2, 1 false.
    assert found["macro_average_precision"] == np.mean([1, 1, 3 / 5, 4 / 6])
