import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from geoclf.cli.assignments import parse_assignments, whole_number
from geoclf.errors import ConfigError

Invoke = Callable[..., Result]

NEW = [
    {"text": "Firmaron un tratado de paz con Haití.", "labels": ["treaty"], "group": "a"},
    {"text": "Aprobaron nuevas sanciones contra Haití.", "labels": ["sanctions"], "group": "b"},
    {"text": "Hubo lluvia.", "labels": [], "group": "c"},
]


@pytest.fixture
def press(tmp_path: Path) -> Path:
    path = tmp_path / "press.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in NEW), encoding="utf-8")
    return path


@pytest.fixture
def settings(run_folder: Path, press: Path) -> list[str]:
    return [f"model={run_folder / 'model'}", f"data.path={press}", "n_resamples=20"]


def test_a_table_beside_baselines(geoclf: Invoke, settings: list[str]) -> None:
    result = geoclf("evaluate", *settings)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    assert result.stdout.startswith("runs-2 on press\n")
    header = result.stdout.splitlines()[3]
    assert header.split() == ["runs-2", "majority", "lexicon"]
    assert "2 - majority" in result.stdout
    assert "2 - lexicon" in result.stdout


def test_json_and_files(geoclf: Invoke, settings: list[str], tmp_path: Path) -> None:
    output = tmp_path / "out"
    result = geoclf("evaluate", *settings, "name=mine", "--json", "-o", output)
    assert result.exit_code == 0, result.output
    metrics = json.loads(result.stdout)
    assert metrics["datasets"]["press"]["mine"]["metrics"]["micro_f1"]["value"] == 1.0
    assert json.loads((output / "metrics.json").read_text(encoding="utf-8")) == metrics
    assert len((output / "predictions.jsonl").read_text(encoding="utf-8").splitlines()) == 3
    assert "mine on press" in (output / "report.txt").read_text(encoding="utf-8")
    figures = [path.name for path in (output / "figures" / "press").iterdir()]
    assert sorted(figures)[3] == "4_reliability.png"
    assert (output / "figures" / "press" / "4_reliability.png").read_bytes().startswith(b"\x89PNG")
    again = geoclf("evaluate", *settings, "-o", output)
    assert again.exit_code == 1
    assert "holds results already; pass --overwrite" in again.stderr
    assert geoclf("evaluate", *settings, "-o", output, "--overwrite").exit_code == 0


def test_a_folder_that_cannot_be_written_is_found_before_the_work(
    geoclf: Invoke, settings: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[object] = []
    monkeypatch.setattr("geoclf.cli.judging.judge", lambda *arguments, **_: work.append(arguments))
    (tmp_path / "a_file").touch()
    for folder in (tmp_path / "a_file" / "out", Path("/proc/out")):
        result = geoclf("evaluate", *settings, "-o", folder)
        assert result.exit_code == 1
        assert result.stderr.startswith(f"Error: {folder}: ")
    assert work == []


def test_behaviour_tests(geoclf: Invoke, settings: list[str], tmp_path: Path) -> None:
    shipped = geoclf("evaluate", *settings)
    assert ["behaviour", "tests", "cases", "runs-2", "majority", "lexicon"] in [
        line.split() for line in shipped.stdout.splitlines()
    ]
    assert "  lookalike_treaty" in shipped.stdout
    none = geoclf("evaluate", *settings, "behaviour=none")
    assert "behaviour tests" not in none.stdout
    mine = tmp_path / "mine.jsonl"
    case = {"id": "1", "capability": "mine", "kind": "capability", "text": "Llueve.", "labels": []}
    mine.write_text(json.dumps(case), encoding="utf-8")
    own = json.loads(geoclf("evaluate", *settings, f"behaviour={mine}", "--json").stdout)
    assert set(own["behaviour"]["runs-2"]) == {"all", "mine"}


def test_training_data_are_recognised(geoclf: Invoke, run_folder: Path, labelled_file: Path) -> None:
    arguments = ("evaluate", f"model={run_folder / 'model'}", "n_resamples=0")
    for data in (f"data={labelled_file}", f"data.path={labelled_file}"):
        result = geoclf(*arguments, data)
        assert result.exit_code == 0, result.output
        assert result.stderr.startswith("Warning: the model was trained on 24 of these 24 texts: ")


def test_sizes(geoclf: Invoke, settings: list[str]) -> None:
    result = geoclf("evaluate", *settings, "--json")
    report = json.loads(result.stdout)["datasets"]["press"]["runs-2"]
    assert (report["n_texts"], report["n_groups"]) == (3, 3)


SCHEME = """\
name: mine
version: "1"
labels:
  - name: protest
    definition: People in the street.
"""


MISTAKES = [
    (["data"], "data: expected NAME=VALUE; there are: model="),
    (["date=gold"], "date: no such setting; did you mean 'data'?"),
    (["data=gold", "data=gold"], "data: given twice"),
    (["n_resamples=many"], "n_resamples: expected a whole number, got 'many'"),
    (["n_resamples=-1"], "n_resamples: expected 0 (no intervals) or more, got -1"),
    (
        ["data.path={tmp}/press.csv"],
        "press.csv:1: not valid JSON: Expecting value at column 1; expected JSON L",
    ),
    (["data=gold"], "expected data=TIER, data=FILE or data.path=FILE, and one of them only"),
    (["scheme={tmp}/mine.yaml"], "those of scheme 'mine' are protest; pass scheme=FILE with the scheme"),
    (["scheme={tmp}/nada.yaml"], "nada.yaml"),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_mistakes(
    arguments: list[str], message: str, geoclf: Invoke, settings: list[str], tmp_path: Path
) -> None:
    (tmp_path / "press.csv").write_text("text,labels\nLlueve.,\n", encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(SCHEME, encoding="utf-8")
    filled = [argument.format(tmp=tmp_path) for argument in arguments]
    names = {argument.partition("=")[0] for argument in arguments}
    kept = [setting for setting in settings if setting.partition("=")[0] not in names]
    result = geoclf("evaluate", *kept, *filled)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert message in result.stderr


def test_no_data(geoclf: Invoke, settings: list[str]) -> None:
    result = geoclf("evaluate", settings[0])
    assert result.exit_code == 1
    assert "expected data=TIER" in result.stderr


def test_a_value_may_hold_an_equals_sign() -> None:
    assert parse_assignments(["data.path=a=b.jsonl"], {"data.path": "x"}) == {"data.path": "a=b.jsonl"}
    with pytest.raises(ConfigError, match=r"^data\.path=: expected NAME=VALUE"):
        parse_assignments(["data.path="], {"data.path": "x"})
    assert whole_number({}, "seed", 7) == 7
