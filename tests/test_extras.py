import sys

import pytest

from geoclf.errors import GeoclfError, MissingPackageError
from geoclf.extras import import_extra


def test_a_package_that_is_there_is_returned() -> None:
    assert import_extra("peers", "json") is sys.modules["json"]


def test_a_missing_package_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(MissingPackageError, match=r'package spacy.* pip install "geoclf\[peers\]"') as caught:
        import_extra("peers", "spacy.training")
    assert isinstance(caught.value, GeoclfError)
    assert isinstance(caught.value, ImportError)
