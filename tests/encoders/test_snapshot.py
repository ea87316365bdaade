import shutil
from pathlib import Path

import huggingface_hub.constants
import pytest

from geoclf.encoders.snapshot import find_snapshot
from geoclf.errors import EncoderError

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def write_encoder(folder: Path, *, weights: str = "model.safetensors") -> Path:
    (folder / "1_Pooling").mkdir(parents=True)
    for name in ("config.json", "tokenizer.json", "1_Pooling/config.json", weights):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def test_a_folder_is_known_by_its_content(tmp_path: Path) -> None:
    folder = write_encoder(tmp_path / "a")
    found = find_snapshot(str(folder))
    assert (found.revision, found.folder) == (None, folder)
    copy = Path(shutil.copytree(folder, tmp_path / "b"))
    (copy / "README.md").write_text("what it is", encoding="utf-8")
    (copy / "onnx").mkdir()
    (copy / "onnx" / "config.json").write_text("{}", encoding="utf-8")
    (copy / "pytorch_model.bin").write_text("the same again", encoding="utf-8")
    assert find_snapshot(str(copy)).fingerprint == found.fingerprint


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "1_Pooling/config.json"])
def test_any_change_is_another_encoder(tmp_path: Path, name: str) -> None:
    folder = write_encoder(tmp_path / "a")
    found = find_snapshot(str(folder))
    (folder / name).write_text("changed", encoding="utf-8")
    with pytest.raises(EncoderError, match=r"not the one the model was trained with; expected fingerprint"):
        find_snapshot(str(folder), fingerprint=found.fingerprint)
    assert find_snapshot(str(folder)).fingerprint != found.fingerprint


def test_pickled_weights_count_where_there_are_no_others(tmp_path: Path) -> None:
    folder = write_encoder(tmp_path / "a", weights="pytorch_model.bin")
    first = find_snapshot(str(folder)).fingerprint
    (folder / "pytorch_model.bin").write_text("changed", encoding="utf-8")
    assert find_snapshot(str(folder)).fingerprint != first


def test_a_folder_without_weights_is_no_encoder(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EncoderError, match=r"holds no weights \(\*\.safetensors or pytorch_model\*\.bin\)"):
        find_snapshot(str(tmp_path))


def test_what_was_downloaded_is_found_without_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    repository = tmp_path / "models--someone--encoder"
    folder = write_encoder(repository / "snapshots" / COMMIT)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(COMMIT, encoding="utf-8")
    newest = find_snapshot("someone/encoder")
    assert (newest.revision, newest.folder) == (COMMIT, folder)
    assert find_snapshot("someone/encoder", COMMIT) == newest


@pytest.mark.parametrize("name", ["someone/no-such-encoder", "/no/such/folder", "a b"])
def test_what_cannot_be_found_says_what_to_do(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    message = (
        rf"encoder '{name}': neither a folder here nor .*Check the name; .*pass its path; HF_HUB_OFFLINE=1"
    )
    with pytest.raises(EncoderError, match=message):
        find_snapshot(name)


def test_a_revision_is_text() -> None:
    with pytest.raises(
        EncoderError, match=r"revision: expected a commit, tag or branch of 'a/b', or None; got ''"
    ):
        find_snapshot("a/b", "")
