import pytest
from hydra.errors import ConfigCompositionException, MissingConfigException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from geoclf.config.messages import explain, missing_values


def test_a_missing_choice_names_those_there_are() -> None:
    error = MissingConfigException("...", "model/lgistic", ["lexicon", "logistic"])
    assert str(explain(error)) == (
        "model=lgistic: no such choice; did you mean 'logistic'? model can be: lexicon, logistic"
    )
    far = MissingConfigException("...", "model/xyz", ["lexicon"])
    assert str(explain(far)) == "model=xyz: no such choice; model can be: lexicon"


def test_a_key_that_is_not_there() -> None:
    config = OmegaConf.create({"model": {"_target_": "x", "C": 1}})
    OmegaConf.set_struct(config, True)
    with pytest.raises(OmegaConfBaseException) as info:
        OmegaConf.update(config, "model.CC", 1)
    wrapped = ConfigCompositionException("Could not override 'model.CC'.")
    wrapped.__cause__ = info.value
    for error in (info.value, wrapped):
        assert str(explain(error)) == "model.CC: no such key; did you mean 'C'? keys here: C"


def test_a_broken_reference() -> None:
    config = OmegaConf.create({"split": {"seed": "${sede}"}})
    with pytest.raises(OmegaConfBaseException) as info:
        OmegaConf.to_container(config, resolve=True)
    assert "Interpolation key 'sede' not found" in str(explain(info.value))


def test_anything_else_is_passed_on() -> None:
    assert str(explain(ConfigCompositionException("Duplicate key."))) == (
        "the configuration cannot be composed: Duplicate key."
    )


def test_several_missing_values_are_asked_for_at_once() -> None:
    assert str(missing_values({"b", "a"})) == "a, b: a value is needed; add a=VALUE b=VALUE"
