"""Label Spanish-language geopolitical news by kind of international act.

>>> import geoclf
>>> geoclf.load_scheme().labels
('military_cooperation', 'sanctions', 'humanitarian_aid', 'treaty')
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geoclf.api import load_model
    from geoclf.classifier.estimator import GeoClassifier
    from geoclf.corpus.dataset import load_examples
    from geoclf.scheme.loading import load_scheme

    __version__: str

__all__ = ["GeoClassifier", "__version__", "load_examples", "load_model", "load_scheme"]

# Each name is imported when it is first used, so that `import geoclf` costs nothing (PEP 562).
_HOMES = {
    "GeoClassifier": "geoclf.classifier.estimator",
    "load_examples": "geoclf.corpus.dataset",
    "load_model": "geoclf.api",
    "load_scheme": "geoclf.scheme.loading",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name == "__version__":
        # Imported here: to look up what is installed takes longer than all else that predictions import.
        from importlib.metadata import version

        return version("geoclf")
    if name not in _HOMES:
        raise AttributeError(f"module 'geoclf' has no attribute {name!r}; it offers {', '.join(__all__)}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
