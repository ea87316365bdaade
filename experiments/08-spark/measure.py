"""How many sentences a second the shipped model labels in one process, with predict_udf, with spark_udf."""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession

import geoclf
from geoclf.api import SHIPPED_MODEL
from geoclf.spark import predict_udf
from geoclf.tracking import mlflow_model
from geoclf.tracking.mlflow_import import import_pyfunc

# For each process, so that all have work until the end.
TASKS = 4


def main() -> None:
    """Measure the three in turns, several times, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    settings = parser.parse_args()
    examples = geoclf.load_examples("extended")["text"]
    texts = [examples[number % len(examples)] for number in range(settings.rows)]
    print(f"{settings.rows} sentences of {sum(map(len, texts)) / len(texts):.0f} characters on average")
    print(f"pyspark {version('pyspark')}, mlflow {version('mlflow')}, numpy {version('numpy')}")

    classifier = geoclf.load_model()
    with tempfile.TemporaryDirectory() as folder, session(settings.processes, folder) as spark:
        save_pyfunc(Path(folder) / "model")
        spark_udf = import_pyfunc().spark_udf(spark, f"{folder}/model", env_manager="local")
        pq.write_table(pa.table({"text": texts}), f"{folder}/news.parquet")
        news = spark.read.parquet(f"{folder}/news.parquet").repartition(TASKS * settings.processes)
        work: dict[str, Callable[[], object]] = {
            "one process, list to probabilities": lambda: classifier.predict_proba(texts),
            "predict_udf, Parquet to Parquet": lambda: write(news, predict_udf(), folder),
            "mlflow.pyfunc.spark_udf, Parquet to Parquet": lambda: write(news, spark_udf, folder),
        }
        start = time.perf_counter()
        write(news.limit(1000), predict_udf(), folder)
        print(f"predict_udf, first 1,000 rows: {time.perf_counter() - start:.1f} s")
        rates: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
        for _ in range(settings.rounds):
            for name, do in work.items():
                start, used = time.perf_counter(), processor_seconds()
                do()
                seconds, used = time.perf_counter() - start, processor_seconds() - used
                rates[name].append((settings.rows / seconds, settings.rows / used))
                print(f"{name}: {seconds:.1f} s, processors busy for {used:.1f} s", flush=True)
    for name, found in rates.items():
        wall, busy = map(statistics.median, zip(*found, strict=True))
        print(f"{name}: median {wall:,.0f} sentences a second, {busy:,.0f} a processor second")


def processor_seconds() -> float:
    """Return what this process and all it started have used: on a shared machine steadier than the clock."""
    fields = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # a process that has just ended
            fields[int(file.parent.name)] = file.read_text().rpartition(")")[2].split()
    own = {os.getpid()}
    while more := {number for number, field in fields.items() if int(field[1]) in own} - own:
        own |= more
    # utime, stime, and those of children that have ended
    return sum(float(tick) for number in own for tick in fields[number][11:15]) / os.sysconf("SC_CLK_TCK")


@contextmanager
def session(processes: int, folder: str) -> Iterator[SparkSession]:
    """Yield a local Spark with so many tasks at a time."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    options = {
        "spark.local.dir": folder,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    start = time.perf_counter()
    spark = SparkSession.builder.master(f"local[{processes}]").config(map=options).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    print(f"Spark started in {time.perf_counter() - start:.1f} s; local[{processes}]")
    yield spark
    spark.stop()


def save_pyfunc(folder: Path) -> None:
    """Write the shipped model as geoclf logs it."""
    import_pyfunc().save_model(
        folder,
        python_model=str(Path(mlflow_model.__file__).with_name("pyfunc_model.py")),
        artifacts={mlflow_model.MODEL_ARTIFACT: str(SHIPPED_MODEL)},
        pip_requirements=[],
    )


def write(news: DataFrame, label: Callable[..., Any], folder: str) -> None:
    """Label a column and write the result."""
    found = news.select("text", label("text").alias("found"))
    found.write.mode("overwrite").parquet(f"{folder}/labelled.parquet")


if __name__ == "__main__":
    main()
