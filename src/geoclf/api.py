"""The names that `import geoclf` offers, gathered from the layers below."""

from pathlib import Path

from geoclf.classifier.labeller import Labeller
from geoclf.errors import ModelFileError

__all__ = ["SHIPPED_MODEL", "load_model"]

SHIPPED_MODEL = Path(__file__).parent / "pretrained" / "geopolitical"
_TRACKED = ("runs:/", "models:/")


def load_model(source: str | Path | None = None) -> Labeller:
    """Return a trained classifier, ready to predict.

    Parameters
    ----------
    source
        None for the model that ships with geoclf (no network needed); a folder written by `save` or
        `geoclf train`; or the address of a model in MLflow, "runs:/RUN_ID" or "models:/NAME/VERSION".

    Raises
    ------
    ModelFileError
        If the folder holds no geoclf model, or a damaged or newer one.
    TrackingError
        If the MLflow run or model cannot be found.

    Examples
    --------
    >>> import geoclf
    >>> clf = geoclf.load_model()
    >>> clf.predict_labels([""])
    [()]
    >>> geoclf.load_model("modelo")
    Traceback (most recent call last):
    geoclf.errors.ModelFileError: modelo: no such folder; pass a folder written by save() or geoclf train
    """
    from geoclf.classifier.persistence import load

    if source is None:
        if not SHIPPED_MODEL.is_dir():
            raise ModelFileError(f"{SHIPPED_MODEL}: the shipped model is missing; reinstall geoclf")
        return load(SHIPPED_MODEL)
    if str(source).startswith(_TRACKED):
        from geoclf.tracking.model_download import download_model

        return load(download_model(str(source)))
    return load(Path(source))
