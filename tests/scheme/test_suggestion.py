import pytest

from geoclf.scheme.suggestion import did_you_mean


@pytest.mark.parametrize(("name", "expected"), [("Sanctions", "'sanctions'"), ("treatys", "'treaty'")])
def test_nearest_name_is_suggested_whatever_its_case(name: str, expected: str) -> None:
    assert did_you_mean(name, ["treaty", "sanctions"]) == f"; did you mean {expected}?"


def test_the_known_name_keeps_its_case() -> None:
    assert did_you_mean("nato", ["NATO"]) == "; did you mean 'NATO'?"


@pytest.mark.parametrize("known", [[], ["treaty"]])
def test_nothing_is_suggested_when_nothing_is_near(known: list[str]) -> None:
    assert did_you_mean("football", known) == ""
