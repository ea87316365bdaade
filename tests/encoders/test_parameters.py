from pathlib import Path

import numpy as np
import pytest

from geoclf.encoders.parameters import check_fraction, check_whole, portable
from geoclf.errors import ParameterError


@pytest.mark.parametrize("value", [0, -1, 1.0, True, "1", None])
def test_whole_numbers(value: object) -> None:
    check_whole("epochs", 1)
    check_whole("epochs", np.int64(1))
    with pytest.raises(ParameterError, match=r"epochs: expected an integer of at least 1, got"):
        check_whole("epochs", value)


@pytest.mark.parametrize("value", [-0.1, 1, True, "0", None, float("nan")])
def test_fractions(value: object) -> None:
    check_fraction("warmup", 0)
    check_fraction("warmup", 0.99)
    with pytest.raises(ParameterError, match=r"warmup: expected a number in \[0, 1\), got"):
        check_fraction("warmup", value)


def test_what_belongs_to_this_machine_is_not_saved() -> None:
    params = {"encoder": Path("a/b"), "cache_dir": "/tmp", "checkpoint_dir": Path("/tmp"), "device": "cuda"}
    assert portable(params | {"C": np.float64(0.5)}) == {
        **dict.fromkeys(("cache_dir", "checkpoint_dir", "device")),
        "encoder": "a/b",
        "C": 0.5,
    }
