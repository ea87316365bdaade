"""Arrow arrays of what labelling adds, without `pa.array`.

That function imports pandas, which takes 40 MB and most of the start of a run that needs nothing of it.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, chain
from typing import Any

import numpy as np
import pyarrow as pa

from geoclf.prediction.batch import Kind

__all__ = ["arrow_array", "arrow_type"]

_NUMBERS: dict[type, pa.DataType] = {int: pa.int64(), float: pa.float64()}


def arrow_type(kind: Kind) -> pa.DataType:
    """Return the Arrow type of a kind.

    Examples
    --------
    >>> arrow_type(({"label": str, "start": int},))
    ListType(list<item: struct<label: string, start: int64>>)
    """
    if isinstance(kind, Mapping):
        return pa.struct([pa.field(name, arrow_type(field)) for name, field in kind.items()])
    if isinstance(kind, tuple):
        return pa.list_(arrow_type(kind[0]))
    return pa.string() if kind is str else _NUMBERS[kind]


def arrow_array(values: Sequence[Any], kind: Kind) -> pa.Array:
    """Return an array of values, of which none is None.

    Examples
    --------
    >>> arrow_array([("treaty", "sanctions"), ()], (str,)).to_pylist()
    [['treaty', 'sanctions'], []]
    """
    if isinstance(kind, Mapping):
        children = [arrow_array([value[name] for value in values], field) for name, field in kind.items()]
        return pa.Array.from_buffers(arrow_type(kind), len(values), [None], children=children)
    if isinstance(kind, tuple):
        items = arrow_array(list(chain.from_iterable(values)), kind[0])
        return pa.Array.from_buffers(
            arrow_type(kind), len(values), [None, _offsets(values)], children=[items]
        )
    if kind is str:
        encoded = [value.encode() for value in values]
        buffers = [None, _offsets(encoded), pa.py_buffer(b"".join(encoded))]
        return pa.Array.from_buffers(pa.string(), len(values), buffers)
    numbers = np.array(values, dtype=kind)
    return pa.Array.from_buffers(_NUMBERS[kind], len(values), [None, pa.py_buffer(numbers)])


def _offsets(values: Sequence[Any]) -> pa.Buffer:
    """Return where each of some values begins when they stand in a row, and where the last ends."""
    return pa.py_buffer(np.array([0, *accumulate(map(len, values))], dtype=np.int32))
