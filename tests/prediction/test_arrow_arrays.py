"""Arrays made without `pa.array` are those that it makes."""

from typing import Any

import pyarrow as pa
import pytest

from geoclf.prediction.arrow_arrays import arrow_array, arrow_type
from geoclf.prediction.batch import Kind

SPANS: Kind = ({"label": str, "start": int, "weights": (float,)},)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([], str),
        (["", "sanción", "a\U0001f54a"], str),
        ([1, -(2**62)], int),
        ([0.1, 1e-300], float),
        ([("treaty", "sanctions"), (), ("",)], (str,)),
        ([[], []], (str,)),
        (
            [
                [{"label": "treaty", "start": 3, "weights": [0.5, 0.25]}],
                [],
                [{"label": "", "start": 0, "weights": []}],
            ],
            SPANS,
        ),
        ([], SPANS),
    ],
)
def test_array_is_that_of_pyarrow(values: list[Any], kind: Kind) -> None:
    made = arrow_array(values, kind)
    made.validate(full=True)
    assert made.equals(pa.array(values, arrow_type(kind)))
