import numpy as np
import pytest

from geoclf.evaluation.binning import bin_edges, bin_index


@pytest.mark.parametrize("n_bins", [1, 3, 7, 10, 100])
def test_edge_belongs_to_the_bin_above_it(n_bins: int) -> None:
    edges = bin_edges(n_bins)
    np.testing.assert_array_equal(bin_index(edges[:-1], n_bins), np.arange(n_bins))
    just_below = np.nextafter(edges[1:], 0)
    np.testing.assert_array_equal(bin_index(just_below, n_bins), np.arange(n_bins))


def test_one_belongs_to_the_last_bin() -> None:
    assert bin_index(np.array([1.0]), 10).tolist() == [9]


def test_decimal_edges_are_as_written() -> None:
    assert bin_index(np.array([0.1, 0.3, 0.6, 0.7]), 10).tolist() == [1, 3, 6, 7]


def test_shape_is_kept() -> None:
    assert bin_index(np.zeros((4, 3)), 10).shape == (4, 3)
