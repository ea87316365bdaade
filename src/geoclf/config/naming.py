"""Names made from what was chosen and changed on the command line."""

from collections.abc import Mapping, Sequence

__all__ = ["run_title", "system_name"]

# What a name or the results say anyway.
_SILENT = (
    *("name", "model_dir", "experiment", "features", "model"),
    *("baselines", "split", "tracking", "evaluation", "data.path", "data.name", "data.test_sets"),
)
_SPOKEN = ("features.", "model.")


def system_name(choices: Mapping[str, str | None]) -> str:
    """Return what a classifier is called in tables.

    Parameters
    ----------
    choices
        Group to chosen file, as Hydra has them.

    Examples
    --------
    >>> system_name({"features": "tfidf", "model": "logistic"})
    'tfidf_logistic'
    >>> system_name({"features": "raw", "model": "lexicon"})
    'lexicon'
    """
    parts = [choices.get("features"), choices.get("model")]
    return "_".join(part for part in parts if part and part != "raw") or "classifier"


def run_title(name: str, overrides: Sequence[str]) -> str:
    """Return what a run is called, so that runs of one sweep can be told apart.

    Examples
    --------
    >>> run_title("tfidf_logistic", ["data=all", "model.C=0.1", "tracking=none", "features=tfidf"])
    'tfidf_logistic data=all model.C=0.1'
    """
    return " ".join([name, *(override for override in overrides if not _is_silent(override))])


def _is_silent(override: str) -> bool:
    key = override.lstrip("+~").partition("=")[0]
    # "model" is the choice of a file, named already; "model.C" is one of its values.
    return key.startswith(_SILENT) and not key.startswith(_SPOKEN)
