import json

from hypothesis import given
from hypothesis import strategies as st

from geoclf.tracking.config_items import config_items, flatten

KEYS = st.text("abc", min_size=1, max_size=3)
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=3)


def params(config: dict[str, object]) -> dict[str, str]:
    return {param.key: param.value for param in config_items(config)}


def test_values_are_spelt_as_in_yaml() -> None:
    config: dict[str, object] = {"a": None, "b": True, "c": 0.1, "d": "null", "e": [1, "ñ"], "f": {}}
    assert params(config) == {"a": "null", "b": "true", "c": "0.1", "d": "null", "e": '[1,"ñ"]', "f": "{}"}


def test_parts_go_by_the_name_of_their_class() -> None:
    config: dict[str, object] = {
        "model": {"_target_": "geoclf.models.logistic.LogisticModel", "C": 1},
        "decision": {"_target_": "mine.Decision"},
    }
    assert params(config) == {"model": "LogisticModel", "model.C": "1", "decision": "mine.Decision"}


def test_long_values_are_shortened_and_say_so() -> None:
    value = params({"labels": ["a" * 100] * 10})["labels"]
    assert len(value) == 500
    assert value.startswith('["aaa')
    assert value.endswith("… (see config.yaml)")
    assert params({"x": "a" * 500})["x"] == "a" * 500


def test_names_with_forbidden_characters_are_cleaned() -> None:
    assert params({"sets": {"a(b)": 1}}) == {"sets.a_b_": "1"}


@given(st.recursive(LEAVES, lambda inner: st.dictionaries(KEYS, inner, min_size=1, max_size=3)))
def test_no_leaf_is_lost(value: object) -> None:
    def leaves(value: object) -> list[str]:
        if isinstance(value, dict):
            return [leaf for inner in value.values() for leaf in leaves(inner)]
        return [json.dumps(value)]

    found = [json.dumps(leaf) for leaf in flatten({"root": value}).values()]
    assert sorted(found) == sorted(leaves(value))
