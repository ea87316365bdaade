import gzip
import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from tqdm import tqdm

from geoclf.cli.predict import _advance

Invoke = Callable[..., Result]

GEOCLF = str(Path(sys.executable).with_name("geoclf"))
TEXTS = ["Firmaron un tratado de paz con Haití.", "Aprobaron nuevas sanciones contra Haití.", ""]
LABELS = [["treaty"], ["sanctions"], []]
ONE_EACH = "military_cooperation 0, sanctions 1, humanitarian_aid 0, treaty 1"
NOT_NEEDED = (
    "multiprocessing.process multiprocessing.spawn concurrent.futures.thread pyarrow pandas sklearn datasets "
    "mlflow hydra torch pydantic"
)


@pytest.fixture
def model(run_folder: Path) -> Path:
    return run_folder / "model"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    path = tmp_path / "noticias.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS), encoding="utf-8")
    return path


def test_a_file(geoclf: Invoke, texts: Path, model: Path, tmp_path: Path) -> None:
    output = tmp_path / "etiquetadas.csv.gz"
    result = geoclf("predict", texts, "-o", output, "--model", model)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert result.stderr == (f"{output}: 3 rows; {ONE_EACH}\n")
    lines = gzip.decompress(output.read_bytes()).decode().splitlines()
    assert lines[0] == (
        "text,labels,proba_military_cooperation,proba_sanctions,proba_humanitarian_aid,proba_treaty"
    )
    assert lines[1].startswith("Firmaron un tratado de paz con Haití.,treaty,0.")


def test_pipes(geoclf: Invoke, texts: Path, model: Path) -> None:
    result = geoclf("predict", "-", "--model", model, "--no-probabilities", stdin=texts.read_bytes())
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert rows == [{"text": text, "labels": labels} for text, labels in zip(TEXTS, LABELS, strict=True)]
    assert result.stderr.startswith("standard output: 3 rows; ")


def test_what_a_person_should_decide(geoclf: Invoke, texts: Path, model: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    result = geoclf("predict", texts, "-o", output, "--model", model, "--abstain", "--no-probabilities")
    assert result.exit_code == 0, result.output
    # Trained on four places: too few to promise anything.
    assert result.stderr.endswith("treaty 1; 3 to review\n")
    everything = "military_cooperation;sanctions;humanitarian_aid;treaty"
    assert output.read_text(encoding="utf-8").splitlines() == [
        "text,labels,review",
        f"{TEXTS[0]},treaty,{everything}",
        f"{TEXTS[1]},sanctions,{everything}",
        f",,{everything}",
    ]
    loose = geoclf(
        *("predict", texts, "--model", model, "--abstain", "--miss", "0.5", "--false-alarm", "0.5")
    )
    assert [json.loads(line)["review"] for line in loose.stdout.splitlines()][2] == []


def test_other_thresholds(geoclf: Invoke, texts: Path, model: Path) -> None:
    def labels(*options: str) -> list[list[str]]:
        result = geoclf("predict", texts, "--model", model, *options)
        assert result.exit_code == 0, result.output
        return [json.loads(line)["labels"] for line in result.stdout.splitlines()]

    assert labels("--threshold", "treaty=1", "--threshold", "sanctions=0.0001") == [
        ["sanctions"],
        ["sanctions"],
        [],
    ]
    assert labels("--aim", "f2")[:2] == LABELS[:2]
    assert all(len(found) >= 1 for found in labels("--aim", "recall=0.99")[:2])


def test_formats_by_name(geoclf: Invoke, model: Path) -> None:
    arguments = ("predict", "-", "--model", model, "--input-format", "csv", "--output-format", "txt")
    result = geoclf(*arguments, "--text-column", "t", stdin=b"id,t\n1,Firmaron un tratado de paz.\n")
    assert result.stdout == "treaty\n"


def test_a_process_of_its_own(texts: Path, model: Path, tmp_path: Path) -> None:
    command = [GEOCLF, "predict", "noticias.jsonl", "-o", "out.parquet", "--model", str(model)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert done.stderr.startswith("out.parquet: 3 rows; "), "no progress bar where there is no terminal"


def test_a_bad_row_leaves_nothing(geoclf: Invoke, texts: Path, model: Path, tmp_path: Path) -> None:
    with texts.open("a", encoding="utf-8") as file:
        file.write('{"text": 3}\n')
    result = geoclf("predict", texts, "-o", tmp_path / "out.csv", "--model", model, "--batch-size", "1")
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: {texts}:4: expected a string in column 'text', got int ('3'); "
        'drop the row or put "" there; or go on without such rows and list them with --bad-rows FILE\n'
    )
    assert list(tmp_path.iterdir()) == [texts]


def test_bad_rows_are_counted(geoclf: Invoke, texts: Path, model: Path, tmp_path: Path) -> None:
    with texts.open("a", encoding="utf-8") as file:
        file.write('{"text": 3}\n')
    bad = tmp_path / "malas.jsonl"
    result = geoclf("predict", texts, "-o", tmp_path / "out.csv", "--model", model, "--bad-rows", bad)
    assert result.exit_code == 0, result.output
    assert result.stderr.endswith(f"out.csv: 3 rows; {ONE_EACH}; 1 bad rows in {bad}\n")
    assert json.loads(bad.read_bytes())["line"] == 4


def test_rate_and_time_left_where_asked_for(geoclf: Invoke, texts: Path, model: Path, tmp_path: Path) -> None:
    arguments = ("predict", texts, "-o", tmp_path / "out.txt", "--model", model)
    assert "rows/s]" in geoclf(*arguments, "--progress").stderr
    assert "rows/s]" not in geoclf(*arguments, "--overwrite", "--no-progress").stderr
    with tqdm(file=io.StringIO()) as bar:
        _advance(bar, 50, 0.25)
        assert (bar.n, bar.total) == (50, 200)
        _advance(bar, 50, None)
        assert (bar.n, bar.total) == (100, 200)


def test_several_processes(texts: Path, model: Path, tmp_path: Path) -> None:
    command = [GEOCLF, "predict", "noticias.jsonl", "--model", str(model), "--threshold", "treaty=0.9999"]
    outputs = [
        subprocess.run([*command, *more], cwd=tmp_path, capture_output=True, check=True).stdout
        for more in ([], ["--workers", "2", "--batch-size", "1"])
    ]
    assert outputs[0] == outputs[1] != b""


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_a_full_disk_is_one_line_and_can_be_gone_on_with(texts: Path, model: Path, tmp_path: Path) -> None:
    texts.write_bytes(texts.read_bytes() * 100)
    command = [GEOCLF, "predict", "noticias.jsonl", "-o", "out.jsonl", "--model", str(model)]
    command += ["--batch-size", "30", "--checkpoint", "0"]
    full = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, preexec_fn=limit_files
    )
    assert full.returncode == 1
    warning, error = full.stderr.splitlines()
    assert warning.startswith("Warning: out.jsonl: what is done is kept in out.jsonl.partial")
    assert error == "Error: out.jsonl: cannot be written: File too large"
    subprocess.run([*command, "--resume"], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run([*command, "-o", "whole.jsonl"], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_a_full_standard_output_is_one_line(texts: Path, model: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [GEOCLF, "predict", str(texts), "--model", str(model)],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == b"Error: standard output: cannot be written: No space left on device\n"


def printed_after_predict(folder: Path, arguments: list[str], code: str) -> str:
    """Run `geoclf predict` and then `code` in a process of its own, and return what that prints."""
    lines = (
        f"from geoclf.cli.main import main\nmain({['predict', *arguments]!r}, standalone_mode=False)\n{code}"
    )
    environment = {name: value for name, value in os.environ.items() if name != "ARROW_DEFAULT_MEMORY_POOL"}
    command = [sys.executable, "-c", lines]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_one_process_imports_nothing_for_several(texts: Path, model: Path, tmp_path: Path) -> None:
    code = f"import sys; print([name for name in {NOT_NEEDED.split()!r} if name in sys.modules])"
    arguments = [str(texts), "-o", "out.csv", "--model", str(model)]
    assert printed_after_predict(tmp_path, arguments, code) == "[]\n"


def test_parquet_with_the_allocator_that_keeps_least(texts: Path, model: Path, tmp_path: Path) -> None:
    code = "import pyarrow; print(pyarrow.default_memory_pool().backend_name)"
    arguments = [str(texts), "-o", "out.parquet", "--model", str(model)]
    assert printed_after_predict(tmp_path, arguments, code) == "system\n"


MISTAKES = [
    (["{tmp}/nada.csv"], "nada.csv: cannot be read: No such file or directory"),
    (["{texts}", "-o", "{texts}"], "already exists; pass --overwrite"),
    (["{texts}", "-o", "{tmp}/out.xlsx"], "or say with --output-format what it is"),
    (["{texts}", "--text-column", "cuerpo"], "no column 'cuerpo'; there are: 'text'; name the one"),
    (["{texts}", "--encoding", "klingon"], "--encoding: expected a text encoding"),
    (["{texts}", "--delimiter", "--"], "--delimiter: expected one character"),
    (
        ["{texts}", "--aim", "f3"],
        "--aim: there is no 'f3'; there are: f0.5, f1, f2, recall=SHARE, ",
    ),
    (["{texts}", "--aim", "recall"], "Error: --aim recall needs a share, such as --aim recall=0.9\n"),
    (["{texts}", "--threshold", "treaties=0.5"], "unknown label 'treaties'; did you mean 'treaty'?"),
    (["{texts}", "--miss", "0.5"], "--miss and --false-alarm set what --abstain leaves"),
    (["{texts}", "--abstain", "--miss", "5"], "miss: expected a number in (0, 1), got 5.0"),
    (["{texts}", "-o", "{tmp}/out.parquet", "--resume"], "--resume: {tmp}/out.parquet: Parquet cannot be"),
    (["{texts}", "--resume"], "--resume: -: a pipe or device cannot be gone on with; write a file of jsonl"),
    (["{texts}", "-o", "/proc/out.csv"], "Error: /proc/out.csv: cannot be written: "),
    (["{texts}", "--model", "{tmp}"], "not a saved geoclf model"),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_mistakes(
    arguments: list[str], message: str, geoclf: Invoke, texts: Path, model: Path, tmp_path: Path
) -> None:
    filled = [argument.format(tmp=tmp_path, texts=texts) for argument in arguments]
    chosen = [] if "--model" in arguments else ["--model", model]
    before = texts.read_bytes()
    result = geoclf("predict", *filled, *chosen)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert message.format(tmp=tmp_path) in result.stderr
    assert texts.read_bytes() == before


def test_articles(geoclf: Invoke, model: Path) -> None:
    article = {"text": " ".join(TEXTS[:2])}
    result = geoclf(
        "predict", "-", "--model", model, "--level", "article", stdin=json.dumps(article).encode()
    )
    assert result.exit_code == 0, result.output
    [row] = map(json.loads, result.stdout.splitlines())
    assert row["labels"] == ["sanctions", "treaty"]
    assert [sentence["labels"] for sentence in row["sentences"]] == [["treaty"], ["sanctions"]]
    assert row["proba_treaty"] > row["sentences"][0]["proba"]["treaty"]
    assert result.stderr.startswith("Note: this model has no calibration for articles")


def test_the_shipped_model_is_calibrated_for_articles(geoclf: Invoke) -> None:
    result = geoclf("predict", "-", "--level", "article", "--explain", stdin=b'{"text": "Llueve. Nieva."}')
    assert json.loads(result.stdout)["explanation"] == []
    assert "Note" not in result.stderr


def test_batches_of_none_are_refused(geoclf: Invoke, texts: Path) -> None:
    assert geoclf("predict", texts, "--batch-size", "0").exit_code == 2
