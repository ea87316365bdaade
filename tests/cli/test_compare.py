from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from geoclf.errors import TrackingError
from geoclf.evaluation.report import Predictions
from geoclf.tracking.saved_predictions import read_predictions_file

Invoke = Callable[..., Result]


@pytest.fixture
def tracked(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for a store that holds the runs of the sweep by number."""

    def read(run: str, tracking_uri: str | None) -> list[Predictions]:
        if tracking_uri != "sqlite:///a.db" or run not in "012":
            raise TrackingError(f"no run {run!r} in {tracking_uri}")
        return read_predictions_file(runs / run / "predictions.jsonl")

    monkeypatch.setattr("geoclf.tracking.read_run.read_predictions", read)
    return runs


@pytest.fixture
def runs(sweep: tuple[Path, Result]) -> Path:
    return sweep[0]


def test_runs_are_compared_pairwise_on_what_they_share(geoclf: Invoke, runs: Path) -> None:
    result = geoclf("compare", runs / "0", runs / "1", runs / "2", "--n-resamples", "50")
    assert result.exit_code == 0, result.output
    gold, press = result.stdout.split("press (2 groups)")
    assert gold.startswith("mine (4 groups)")
    for block in (gold, press):
        for pair in ("majority - lexicon", "majority - tfidf_logistic", "lexicon - tfidf_logistic"):
            assert pair in block
    assert "too few groups to tell" in gold


def test_equal_runs_are_not_better_than_each_other(geoclf: Invoke, runs: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    content = (runs / "2" / "predictions.jsonl").read_bytes()
    (again / "predictions.jsonl").write_bytes(content)
    result = geoclf("compare", runs / "2", again, "--metric", "treaty/f1", "--dataset", "mine")
    assert result.exit_code == 0, result.output
    assert "tfidf_logistic (2) - tfidf_logistic (again)" in result.stdout
    assert "treaty/f1" in result.stdout
    assert "no difference shown" in result.stdout
    assert "press" not in result.stdout


def test_tracked_runs(geoclf: Invoke, tracked: Path) -> None:
    arguments = ("compare", "0", tracked / "2", "--n-resamples", "50", "--tracking-uri")
    result = geoclf(*arguments, "sqlite:///a.db")
    assert result.exit_code == 0, result.output
    assert "majority - tfidf_logistic" in result.stdout
    missing = geoclf(*arguments, "sqlite:///b.db")
    assert missing.exit_code == 1
    assert missing.stderr == "Error: no run '0' in sqlite:///b.db\n"


MISTAKES = [
    (["{runs}/0"], "expected two runs or more, got 1"),
    (["{runs}/0", "{tmp}"], "no predictions.jsonl in this folder; choose a run that was completed"),
    (["{runs}/0", "{runs}/1", "--metric", "f7"], "f7"),
    (["{runs}/0", "{runs}/1", "--dataset", "gold"], "majority was judged on mine, press, lexicon on mine"),
    (["{runs}/0", "{tmp}/other"], "expected predictions for the same ids"),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_mistakes(arguments: list[str], message: str, geoclf: Invoke, runs: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    lines = (runs / "1" / "predictions.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (other / "predictions.jsonl").write_text("".join(lines[1:]), encoding="utf-8")
    result = geoclf("compare", *(argument.format(runs=runs, tmp=tmp_path) for argument in arguments))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert message in result.stderr
