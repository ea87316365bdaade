from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import safetensors.numpy

from geoclf.encoders.archive import pack_folder, unpack_folder
from geoclf.errors import ModelFileError


def test_a_folder_comes_back_as_it_was(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    (source / "1_Pooling").mkdir(parents=True)
    (source / "config.json").write_text('{"ñ": 1}', encoding="utf-8")
    (source / "1_Pooling" / "config.json").write_text("{}", encoding="utf-8")
    (source / "README.md").write_text("left behind", encoding="utf-8")
    tensors: dict[str, npt.NDArray[Any]] = {
        "layer.0.weight": np.ones((2, 3), np.float32),
        "scale": np.array(2.0, np.float16),
    }
    safetensors.numpy.save_file(tensors, source / "model.safetensors")
    arrays = pack_folder(source)
    assert sorted(arrays) == [
        "1_Pooling/config.json",
        "config.json",
        "model.safetensors/layer.0.weight",
        "model.safetensors/scale",
    ]
    unpack_folder(arrays, target)
    assert (target / "config.json").read_text(encoding="utf-8") == '{"ñ": 1}'
    assert (target / "1_Pooling" / "config.json").is_file()
    loaded = safetensors.numpy.load_file(target / "model.safetensors")
    assert {name: array.dtype for name, array in loaded.items()} == {
        name: array.dtype for name, array in tensors.items()
    }
    np.testing.assert_array_equal(loaded["layer.0.weight"], tensors["layer.0.weight"])


@pytest.mark.parametrize("name", ["../evil.json", "/evil.json", "a/../../evil.json", "..\\evil.json"])
def test_no_file_is_written_outside(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "inside"
    for key in (name, f"{name}.safetensors/weight"):
        with pytest.raises(ModelFileError, match="outside its folder; it is not loaded"):
            unpack_folder({key: np.zeros(1, np.uint8)}, folder)
    assert not list(tmp_path.rglob("*evil*"))
