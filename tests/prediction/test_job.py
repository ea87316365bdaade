import csv
import gzip
import io
import json
import re
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geoclf.classifier.labeller import Labeller
from geoclf.errors import DataError, ParameterError
from geoclf.prediction.batch import Batch
from geoclf.prediction.counts import Counts
from geoclf.prediction.labelling import Labelling

TEXTS = ["Nuevas sanciones.", "Firman un tratado.", "Sanciones y tratado.\nMás.", 'Dijo: "no, ñ".', ""]
LABELS = [["sanctions"], ["treaty"], ["sanctions", "treaty"], [], []]
ADDED = ["labels", "proba_sanctions", "proba_treaty"]

Label = Callable[..., Counts]


def as_jsonl(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def as_csv(rows: list[dict[str, Any]], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_parquet(rows: list[dict[str, Any]]) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), stream)
    return stream.getvalue()


def rows_of(path: Path) -> list[dict[str, Any]]:
    content = path.read_bytes()
    name = path.name
    if name.endswith(".gz"):
        content, name = gzip.decompress(content), name.removesuffix(".gz")
    if name.endswith(".parquet"):
        return list(pq.read_table(io.BytesIO(content)).to_pylist())
    text = content.decode()
    if name.endswith(".jsonl"):
        return [json.loads(line) for line in text.splitlines()]
    delimiter = "\t" if name.endswith(".tsv") else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [{**row, "labels": row["labels"].split(";") if row["labels"] else []} for row in rows]


WRITERS: dict[str, Callable[[list[dict[str, Any]]], bytes]] = {
    "jsonl": as_jsonl,
    "csv": as_csv,
    "tsv": lambda rows: as_csv(rows, "\t"),
    "parquet": as_parquet,
}


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize("output", list(WRITERS))
@pytest.mark.parametrize("source", list(WRITERS))
def test_every_format_into_every_other(
    source: str, output: str, ending: str, tmp_path: Path, label: Label
) -> None:
    rows = [{"id": f"n{i}", "text": text, "fuente": "EFE"} for i, text in enumerate(TEXTS)]
    content = WRITERS[source](rows)
    path = tmp_path / f"in.{source}{ending}"
    path.write_bytes(gzip.compress(content) if ending else content)
    counts = label(path, tmp_path / f"out.{output}{ending}")
    found = rows_of(tmp_path / f"out.{output}{ending}")
    assert list(found[0]) == ["id", "text", "fuente", *ADDED]
    assert [{name: row[name] for name in rows[0]} for row in found] == rows
    assert [row["labels"] for row in found] == LABELS
    assert [float(row["proba_treaty"]) > 0.5 for row in found] == ["treaty" in row for row in LABELS]
    assert counts == Counts(5, {"sanctions": 2, "treaty": 2})


@pytest.mark.parametrize("output", ["jsonl", "csv", "parquet"])
def test_a_column_of_what_a_person_should_decide(
    output: str, tmp_path: Path, label: Label, asking: Labeller
) -> None:
    path, found = tmp_path / "a.jsonl", tmp_path / f"out.{output}"
    path.write_bytes(as_jsonl([{"text": text} for text in TEXTS]))
    counts = label(path, found, classifier=asking, abstain=True, prefix="mi_", probabilities=False)
    assert counts == Counts(5, {"sanctions": 2, "treaty": 2}, review=2)
    if output == "csv":
        rows = list(csv.DictReader(io.StringIO(found.read_text(encoding="utf-8"), newline="")))
        assert list(rows[0]) == ["text", "mi_labels", "mi_review"]
        assert [row["mi_review"] for row in rows] == ["", "treaty", "treaty", "", ""]
    else:
        rows = rows_of(found)
        assert list(rows[0]) == ["text", "mi_labels", "mi_review"]
        assert [row["mi_labels"] for row in rows] == LABELS
        assert [row["mi_review"] for row in rows] == [[], ["treaty"], ["treaty"], [], []]


def test_plain_text_has_no_room_for_it(tmp_path: Path, label: Label, asking: Labeller) -> None:
    (tmp_path / "a.txt").write_text("Sanciones\n", encoding="utf-8")
    with pytest.raises(ParameterError, match=r"--abstain: .*out\.txt: plain text holds labels alone; write"):
        label(tmp_path / "a.txt", tmp_path / "out.txt", classifier=asking, abstain=True)


def test_a_level_that_there_is_not(tmp_path: Path, label: Label) -> None:
    with pytest.raises(ParameterError, match="level: expected one of sentence, article, got 'paragraph'"):
        label(tmp_path / "a.txt", tmp_path / "out.csv", level="paragraph")


def test_a_model_that_cannot_abstain_says_so(tmp_path: Path, label: Label) -> None:
    (tmp_path / "a.txt").write_text("Sanciones\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="FixedDecision, which cannot be changed"):
        label(tmp_path / "a.txt", tmp_path / "out.csv", abstain=True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_plain_text_in_and_out(tmp_path: Path, label: Label) -> None:
    (tmp_path / "a.txt").write_text("Sanciones y tratado\n\nNada\n", encoding="utf-8")
    label(tmp_path / "a.txt", tmp_path / "a.jsonl", probabilities=False)
    label(tmp_path / "a.txt", tmp_path / "labels.txt")
    assert rows_of(tmp_path / "a.jsonl") == [
        {"text": "Sanciones y tratado", "labels": ["sanctions", "treaty"]},
        {"text": "", "labels": []},
        {"text": "Nada", "labels": []},
    ]
    assert (tmp_path / "labels.txt").read_text(encoding="utf-8") == "sanctions;treaty\n\n\n"


@pytest.mark.parametrize("output", ["jsonl", "csv", "parquet", "txt"])
@pytest.mark.parametrize("source", ["jsonl", "csv", "txt"])
def test_an_empty_file_gives_an_empty_output(source: str, output: str, tmp_path: Path, label: Label) -> None:
    (tmp_path / f"in.{source}").write_bytes(b"")
    assert label(tmp_path / f"in.{source}", tmp_path / f"out.{output}").n_rows == 0
    if output not in ("txt", "jsonl"):
        assert rows_of(tmp_path / f"out.{output}") == []
    else:
        assert (tmp_path / f"out.{output}").read_bytes() == b""


def test_settings(tmp_path: Path, label: Label) -> None:
    (tmp_path / "a.csv").write_bytes("cuerpo;labels\nSanciones a Perú;x\n".encode("cp1252"))
    label(
        tmp_path / "a.csv",
        tmp_path / "b.csv",
        text_column="cuerpo",
        delimiter=";",
        encoding="cp1252",
        prefix="mi_",
        probabilities=False,
    )
    assert (tmp_path / "b.csv").read_text(
        encoding="utf-8"
    ) == "cuerpo;labels;mi_labels\nSanciones a Perú;x;sanctions\n"


BAD_ROWS = [
    ('{"text":3}', r"a\.jsonl:3: expected a string in column 'text', got int \('3'\); drop the row"),
    ('{"text": null}', r"a\.jsonl:3: expected a string in column 'text', got null"),
    (
        '{"titulo": "a", "cuerpo": "b"}',
        r"a\.jsonl:3: no column 'text'; there are: 'titulo', 'cuerpo'; .*--text",
    ),
    ("{}", r"a\.jsonl:3: no column 'text'; there are: none"),
    ('{"text": "a", "labels": []}', r"a\.jsonl:3: has a column 'labels' already.*--prefix predicted_"),
    ('{"text": "a", "proba_treaty": 1}', r"a\.jsonl:3: has a column 'proba_treaty' already"),
    ("no", r"a\.jsonl:3: not valid JSON"),
]


@pytest.mark.parametrize(("line", "message"), BAD_ROWS)
def test_a_bad_row_stops_everything(line: str, message: str, tmp_path: Path, label: Label) -> None:
    good = '{"text": "a"}\n'
    (tmp_path / "a.jsonl").write_text(good + good + line + "\n" + good, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        label(tmp_path / "a.jsonl", tmp_path / "out.jsonl")
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id;text\n1;a\n", r"\.csv: no column 'text'; there are: 'id;text'; .*--delimiter"),
        ("id,cuerpo\n", r"\.csv: no column 'text'; there are: 'id', 'cuerpo'; .*--text-column"),
        ("text,labels\n", r"\.csv: has a column 'labels' already"),
    ],
)
def test_a_bad_header_is_found_without_rows(content: str, message: str, tmp_path: Path, label: Label) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        label(tmp_path / "a.csv", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("delimiter", ["", ";;", "\\t", '"', "\n"])
def test_a_delimiter_is_one_plain_character(delimiter: str, tmp_path: Path, label: Label) -> None:
    (tmp_path / "a.csv").write_text("text\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="--delimiter: expected one character such as ';'"):
        label(tmp_path / "a.csv", tmp_path / "out.csv", delimiter=delimiter)


def test_a_file_can_be_replaced_by_its_labelled_self(tmp_path: Path, label: Label) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(as_jsonl([{"text": text} for text in TEXTS]))
    label(path, path, overwrite=True)
    assert [row["labels"] for row in rows_of(path)] == LABELS


@pytest.mark.parametrize("output", ["out.jsonl", "out.parquet"])
def test_bad_rows_are_listed_and_left_out(output: str, tmp_path: Path, label: Label) -> None:
    lines = [
        '{"text": "Sanciones"}',
        *(line for line, _ in BAD_ROWS),
        '{"text": "' + "x" * 300 + '", "labels": 1}',
    ]
    (tmp_path / "a.jsonl").write_text("\n".join([*lines, "", '{"text": "Tratado"}']), encoding="utf-8")
    counts = label(tmp_path / "a.jsonl", tmp_path / output, bad_rows=str(tmp_path / "bad.jsonl"))
    assert counts == Counts(2, {"sanctions": 1, "treaty": 1}, n_bad=len(BAD_ROWS) + 1)
    assert [row["text"] for row in rows_of(tmp_path / output)] == ["Sanciones", "Tratado"]
    bad = [json.loads(line) for line in (tmp_path / "bad.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["line"] for row in bad] == list(range(2, len(lines) + 1))
    for row, (_, message) in zip(bad, BAD_ROWS, strict=False):
        assert re.search(message, f"a.jsonl:3: {row['reason']}")
    assert [row["content"] for row in bad] == lines[1:]
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("bad_rows", [None, "bad.jsonl"])
def test_objects_without_the_column_are_no_bad_rows(
    bad_rows: str | None, tmp_path: Path, label: Label
) -> None:
    lines = ["no", '{"titular": "Sanciones"}', '{"titular": "Tratado", "id": 1}', '{"text": "Tratado"}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    asked = None if bad_rows is None else str(tmp_path / bad_rows)
    message = r"a\.jsonl: no column 'text'; there are: 'titular', 'id'; name the one .* with --text-column"
    with pytest.raises(DataError, match=message):
        label(tmp_path / "a.jsonl", tmp_path / "out.jsonl", bad_rows=asked, batch_size=3)
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_rows_that_all_have_an_added_column_are_no_bad_rows(tmp_path: Path, label: Label) -> None:
    (tmp_path / "a.jsonl").write_bytes(as_jsonl([{"text": "Tratado", "labels": []}] * 4))
    with pytest.raises(DataError, match=r"a\.jsonl: has a column 'labels' already, .* --prefix"):
        label(tmp_path / "a.jsonl", tmp_path / "out.jsonl", bad_rows=str(tmp_path / "bad.jsonl"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_rows_of_which_one_has_an_added_column(order: list[int], tmp_path: Path, label: Label) -> None:
    rows: list[dict[str, Any]] = [{"text": "Sanciones", "labels": []}, {"text": "Tratado"}]
    (tmp_path / "a.jsonl").write_bytes(as_jsonl([rows[i] for i in order]))
    counts = label(tmp_path / "a.jsonl", tmp_path / "out.jsonl", bad_rows=str(tmp_path / "bad.jsonl"))
    assert counts == Counts(1, {"sanctions": 0, "treaty": 1}, n_bad=1)


def test_one_object_with_the_column_is_enough(tmp_path: Path, label: Label) -> None:
    lines = ["no", "no", '{"titular": "Sanciones"}', '{"text": "Tratado"}', *['{"titular": "Tratado"}'] * 3]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    counts = label(tmp_path / "a.jsonl", tmp_path / "out.jsonl", bad_rows=str(tmp_path / "bad.jsonl"))
    assert counts == Counts(1, {"sanctions": 0, "treaty": 1}, n_bad=6)


def test_of_very_many_columns_some_are_named(tmp_path: Path, label: Label) -> None:
    (tmp_path / "a.jsonl").write_bytes(as_jsonl([{f"c{i}": "" for i in range(100)}]))
    with pytest.raises(DataError, match="'c28', 'c29' and 70 more; name the one"):
        label(tmp_path / "a.jsonl", tmp_path / "out.jsonl")


def test_bad_rows_of_typed_columns(tmp_path: Path, label: Label) -> None:
    table = pa.table({"text": ["Sanciones", None, "Tratado"], "deep": [{"a": [1]}, None, {"a": []}]})
    pq.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(DataError, match=r"a\.parquet: row 2: expected a string in column 'text', got null"):
        label(tmp_path / "a.parquet", tmp_path / "out.csv")
    label(tmp_path / "a.parquet", tmp_path / "out.parquet", bad_rows=str(tmp_path / "bad.jsonl"))
    rows = rows_of(tmp_path / "out.parquet")
    assert [row["deep"] for row in rows] == [{"a": [1]}, {"a": []}]
    [bad] = (tmp_path / "bad.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(bad) == {
        "row": 2,
        "reason": "expected a string in column 'text', got null; drop the row or put \"\" there",
        "content": '{"text": null, "deep": null}',
    }


def test_a_file_of_bad_rows_alone(tmp_path: Path, label: Label) -> None:
    (tmp_path / "a.jsonl").write_text("no\n[]\n", encoding="utf-8")
    counts = label(tmp_path / "a.jsonl", tmp_path / "out.csv", bad_rows=str(tmp_path / "bad.jsonl"))
    assert counts == Counts(0, {"sanctions": 0, "treaty": 0}, n_bad=2)
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "labels,proba_sanctions,proba_treaty\n"


@pytest.mark.parametrize("name", ["a.jsonl", "out.jsonl"])
def test_bad_rows_have_a_file_of_their_own(name: str, tmp_path: Path, label: Label) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"")
    with pytest.raises(ParameterError, match=r"--bad-rows: .*: expected a file of its own"):
        label(tmp_path / "a.jsonl", tmp_path / "out.jsonl", bad_rows=str(tmp_path / name))


@pytest.mark.parametrize("output", ["-", "/dev/null", "out.parquet"])
def test_what_cannot_be_resumed_says_so(output: str, tmp_path: Path, label: Label) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"")
    with pytest.raises(
        ParameterError, match=r"--resume: .* cannot be gone on with; write a file of jsonl, csv"
    ):
        label(
            tmp_path / "a.jsonl",
            output,
            output_format="jsonl" if output != "out.parquet" else None,
            resume=True,
        )


class EndedError(Exception):
    """Stands for a sudden end."""


@pytest.mark.parametrize("source", list(WRITERS))
@pytest.mark.parametrize("output", ["jsonl", "jsonl.gz", "csv", "csv.gz", "tsv", "txt"])
def test_every_format_is_resumed_to_the_same_bytes(
    source: str, output: str, tmp_path: Path, label: Label, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"in.{source}"
    path.write_bytes(WRITERS[source]([{"id": f"n{i}", "text": text} for i, text in enumerate(TEXTS * 3)]))
    label(path, tmp_path / f"whole.{output}")
    plus = Counts.plus

    def ending(self: Counts, *arguments: Any) -> Counts:
        if self.n_rows >= 8:
            raise EndedError
        return plus(self, *arguments)

    monkeypatch.setattr(Counts, "plus", ending)
    with pytest.raises(EndedError), pytest.warns(UserWarning, match="is kept"):
        label(path, tmp_path / f"out.{output}", checkpoint=0.0)
    monkeypatch.undo()
    counts = label(path, tmp_path / f"out.{output}", resume=True)
    assert counts.n_rows == 15
    assert (tmp_path / f"out.{output}").read_bytes() == (tmp_path / f"whole.{output}").read_bytes()
    assert len(list(tmp_path.iterdir())) == 3


def test_another_input_is_not_resumed(tmp_path: Path, label: Label, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(as_jsonl([{"text": text} for text in TEXTS]))
    monkeypatch.setattr(Labelling, "_checked", failing_after_two)
    with pytest.raises(EndedError), pytest.warns(UserWarning, match="is kept"):
        label(path, tmp_path / "out.jsonl", checkpoint=0.0)
    monkeypatch.undo()
    path.write_bytes(path.read_bytes().replace(b"Nuevas", b"Viejas"))
    with (
        pytest.raises(DataError, match="the input is not the one that was labelled so far: its first 4 rows"),
        pytest.warns(UserWarning, match="is kept"),
    ):
        label(path, tmp_path / "out.jsonl", resume=True)


def test_another_adjustment_of_the_same_model_is_not_resumed_and_named(
    tmp_path: Path, label: Label, asking: Labeller, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, output = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(as_jsonl([{"text": text} for text in TEXTS]))
    monkeypatch.setattr(Labelling, "_checked", failing_after_two)
    with pytest.raises(EndedError), pytest.warns(UserWarning, match="is kept"):
        label(path, output, classifier=asking, checkpoint=0.0)
    monkeypatch.undo()
    adjusted = {
        r'--aim was "f1" and is "precision=0\.7" now': asking.with_aim("precision", 0.7),
        r'--threshold was .* and is .*"treaty": 0\.61\} now': asking.with_thresholds({"treaty": 0.61}),
        r"--miss was 0\.1 and is 0\.3 now": asking.with_levels(miss=0.3),
        r"--false-alarm was 0\.05 and is 0\.2 now": asking.with_levels(false_alarm=0.2),
    }
    for message, classifier in adjusted.items():
        with pytest.raises(DataError, match=rf"cannot be resumed: {message}"):
            label(path, output, classifier=classifier, resume=True)
    label(path, output, classifier=asking, resume=True)
    assert [row["labels"] for row in rows_of(output)] == LABELS


def failing_after_two(self: Labelling, batches: Iterator[Batch]) -> Iterator[tuple[Batch, list[str]]]:
    for batch in islice(batches, 2):
        yield batch, batch.rows.column("text")
    raise EndedError


def test_memory_is_bounded_by_the_batch(tmp_path: Path, label: Label) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        for i in range(3000):
            file.write(as_jsonl([{"id": i, "text": "Sanciones. " * 200}]))
    label(path, tmp_path / "warm.jsonl", batch_size=100)
    tracemalloc.start()
    try:
        label(path, tmp_path / "out.jsonl", batch_size=100)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 6_000_000
    assert peak < 4_000_000
