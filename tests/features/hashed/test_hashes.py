import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geoclf.features.hashed.hashes import (
    CHARS,
    PAIRS,
    WORDS,
    bigram_ids,
    char_ids,
    code_values,
    pair_ids,
    powers,
    string_sum,
    word_ids,
    word_keys,
    word_names,
)

MODULUS = 2**64
BASE = 0x9E3779B97F4A7C15


@given(st.text(max_size=20))
def test_the_sum_of_a_string_is_the_formula_in_whole_numbers(text: str) -> None:
    values = [int(code_values(np.array([ord(character)]))[0]) for character in text]
    assert string_sum(text) == sum(value * BASE**i for i, value in enumerate(values)) % MODULUS


def test_powers_undo_each_other() -> None:
    up, down = powers(1000)
    assert (up * down == 1).all()
    assert up[:2].tolist() == [1, BASE]


def test_strings_do_not_share_sums() -> None:
    texts = ["a", "b", "ab", "ba", "aa", "", "pacto", "pactó", "pacto "]
    assert len({string_sum(text) for text in texts}) == len(texts)


def test_the_last_bits_tell_the_family() -> None:
    keys = word_keys(np.arange(1, 2000, dtype=np.uint64) * np.uint64(BASE))
    names = word_names(keys)
    assert (names & 1 == 1).all()
    assert set((char_ids(keys) & 3).tolist()) == {CHARS}
    assert set((word_ids(keys) & 3).tolist()) == set((bigram_ids(names) & 3).tolist()) == {WORDS}
    assert set((pair_ids(names[1:], names[:-1]) & 3).tolist()) == {PAIRS}


def test_pairs_have_no_order_and_bigrams_have() -> None:
    first, second = word_names(np.array([1 << 40, 1 << 50], dtype=np.uint64))[:, None]
    assert pair_ids(first, second) == pair_ids(second, first)
    both = np.concatenate([first, second])
    assert bigram_ids(both) != bigram_ids(both[::-1].copy())
