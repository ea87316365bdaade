import numpy as np
import pytest

from geoclf.errors import ModelFileError
from geoclf.models.majority import MajorityModel
from geoclf.parts import describe_part, nested_arrays, restore_part

MODELS = ("geoclf.models.",)


def test_a_part_is_restored_from_its_description_and_arrays() -> None:
    model = MajorityModel().fit(["a"], np.array([[True]]), seed=0)
    described = describe_part(model, model.state())
    assert described["class"] == "geoclf.models.majority:MajorityModel"
    arrays = nested_arrays({"m/logits": model.logits_, "mm/logits": np.zeros(1)}, "m")
    restored = restore_part(described, arrays, packages=MODELS, where="part 'm'")
    assert restored.scores(["x"]).tolist() == model.scores(["x"]).tolist()


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("os:system", "^part 'm' asks for 'os:system'; only parts of geoclf itself are loaded$"),
        ("geoclf.features.raw:RawText", "^part 'm' asks for 'geoclf.features.raw:RawText'"),
        ("geoclf.models.new:NewModel", "^part 'm' is a 'geoclf.models.new:NewModel', which geoclf .* lacks$"),
    ],
)
def test_other_classes_are_refused(target: str, message: str) -> None:
    described = {"class": target, "params": {}, "values": {}}
    with pytest.raises(ModelFileError, match=message):
        restore_part(described, {}, packages=MODELS, where="part 'm'")
