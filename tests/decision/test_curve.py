import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geoclf.decision.curve import N_POINTS, constant_curve, expected_curve, spread
from geoclf.protocols import FloatArray

PROBA = st.floats(0.0, 1.0)


@settings(deadline=None)
@given(proba=arrays(np.float64, st.integers(1, 30), elements=PROBA), repeats=st.integers(1, 3))
def test_every_point_is_what_its_threshold_gives(proba: FloatArray, repeats: int) -> None:
    curve = expected_curve(proba, np.full(len(proba), float(repeats)))
    assert (curve.threshold > 0).all()
    for threshold, precision, recall in zip(*curve, strict=True):
        taken = proba[proba >= threshold]
        # A probability of exactly 0 cannot be taken by a threshold above it.
        if len(taken) and proba.min() > 1e-300:
            assert precision == pytest.approx(taken.mean())
            assert recall == pytest.approx(taken.sum() / proba.sum())


def test_weights_count_texts_several_times() -> None:
    weighted = expected_curve(np.array([0.9, 0.4, 0.1]), np.array([1.0, 2.0, 5.0]))
    repeated = expected_curve(np.repeat([0.9, 0.4, 0.1], [1, 2, 5]), np.ones(8))
    np.testing.assert_allclose(weighted, repeated)


def test_a_long_curve_keeps_its_ends_and_even_steps_of_recall() -> None:
    proba = np.random.default_rng(0).beta(0.3, 1.5, size=20_000)
    curve = expected_curve(proba, np.ones(len(proba)))
    assert curve.threshold.shape == (N_POINTS,)
    assert curve.recall[-1] == 1.0
    assert curve.precision[0] == pytest.approx(proba.max())
    assert np.diff(curve.recall).max() < 0.006
    assert (np.diff(curve.threshold) <= 0).all()
    assert (np.diff(curve.precision) <= 1e-12).all()


def test_a_constant_probability_has_one_threshold() -> None:
    for proba, precision, recall in ((0.3, 0.0, 0.0), (0.5, 0.5, 1.0), (0.8, 0.8, 1.0)):
        curve = constant_curve(proba)
        assert set(curve.threshold) == {0.5}
        assert (curve.precision[0], curve.recall[-1]) == (precision, recall)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=50), st.integers(2, 20))
def test_spread_keeps_both_ends_in_order(values: list[float], n_points: int) -> None:
    rising = np.sort(values)
    kept = spread(rising, n_points)
    assert len(kept) == n_points
    assert (np.diff(kept) >= 0).all()
    assert (rising[kept[0]], rising[kept[-1]]) == (rising[0], rising[-1])
    if len(values) <= n_points:
        assert set(kept) == set(range(len(values)))
