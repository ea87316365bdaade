"""Errors that geoclf raises on purpose.

Every message says what was expected, what came, where, and what to do. Each class also derives from
`ValueError` (from `ImportError` where a package is missing), so code that knows nothing of geoclf can still
catch it.
"""

__all__ = [
    "ConfigError",
    "DataError",
    "GeoclfError",
    "MissingPackageError",
    "ModelFileError",
    "ParameterError",
    "SchemeError",
    "TextError",
    "TrackingError",
]


class GeoclfError(Exception):
    """Base class of all errors raised on purpose by geoclf."""


class SchemeError(GeoclfError, ValueError):
    """A label scheme is malformed, or a label does not belong to it."""


class DataError(GeoclfError, ValueError):
    """A data file, or one line of it, is not what was expected."""


class TextError(GeoclfError, ValueError):
    """What was passed as texts is not a list of strings."""


class ParameterError(GeoclfError, ValueError):
    """An estimator or one of its parts was given a value it cannot work with."""


class MissingPackageError(GeoclfError, ImportError):
    """A package is needed that comes with one of geoclf's extras."""


class ModelFileError(GeoclfError, ValueError):
    """A saved model is missing, damaged, foreign or from a newer version."""


class ConfigError(GeoclfError, ValueError):
    """A configuration names something that does not exist or has the wrong type."""


class TrackingError(GeoclfError, ValueError):
    """The tracking store cannot be opened, or a run in it cannot be found."""
