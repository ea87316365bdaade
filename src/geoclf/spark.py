"""Labels for a column of texts in Spark: a function over Arrow arrays that runs on the executors.

pyspark is imported when the function is made; executors need geoclf, pyarrow and numpy.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geoclf.api import SHIPPED_MODEL, load_model
from geoclf.classifier.labeller import Labeller
from geoclf.classifier.persistence import MANIFEST
from geoclf.errors import MissingPackageError, ModelFileError, ParameterError
from geoclf.extras import import_extra
from geoclf.hashing import sha256_of_file

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["predict_udf"]

_MODELS_KEPT = 4


def predict_udf(model: str | Path | None = None) -> Callable[..., Any]:
    """Return a Spark function that labels a column of sentences.

    Each Python process of an executor loads the model once, whatever the number of partitions, and makes sure
    that it is the one this function was made with.

    Parameters
    ----------
    model
        None for the model that ships with geoclf; or a folder written by `save` or `geoclf train`. Executors
        look for the folder in the same place, then among the files that Spark has brought them:
        `spark.sparkContext.addFile(folder, recursive=True)`.

    Returns
    -------
    Callable
        A function of one column of strings, for `DataFrame.select` and for `spark.udf.register`. Its result
        is a struct: `labels`, array<string>, the names of the labels that apply; and `proba`, a struct with
        one double per label, its calibrated probability. Where the text is null, so is the struct.

    Raises
    ------
    MissingPackageError
        If pyspark is not installed, or older than 4.1.
    ParameterError
        If `model` is an address in MLflow.
    ModelFileError
        If the folder holds no geoclf model. On an executor also if it lacks the folder or has another model.

    Examples
    --------
    >>> label = predict_udf()  # doctest: +SKIP
    >>> news.select("id", label("text").alias("found")).select("id", "found.*")  # doctest: +SKIP
    DataFrame[id: bigint, labels: array<string>, proba: struct<military_cooperation:double,...>]
    >>> predict_udf("runs:/0a1b2c")
    Traceback (most recent call last):
    geoclf.errors.ParameterError: runs:/0a1b2c: expected a folder, got an address in MLflow; pass a folder, \
or make the function with mlflow.pyfunc.spark_udf
    """
    if str(model).startswith(("runs:/", "models:/")):
        raise ParameterError(
            f"{model}: expected a folder, got an address in MLflow; pass a folder, or make the function with "
            "mlflow.pyfunc.spark_udf"
        )
    functions = _spark_functions()
    import pyarrow as pa

    folder = None if model is None else Path(model).resolve()
    labels = load_model(folder).labels
    fingerprint = sha256_of_file((folder or SHIPPED_MODEL) / MANIFEST)

    # Spark reads the type hints. The closure travels to the executors; what it calls is imported there.
    def predict(batches: Iterator[pa.Array]) -> Iterator[pa.Array]:
        classifier = _load_on_executor(folder, fingerprint)
        for texts in batches:
            yield label_array(classifier, texts)

    udf: Callable[..., Any] = functions.arrow_udf(predict, _result_type(labels))
    return udf


def label_array(classifier: Labeller, texts: "pa.Array") -> "pa.StructArray":
    """Return labels and probabilities of an Arrow array of strings, as `predict_udf` describes them.

    Raises
    ------
    ParameterError
        If it holds something other than strings.

    Examples
    --------
    >>> import geoclf, pyarrow as pa
    >>> texts = pa.array(["Rusia y Corea del Norte firmaron un tratado.", None])
    >>> found = label_array(geoclf.load_model(), texts).to_pylist()
    >>> found[0]["labels"], sorted(found[0]["proba"]), found[1]
    (['treaty'], ['humanitarian_aid', 'military_cooperation', 'sanctions', 'treaty'], None)
    """
    import pyarrow as pa

    if not (pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)):
        raise ParameterError(f"expected a column of strings, got {texts.type}; pass the column of the texts")
    proba = classifier.predict_proba(texts.fill_null("").to_pylist())
    predicted = classifier.decision_.predict(proba)
    ends = np.concatenate([[0], np.cumsum(predicted.sum(axis=1))])
    names = np.array(classifier.labels, dtype=object)[np.nonzero(predicted)[1]]
    lists = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(names, pa.string()))
    by_label = pa.StructArray.from_arrays([pa.array(column) for column in proba.T], names=classifier.labels)
    return pa.StructArray.from_arrays([lists, by_label], names=["labels", "proba"], mask=texts.is_null())


def _spark_functions() -> Any:  # noqa: ANN401 - a module of a package that may be missing
    functions = import_extra("spark", "pyspark.sql.functions")
    import_extra("spark", "pyarrow")
    if not hasattr(functions, "arrow_udf"):
        came = import_extra("spark", "pyspark").__version__
        raise MissingPackageError(
            f'this needs pyspark 4.1 or newer, got {came}; install it with: pip install "geoclf[spark]"'
        )
    return functions


def _result_type(labels: tuple[str, ...]) -> Any:  # noqa: ANN401 - likewise
    from pyspark.sql.types import ArrayType, DoubleType, StringType, StructType

    proba = StructType()
    for label in labels:
        proba.add(label, DoubleType())
    return StructType().add("labels", ArrayType(StringType())).add("proba", proba)


@lru_cache(maxsize=_MODELS_KEPT)
def _load_on_executor(folder: Path | None, fingerprint: str) -> Labeller:
    """Return the model, loaded once a process; `folder` is None for the shipped one."""
    found = SHIPPED_MODEL if folder is None else _locate(folder)
    classifier = load_model(found)
    came = sha256_of_file(found / MANIFEST)
    if came != fingerprint:
        raise ModelFileError(
            f"{found / MANIFEST}: not the model this function was made with (expected SHA-256 "
            f"{fingerprint[:12]}..., got {came[:12]}...); give every executor the same geoclf and "
            "the same model"
        )
    return classifier


def _locate(folder: Path) -> Path:
    from pyspark import SparkFiles

    brought = Path(SparkFiles.get(folder.name))
    if folder.is_dir() or not brought.is_dir():
        return folder
    return brought
