import sys

import pytest

from geoclf.errors import GeoclfError, MissingPackageError
from geoclf.extras import check_extra, import_extra

MESSAGE = r'needs the package yaml, which is not installed; .*pip install "geoclf\[zeroshot\]"'


def test_what_is_there_is_returned() -> None:
    check_extra("zeroshot", "yaml")
    assert import_extra("zeroshot", "yaml").safe_load("1") == 1


def test_a_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(MissingPackageError, match=MESSAGE):
        check_extra("zeroshot", "yaml")
    with pytest.raises(ImportError, match=MESSAGE):
        import_extra("zeroshot", "yaml")
    with pytest.raises(GeoclfError, match="no_such_package"):
        check_extra("zeroshot", "no_such_package")
