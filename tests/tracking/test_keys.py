import pytest

from geoclf.tracking.keys import safe_key, safe_part


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("gold/macro_f1", "gold/macro_f1"),
        ("señal: x.y-z", "señal: x.y-z"),
        ("f1@k(a)[b]", "f1_k_a__b_"),
        ("línea\nnueva", "línea_nueva"),
    ],
)
def test_keys_keep_what_mlflow_allows(key: str, expected: str) -> None:
    assert safe_key(key) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/b", "a_b"),
        ("", "_"),
        (".", "_."),
        ("..", "_.."),
        ("C:/x", "C__x"),
        (" x ", "x"),
        ("press", "press"),
    ],
)
def test_parts_never_leave_their_folder(name: str, expected: str) -> None:
    assert safe_part(name) == expected
