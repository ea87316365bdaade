"""The examples of docs/scale.md run."""

import re
from pathlib import Path
from typing import Any

import pytest

import geoclf

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
TEXTS = ["Rusia y Corea del Norte firmaron un tratado de defensa mutua.", None, "Mañana lloverá."]


def block(word: str) -> str:
    found = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    [one] = [text for text in found if word in text]
    return str(one)


def test_datasets() -> None:
    names: dict[str, Any] = {}
    exec(compile(block("datasets"), str(PAGE), "exec"), names)
    assert (
        str(names["news"][0]["labels"]) == re.findall(r'news\[0\]\["labels"\] +# (.*)', block("datasets"))[0]
    )
    # A first batch without any label does not spoil the type.
    calm = names["Dataset"].from_dict({"text": ["Mañana lloverá."] * 1000 + [TEXTS[0]]})
    labelled = calm.map(names["label"], batched=True, features=names["features"])
    assert labelled[1000]["labels"] == names["news"][0]["labels"]


@pytest.mark.spark
def test_spark(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = spark.createDataFrame(list(enumerate(TEXTS)), "id int, text string")
    frame.write.parquet(str(tmp_path / "noticias.parquet"))
    names: dict[str, Any] = {"spark": spark}
    code = (
        block("pyspark")
        .replace('"noticias.', f'"{tmp_path}/noticias.')
        .replace('"etiquetadas.', f'"{tmp_path}/etiquetadas.')
    )
    exec(compile(code, str(PAGE), "exec"), names)
    rows = names["done"].sort("id").collect()
    there = [text for text in TEXTS if text is not None]
    assert [row.labels for row in rows if row.labels is not None] == [
        list(labels) for labels in geoclf.load_model().predict_labels(there)
    ]
    assert rows[1].labels is None
    assert rows[1].proba is None


@pytest.mark.spark
def test_a_filter_labels_twice_unless_told_not_to(spark: Any) -> None:
    from pyspark.sql.functions import array_contains

    from geoclf.spark import predict_udf

    def steps(label: Any) -> int:
        found = frame.select("id", label("text").alias("found")).where(
            array_contains("found.labels", "treaty")
        )
        plan = found._jdf.queryExecution().executedPlan().toString()
        return int(plan.count("ArrowEvalPython"))

    frame = spark.createDataFrame(list(enumerate(TEXTS)), "id int, text string")
    label = predict_udf()
    assert steps(label) == 2
    assert steps(label.asNondeterministic()) == 1  # type: ignore[attr-defined]
