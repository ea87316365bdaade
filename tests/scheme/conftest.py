from collections.abc import Callable
from pathlib import Path

import pytest

from geoclf.scheme.loading import load_scheme
from geoclf.scheme.schema import Scheme

TOY = """\
name: toy
version: "2"
labels:
  - name: sancion
    definition: Una medida restrictiva.
  - name: protesta
    definition: {es: Una protesta., en: A protest.}
  - name: cumbre
    definition: Una reunión de jefes de Estado.
"""

WriteScheme = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> WriteScheme:
    """Write a scheme's YAML to a file and return the path."""

    def write_scheme(text: str) -> Path:
        path = tmp_path / "scheme.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_scheme


@pytest.fixture
def toy_yaml() -> str:
    return TOY


@pytest.fixture
def toy(write: WriteScheme) -> Scheme:
    return load_scheme(write(TOY))


@pytest.fixture(scope="session")
def shipped() -> Scheme:
    return load_scheme()
