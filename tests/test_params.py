import json

import numpy as np
import pytest
from sklearn.base import clone

from geoclf.errors import ParameterError
from geoclf.params import Configurable, check_count, check_fraction


class Part(Configurable):
    def __init__(self, *, rate: float = 0.5, names: tuple[str, ...] = ()) -> None:
        self.rate = rate
        self.names = names


class Bare(Configurable):
    pass


def test_params_round_trip() -> None:
    part = Part(rate=2.0, names=("a",))
    assert part.get_params() == {"rate": 2.0, "names": ("a",)}
    assert part.set_params(rate=3.0) is part
    assert part.rate == 3.0
    assert repr(part) == "Part(rate=3.0, names=('a',))"


def test_sklearn_clone_copies_parameters_and_nothing_else() -> None:
    part = Part(rate=2.0)
    part.fitted_ = 1  # type: ignore[attr-defined]
    copy = clone(part)
    assert copy is not part
    assert copy.get_params() == part.get_params()
    assert not hasattr(copy, "fitted_")


def test_class_without_parameters() -> None:
    assert Bare().get_params() == {}
    with pytest.raises(ParameterError, match="Bare has no parameter 'x'; it has: none"):
        Bare().set_params(x=1)


def test_unknown_parameter_names_the_known() -> None:
    with pytest.raises(ParameterError, match="Part has no parameter 'rates'; it has: rate, names"):
        Part().set_params(rates=1)


class Whole(Configurable):
    def __init__(self, *, part: Part) -> None:
        self.part = part


def test_a_parameter_of_a_part_is_set_by_its_path() -> None:
    whole = Whole(part=Part())
    assert whole.set_params(part__rate=4.0) is whole
    assert whole.part.rate == 4.0
    with pytest.raises(ParameterError, match="Part has no parameter 'size'; it has: rate, names"):
        whole.set_params(part__size=1)
    with pytest.raises(ParameterError, match="Part has no parameter 'rate__x'"):
        whole.set_params(part__rate__x=1)


def test_plain_parameters_are_json_values() -> None:
    part = Part(rate=np.float64(0.5), names=("a", "b"))
    assert json.dumps(part._plain_params()) == '{"rate": 0.5, "names": ["a", "b"]}'


@pytest.mark.parametrize("value", [0, -1, 1.0, True, "1", None])
def test_whole_numbers(value: object) -> None:
    check_count("epochs", 1)
    check_count("epochs", np.int64(1))
    with pytest.raises(ParameterError, match=r"epochs: expected an integer of at least 1, got"):
        check_count("epochs", value)


@pytest.mark.parametrize("value", [-0.1, 1, True, "0", None, float("nan")])
def test_fractions(value: object) -> None:
    check_fraction("warmup", 0)
    check_fraction("warmup", 0.99)
    with pytest.raises(ParameterError, match=r"warmup: expected a number in \[0, 1\), got"):
        check_fraction("warmup", value)
