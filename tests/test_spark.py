"""Labels for a column of texts, on a real local Spark where the marker says so."""

import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import geoclf
from geoclf.classifier.estimator import GeoClassifier
from geoclf.classifier.labeller import Labeller
from geoclf.errors import MissingPackageError, ModelFileError, ParameterError
from geoclf.spark import label_array, predict_udf

TEXTS = [
    "Rusia y Corea del Norte firmaron un tratado de defensa mutua.",
    None,
    "",
    "La UE amplía las sanciones; llega ayuda humanitaria. \U0001f30d ñandú",
    "Mañana lloverá en Lima.",
]


@pytest.fixture(scope="module")
def shipped() -> Labeller:
    return geoclf.load_model()


@pytest.fixture(scope="module")
def news(spark: Any) -> Any:
    rows = [(number, TEXTS[number % len(TEXTS)]) for number in range(40)]
    return spark.createDataFrame(rows, "id int, text string").repartition(8)


def found(frame: Any, label: Any) -> list[Any]:
    return [row.found for row in frame.select("id", label("text").alias("found")).sort("id").collect()]


def check(rows: list[Any], classifier: Labeller) -> None:
    texts = [TEXTS[number % len(TEXTS)] for number in range(len(rows))]
    assert [row is None for row in rows] == [text is None for text in texts]
    there = [text for text in texts if text is not None]
    answers = [row for row in rows if row is not None]
    assert [tuple(row.labels) for row in answers] == classifier.predict_labels(there)
    proba = [[row.proba[label] for label in classifier.labels] for row in answers]
    np.testing.assert_array_equal(proba, classifier.predict_proba(there))


# --------------------------------------------------------------------------------------- without Spark
@pytest.mark.parametrize("large", [False, True])
def test_an_array_is_labelled_as_the_classifier_does(shipped: Labeller, large: bool) -> None:
    import pyarrow as pa

    texts = pa.array(TEXTS, pa.large_string() if large else pa.string())
    result = label_array(shipped, texts)
    result.validate(full=True)
    there = [text for text in TEXTS if text is not None]
    rows = result.to_pylist()
    assert rows[1] is None
    assert [tuple(row["labels"]) for row in rows if row] == shipped.predict_labels(there)
    proba = [list(row["proba"].values()) for row in rows if row]
    np.testing.assert_array_equal(proba, shipped.predict_proba(there))


@pytest.mark.parametrize("texts", [[], [None, None]])
def test_an_array_without_texts(shipped: Labeller, texts: list[None]) -> None:
    import pyarrow as pa

    assert label_array(shipped, pa.array(texts, pa.string())).to_pylist() == texts


def test_a_slice_of_an_array(shipped: Labeller) -> None:
    import pyarrow as pa

    whole = label_array(shipped, pa.array(TEXTS)).to_pylist()
    assert label_array(shipped, pa.array(TEXTS)[1:4]).to_pylist() == whole[1:4]


def test_an_array_of_something_else(shipped: Labeller) -> None:
    import pyarrow as pa

    with pytest.raises(ParameterError, match="expected a column of strings, got int64; pass the column"):
        label_array(shipped, pa.array([1, 2]))


@pytest.mark.parametrize("package", ["pyspark.sql.functions", "pyarrow"])
def test_a_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql.functions", ModuleType("functions"))
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingPackageError, match=rf'{package}.* not installed; .*"geoclf\[spark\]"'):
        predict_udf()


def test_a_spark_that_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    old = ModuleType("pyspark")
    old.__version__ = "3.5.9"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyspark", old)
    monkeypatch.setitem(sys.modules, "pyspark.sql.functions", ModuleType("functions"))
    with pytest.raises(MissingPackageError, match=r'pyspark 4\.1 or newer, got 3\.5\.9; .*"geoclf\[spark\]"'):
        predict_udf()


@pytest.mark.parametrize("address", ["runs:/12ab", "models:/news/3"])
def test_an_address_in_mlflow_is_for_mlflows_function(address: str) -> None:
    with pytest.raises(ParameterError, match=rf"{address}: expected a folder, .* mlflow\.pyfunc\.spark_udf"):
        predict_udf(address)


def test_a_folder_without_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    functions = ModuleType("functions")
    functions.arrow_udf = None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyspark.sql.functions", functions)
    with pytest.raises(ModelFileError, match="nowhere: no such folder"):
        predict_udf(tmp_path / "nowhere")


# ------------------------------------------------------------------------------------------ with Spark
@pytest.mark.spark
def test_the_shipped_model_on_spark(news: Any, shipped: Labeller) -> None:
    label = predict_udf()
    check(found(news, label), shipped)
    assert news.select(label("text").alias("found")).schema.simpleString() == (
        "struct<found:struct<labels:array<string>,proba:struct<"
        + ",".join(f"{name}:double" for name in shipped.labels)
        + ">>>"
    )


@pytest.mark.spark
def test_in_sql(spark: Any, news: Any, shipped: Labeller) -> None:
    spark.udf.register("geoclf", predict_udf())
    news.createOrReplaceTempView("news")
    check(
        [row.found for row in spark.sql("SELECT geoclf(text) AS found FROM news ORDER BY id").collect()],
        shipped,
    )


@pytest.mark.spark
def test_a_saved_model_on_spark(
    news: Any, trained: GeoClassifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained.save(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)  # executors have a working directory of their own
    check(found(news, predict_udf("mine")), trained)


@pytest.mark.spark
def test_a_saved_model_that_spark_brings(
    spark: Any, news: Any, trained: GeoClassifier, tmp_path: Path
) -> None:
    trained.save(tmp_path / "driver" / "brought")
    label = predict_udf(tmp_path / "driver" / "brought")
    (tmp_path / "driver").rename(tmp_path / "away")  # as on a machine that shares no folder with the driver
    spark.sparkContext.addFile(str(tmp_path / "away" / "brought"), recursive=True)
    check(found(news, label), trained)


@pytest.mark.spark
def test_executors_without_the_model_or_with_another_say_so(
    news: Any, trained: GeoClassifier, tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    trained.save(folder)
    label = predict_udf(folder)
    trained.with_thresholds({"treaty": 0.9}).save(folder)
    with pytest.raises(Exception, match=r"manifest\.json: not the model this function was made with \(exp"):
        found(news, label)
    shutil.rmtree(folder)
    with pytest.raises(Exception, match=r"ModelFileError: \S+other: no such folder"):
        found(news, label)


@pytest.mark.spark
def test_each_process_loads_the_model_once(news: Any, trained: GeoClassifier, tmp_path: Path) -> None:
    import pyarrow as pa
    from pyspark.sql.functions import arrow_udf, spark_partition_id

    trained.save(tmp_path / "counted")
    predict = predict_udf(tmp_path / "counted").func  # type: ignore[attr-defined]

    def said(batches: Iterator[pa.Array]) -> Iterator[pa.Array]:
        import os

        from geoclf.spark import _load_on_executor

        for texts in batches:
            before = _load_on_executor.cache_info().misses
            assert len(list(predict(iter([texts, texts])))) == 2
            after = _load_on_executor.cache_info().misses
            yield pa.array([f"{os.getpid()} {after - before}"] * len(texts))

    loads = arrow_udf(said, "string")
    counts: Counter[str] = Counter()
    tasks = news.select(spark_partition_id().alias("task"), loads("text").alias("said")).distinct().collect()
    for task in tasks:
        process, loaded = task.said.split()
        counts[process] += int(loaded)
    assert set(counts.values()) == {1}
    assert len(tasks) > len(counts)


@pytest.mark.spark
def test_a_column_that_is_not_text(news: Any) -> None:
    with pytest.raises(Exception, match="ParameterError: expected a column of strings, got int32"):
        news.select(predict_udf()("id")).collect()
