"""Content hashes: always SHA-256, always of bytes that do not depend on the machine."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

__all__ = ["canonical_json", "sha256_of_file", "sha256_of_json", "sha256_of_text", "sha256_of_texts"]


def canonical_json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return `value` as JSON with sorted keys and no white space, the same text for equal values.

    Examples
    --------
    >>> canonical_json({"b": 1, "a": ["ñ"]})
    '{"a":["ñ"],"b":1}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def sha256_of_text(text: str) -> str:
    """Return the hexadecimal SHA-256 of `text` in UTF-8 (lone surrogates are kept as they are).

    Examples
    --------
    >>> sha256_of_text("")[:16]
    'e3b0c44298fc1c14'
    """
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def sha256_of_texts(texts: Iterable[str]) -> str:
    """Return one hexadecimal SHA-256 for an ordered list of texts.

    Each text is hashed on its own first, so moving a character from one text to the next changes the result.

    Examples
    --------
    >>> sha256_of_texts(["ab", "c"]) == sha256_of_texts(["a", "bc"])
    False
    """
    digest = hashlib.sha256()
    for text in texts:
        digest.update(bytes.fromhex(sha256_of_text(text)))
    return digest.hexdigest()


def sha256_of_json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the hexadecimal SHA-256 of the canonical JSON of `value`."""
    return sha256_of_text(canonical_json(value))


def sha256_of_file(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
