import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from geoclf.encoders.cache import VectorCache, cache_folder, open_cache
from geoclf.errors import EncoderError

TEXTS = [f"texto {i}" for i in range(600)]


class Encoder:
    """Counts what it is asked for; a text's vector is its last number."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        self.asked += texts
        return np.array([[float(text.split()[-1] if text else 0), 1] for text in texts], dtype=np.float32)


def test_each_text_is_encoded_once(tmp_path: Path) -> None:
    encoder = Encoder()
    cache = open_cache(tmp_path, fingerprint="a")
    first = cache.rows([*TEXTS, *TEXTS[:9]], encoder, description="x")
    assert first[:, 0].tolist() == [*range(600), *range(9)]
    assert first.dtype == np.float32
    assert encoder.asked == TEXTS
    again = open_cache(tmp_path, fingerprint="a").rows(TEXTS[::-1], encoder, description="x")
    np.testing.assert_array_equal(again, first[:600][::-1])
    assert len(encoder.asked) == 600
    more = cache.rows([*TEXTS[590:], "texto 7000"], encoder, description="x")
    assert more[:, 0].tolist() == [*range(590, 600), 7000]
    assert encoder.asked[600:] == ["texto 7000"]


def test_another_encoder_or_setting_is_another_cache(tmp_path: Path) -> None:
    encoder = Encoder()
    for identity in ({"fingerprint": "a"}, {"fingerprint": "b"}, {"fingerprint": "a", "prompt": "q"}):
        open_cache(tmp_path, **identity).rows(TEXTS[:20], encoder, description="x")
    assert len(encoder.asked) == 60


def test_single_sentences_and_no_folder_leave_no_file(tmp_path: Path) -> None:
    open_cache(tmp_path, fingerprint="a").rows(TEXTS[:3], Encoder(), description="x")
    assert VectorCache(None).rows(TEXTS[:20], Encoder(), description="x").shape == (20, 2)
    assert not list(tmp_path.rglob("*.safetensors"))
    assert VectorCache(tmp_path).rows([], Encoder(), description="x").shape == (0, 2)


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    code = f"""
import sys, time
import numpy as np
from pathlib import Path
from geoclf.encoders.cache import open_cache

def encode(texts):
    if "texto 599" in texts:
        time.sleep(600)
    return np.array([[float(text.split()[-1]), 1] for text in texts], np.float32)

open_cache(Path({str(tmp_path)!r}), fingerprint="a").rows(
    [f"texto {{i}}" for i in range(600)], encode, description="x"
)
"""
    process = subprocess.Popen([sys.executable, "-c", code])
    for _ in range(600):
        if len(list(tmp_path.rglob("*.safetensors"))) == 2:
            break
        assert process.poll() is None
        time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    encoder = Encoder()
    rows = open_cache(tmp_path, fingerprint="a").rows(TEXTS, encoder, description="x")
    assert rows[:, 0].tolist() == list(range(600))
    assert encoder.asked == TEXTS[512:]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path)
    cache.rows(TEXTS[:20], Encoder(), description="x")
    [path] = tmp_path.glob("*.safetensors")
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(EncoderError, match=rf"{path.name}: damaged .*; remove this file of the cache"):
        cache.rows(TEXTS[:20], Encoder(), description="x")


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GEOCLF_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/ana")
    assert cache_folder() == Path("/home/ana/.cache/geoclf")
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/cache/ana")
    assert cache_folder() == Path("/var/cache/ana/geoclf")
    monkeypatch.setenv("GEOCLF_CACHE", "/data/vectors")
    assert cache_folder() == Path("/data/vectors")
