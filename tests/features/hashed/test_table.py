import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geoclf.features.hashed.table import KeyTable, SlotTable, one_per_slot

NUMBERS = st.integers(1, 2**32 - 1).filter(lambda number: number & 3)  # the last two bits tell the family
IDS = st.lists(NUMBERS, min_size=1, max_size=50, unique=True)
KEYS = st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=50, unique=True)


@given(ids=IDS, asked=st.lists(st.just(0) | NUMBERS, max_size=50))
def test_slots_are_a_dictionary(ids: list[int], asked: list[int]) -> None:
    kept = one_per_slot(np.array(ids, dtype=np.uint32), np.ones(len(ids)))
    row_of = {number: row for row, number in enumerate(kept.tolist())}
    asked = [*asked, *ids]
    where, rows = SlotTable(kept).hits(np.array(asked, dtype=np.uint32))
    expected = [(i, row_of[number]) for i, number in enumerate(asked) if number in row_of]
    assert list(zip(where.tolist(), rows.tolist(), strict=True)) == expected


def test_zero_is_no_ngram() -> None:
    where, _ = SlotTable(np.array([(1 << 20) + 1], dtype=np.uint32)).hits(np.zeros(3, dtype=np.uint32))
    assert not len(where)


@given(ids=IDS)
def test_each_slot_keeps_the_heaviest(ids: list[int]) -> None:
    weights = {number: number % 7 for number in ids}
    kept = one_per_slot(np.array(ids, dtype=np.uint32), np.array([weights[number] for number in ids]))
    assert len({number >> 12 for number in kept.tolist()}) == len(kept)
    assert {number >> 12 for number in kept.tolist()} == {number >> 12 for number in ids}
    for number in kept.tolist():
        rivals = [other for other in ids if other >> 12 == number >> 12]
        assert (-weights[number], number) == min((-weights[other], other) for other in rivals)


@given(keys=KEYS, asked=KEYS)
def test_keys_are_a_dictionary(keys: list[int], asked: list[int]) -> None:
    number_of = {key: number for number, key in enumerate(keys)}
    table = KeyTable(np.array(keys, dtype=np.uint64), np.arange(len(keys)))
    found = table.find(np.array([*asked, *keys], dtype=np.uint64)).tolist()
    assert found == [number_of.get(key, -1) for key in [*asked, *keys]]
