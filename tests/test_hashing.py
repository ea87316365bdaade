import hashlib
from pathlib import Path

from geoclf.hashing import (
    canonical_json,
    sha256_of_file,
    sha256_of_json,
    sha256_of_text,
    sha256_of_texts,
)


def test_text_hash_is_sha256_of_utf8() -> None:
    assert sha256_of_text("ñ") == hashlib.sha256("ñ".encode()).hexdigest()


def test_text_hash_survives_lone_surrogates() -> None:
    assert sha256_of_text("\ud800") != sha256_of_text("\udfff")


def test_texts_hash_depends_on_order_and_boundaries() -> None:
    hashes = {
        sha256_of_texts(texts) for texts in (["ab", "c"], ["a", "bc"], ["c", "ab"], ["abc"], ["abc", ""])
    }
    assert len(hashes) == 5


def test_json_hash_ignores_key_order() -> None:
    assert sha256_of_json({"a": 1, "b": [True, None]}) == sha256_of_json({"b": [True, None], "a": 1})
    assert canonical_json({"b": "ü", "a": 1.5}) == '{"a":1.5,"b":"ü"}'


def test_file_hash(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"abc")
    assert sha256_of_file(path) == hashlib.sha256(b"abc").hexdigest()
