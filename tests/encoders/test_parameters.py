from pathlib import Path

import numpy as np

from geoclf.encoders.parameters import portable


def test_what_belongs_to_this_machine_is_not_saved() -> None:
    params = {"encoder": Path("a/b"), "cache_dir": "/tmp", "checkpoint_dir": Path("/tmp"), "device": "cuda"}
    assert portable(params | {"C": np.float64(0.5)}) == {
        **dict.fromkeys(("cache_dir", "checkpoint_dir", "device")),
        "encoder": "a/b",
        "C": 0.5,
    }
