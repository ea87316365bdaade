from collections.abc import Sequence
from typing import Any, Literal

import pytest

from geoclf.config.checking import check_keys, check_node, check_value
from geoclf.errors import ConfigError
from geoclf.params import Configurable


class Part(Configurable):
    """Something with every kind of argument."""

    def __init__(
        self,
        *,
        size: int,
        rate: float = 1.0,
        ngrams: Sequence[int] | None = None,
        pair: tuple[int, int] = (1, 2),
        norm: Literal["l1", "l2"] = "l2",
        sets: dict[str, str] | None = None,
    ) -> None:
        self.size = size


def anything(**values: Any) -> None:
    """Take all arguments."""


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    # Test modules are imported by path; a target is found by name.
    import sys

    monkeypatch.setitem(sys.modules, "parts_for_tests", sys.modules[__name__])


TARGET = "parts_for_tests.Part"


@pytest.mark.parametrize(
    "values",
    [
        {"size": 1},
        {"size": 1, "rate": 2, "ngrams": [1, 2], "pair": [1, 2], "norm": "l1", "sets": {"a": "b"}},
        {"size": 1, "rate": 2.5, "ngrams": None, "sets": {}},
    ],
)
def test_fitting_values(values: dict[str, Any]) -> None:
    check_node({"_target_": TARGET, **values}, "part")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, r"^part\.size: missing; parts_for_tests\.Part needs it$"),
        ({"size": 1, "sise": 1}, r"^part\.sise: no such key; did you mean 'size'\? keys here: size, rate"),
        ({"size": "1"}, r"^part\.size: expected int, got '1' \(str\)$"),
        ({"size": 1.5}, r"^part\.size: expected int, got 1\.5 \(float\)$"),
        ({"size": True}, r"^part\.size: expected int, got True \(bool\)$"),
        ({"size": None}, r"^part\.size: expected int, got null$"),
        ({"size": 1, "rate": "fast"}, r"^part\.rate: expected float, got 'fast' \(str\)$"),
        ({"size": 1, "ngrams": [1, "b"]}, r"^part\.ngrams: expected Sequence\[int\] \| None, got \[1, 'b'\]"),
        ({"size": 1, "pair": [1]}, r"^part\.pair: expected tuple\[int, int\], got \[1\]"),
        ({"size": 1, "norm": "l3"}, r"^part\.norm: expected Literal\['l1', 'l2'\], got 'l3'"),
        ({"size": 1, "sets": {"a": 1}}, r"^part\.sets: expected dict\[str, str\] \| None, got \{'a': 1\}"),
    ],
)
def test_values_that_do_not_fit(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        check_node({"_target_": TARGET, **values}, "part")


def test_what_takes_everything_is_given_everything() -> None:
    check_node({"_target_": "parts_for_tests.anything", "a": 1}, "part")


def test_arguments_from_code_are_not_asked_for_and_not_keys() -> None:
    check_node({"_target_": TARGET}, "part", provided=("size",))
    with pytest.raises(ConfigError, match=r"^part\.size: no such key"):
        check_node({"_target_": TARGET, "size": 1}, "part", provided=("size",))


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (
            "geoclf.models.svm.Svm",
            r"^part\._target_: 'geoclf\.models\.svm\.Svm' cannot be imported; expected a",
        ),
        ("geoclf.models.logistic", r"'geoclf\.models\.logistic' is no class or function"),
        (3, r"^part\._target_: 3 cannot be imported"),
    ],
)
def test_targets_that_are_none(target: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        check_node({"_target_": target}, "part")


def test_a_node_without_target() -> None:
    with pytest.raises(ConfigError, match=r"^part: expected _target_ and its arguments, got: size$"):
        check_node({"size": 1}, "part")


def test_keys() -> None:
    check_keys({"a": 1}, ["a", "b"], "part.")
    with pytest.raises(ConfigError, match=r"^part\.z: no such key; no keys here$"):
        check_keys({"z": 1}, [], "part.")


def test_special_numbers() -> None:
    check_value(float("inf"), float, "part.rate")
    with pytest.raises(ConfigError, match=r"^part\.rate: expected int, got inf"):
        check_value(float("inf"), int, "part.rate")


@pytest.mark.parametrize(
    ("path", "target", "message"),
    [
        (
            "model",
            "joblib.load",
            r"^model\._target_: 'joblib\.load' cannot stand here; expected a class with fit",
        ),
        ("baselines.mine.decision", "subprocess.Popen", "expected a class with fit, proba, predict, state$"),
        ("features", "geoclf.models.logistic.LogisticModel", "expected a class with fit, transform, state$"),
        ("data", "os.listdir", "expected a function of geoclf$"),
        ("scheme", "pathlib.Path", "expected a function of geoclf$"),
    ],
)
def test_a_group_takes_its_own_kind_only(path: str, target: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        check_node({"_target_": target}, path)


def union(**parts: Any) -> dict[str, Any]:
    return {"_target_": "geoclf.features.union.FeatureUnion", "parts": parts}


WORDS = {"_target_": "geoclf.features.tfidf.TfidfFeatures"}


def test_parts_inside_a_part_are_checked_like_it() -> None:
    check_node(union(words=WORDS, both=union(more=WORDS)), "features")


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (union(words={**WORDS, "min_df": "2"}), r"^features\.parts\.words\.min_df: expected int, got '2'"),
        (
            union(words={"_target_": "os.system"}),
            r"^features\.parts\.words\._target_: 'os.system' cannot",
        ),
        (
            union(words={"_target_": "geoclf.models.svm.SvmModel"}),
            "expected a class with fit, transform, state",
        ),
        (union(words=1), r"^features\.parts\.words: expected dict\[str, typing.Any\], got 1"),
        (union(words={}), r"^features\.parts\.words: expected _target_ and its arguments, got: nothing"),
        ({**union(), "parts": [WORDS]}, r"^features\.parts: expected dict"),
    ],
)
def test_what_cannot_stand_inside_a_part_is_refused(node: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        check_node(node, "features")
