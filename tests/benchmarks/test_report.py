"""docs/speed.md is what the results give."""

from pathlib import Path

from benchmarks.measure import ROOT
from benchmarks.report import read_results, write_page, write_results

RESULTS = ROOT / "benchmarks" / "results"


def test_page_is_of_the_results(tmp_path: Path) -> None:
    write_page(RESULTS, tmp_path / "speed.md")
    page = ROOT / "docs" / "speed.md"
    assert (tmp_path / "speed.md").read_text(encoding="utf-8") == page.read_text(encoding="utf-8")
    drawn = {file.name for file in (tmp_path / "speed").iterdir()}
    assert drawn == {file.name for file in (ROOT / "docs" / "speed").iterdir()}


def test_results_survive_files(tmp_path: Path) -> None:
    facts, results = read_results(RESULTS)
    write_results(tmp_path, facts, results)
    assert read_results(tmp_path) == (facts, results)


def test_results_tell_of_no_folder() -> None:
    for file in RESULTS.glob("*.json"):
        content = file.read_text(encoding="utf-8")
        assert str(ROOT) not in content
        assert "/home/" not in content
        assert "/tmp/" not in content
