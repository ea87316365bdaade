import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geoclf.cli.data import command
from geoclf.corpus.examples import tier_files
from geoclf.jsonl import read_jsonl, write_jsonl


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture
def data_dir(gold_only: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(gold_only, tmp_path / "data"))


def test_check_sums_up_data_without_fault(data_dir: Path) -> None:
    result = run("check", "--data-dir", data_dir)
    assert result.exit_code == 0
    *table, verdict = result.stdout.splitlines()
    assert verdict == f"{data_dir}: OK"
    assert [line.split()[:2] for line in table] == [
        ["gold"],
        ["examples", "82"],
        ["military_cooperation", "35"],
        ["sanctions", "5"],
        ["humanitarian_aid", "4"],
        ["treaty", "11"],
        ["no", "label"],
        ["different", "4-grams"],
    ]


def test_check_compares_with_held_out_texts(data_dir: Path, tmp_path: Path) -> None:
    (path,) = tier_files("gold", data_dir)
    _, first = next(iter(read_jsonl(path)))
    write_jsonl(tmp_path / "press.jsonl", [{"text": first["text"]}])
    result = run("check", "--data-dir", data_dir, "--held-out", tmp_path / "press.jsonl")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{path}:1: held-out: shares ")


def test_check_prints_each_violation_and_fails(data_dir: Path) -> None:
    (path,) = tier_files("gold", data_dir)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace('"tier": "gold"', '"tier": "silver"')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = run("check", "--data-dir", data_dir)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"{path}: manifest: changed since the manifest was written; run: geoclf data build",
        f"{path}:3: schema: key 'tier': expected 'gold', 'derived' or 'extended', got str 'silver'",
    ]
    assert result.stderr == f"{data_dir}: 2 violations: 1 manifest, 1 schema\n"


def test_check_follows_the_scheme_and_the_articles_it_is_given(data_dir: Path, tmp_path: Path) -> None:
    scheme = tmp_path / "mine.yaml"
    scheme.write_text("name: mine\nversion: '9'\nlabels: [{name: other, definition: x}]\n", encoding="utf-8")
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    result = run("check", "--data-dir", data_dir, "--scheme", scheme, "--seeds-dir", seeds)
    assert result.exit_code == 1
    assert "scheme-version: labelled under scheme version" in result.stdout
    assert f"{seeds}: seed: " in result.stdout


def test_build_writes_what_it_says(data_dir: Path) -> None:
    before = {path: path.read_bytes() for path in data_dir.rglob("*") if path.is_file()}
    shutil.rmtree(data_dir / "gold")
    result = run("build", "--data-dir", data_dir)
    assert result.exit_code == 0
    written = [
        line.removeprefix("wrote ") for line in result.stdout.splitlines() if line.startswith("wrote ")
    ]
    assert written == [str(data_dir / name) for name in ("gold/examples.jsonl", "README.md", "manifest.json")]
    assert "gold: 82 examples in 5 groups" in result.stdout
    assert {path: path.read_bytes() for path in data_dir.rglob("*") if path.is_file()} == before


def test_stats_prints_aligned_tables() -> None:
    result = run("stats", "--tier", "gold")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "gold: 82 examples in 5 groups"
    header = next(line for line in lines if line.startswith("label "))
    assert header.split() == ["label", "examples", "groups", "asserted", "prospective", "negated"]
    rows = lines[lines.index(header) + 1 :][:4]
    assert [row.split()[0] for row in rows] == [
        "military_cooperation",
        "sanctions",
        "humanitarian_aid",
        "treaty",
    ]
    assert {len(row) for row in rows} == {len(header)}
    assert any(line.startswith("(none) ") for line in lines)


def test_stats_prints_every_tier(data_dir: Path, tmp_path: Path) -> None:
    records = [record for path in tier_files("gold", data_dir) for _, record in read_jsonl(path)]
    tiers = tmp_path / "tiers"
    write_jsonl(tiers / "gold" / "examples.jsonl", records)
    planted = records[0] | {"id": "planted", "tier": "extended", "source": None}
    write_jsonl(tiers / "extended" / "planted.jsonl", [planted])
    result = run("stats", "--data-dir", tiers)
    headings = [line for line in result.stdout.splitlines() if " examples in " in line]
    assert headings == ["gold: 82 examples in 5 groups", "extended: 1 examples in 1 groups"]


@pytest.mark.parametrize("name", ["check", "build", "stats"])
def test_every_command_helps_with_an_example(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"geoclf data {name}" in result.stdout


def test_a_folder_that_is_not_there_is_named() -> None:
    result = run("check", "--data-dir", "/no/such/folder")
    assert result.exit_code == 2
    assert "/no/such/folder" in result.stderr
