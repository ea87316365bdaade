import os
import sys
from pathlib import Path

import pytest

from geoclf.config.jobs import Job, run_jobs
from geoclf.errors import ConfigError, DataError, GeoclfError

PROGRAM = ("geoclf", "train")


class Recorder:
    """A task that remembers its jobs, and fails where it is told to."""

    def __init__(self, *, failing: type[Exception] | None = None, seeds: tuple[int, ...] = ()) -> None:
        self.jobs: list[Job] = []
        self._failing = failing
        self._seeds = seeds

    def __call__(self, job: Job) -> None:
        self.jobs.append(job)
        if self._failing is not None and (not self._seeds or job.config["seed"] in self._seeds):
            raise self._failing(f"seed {job.config['seed']}")


def run(task: Recorder, *arguments: str) -> None:
    run_jobs(task, arguments, program=PROGRAM, config_name="train")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_one_job(here: Path) -> None:
    task = Recorder()
    run(task, "model.C=3", "split=group_kfold", "seed=5", "data.test_sets.press=press.jsonl")
    [job] = task.jobs
    assert job.config["model"]["C"] == 3
    assert job.config["split"]["seed"] == 5, "interpolations are resolved"
    assert "seed: 5" in job.config_yaml
    assert job.config["data"]["test_sets"] == {"press": "press.jsonl"}
    assert job.name == "tfidf_logistic"
    assert job.title == "tfidf_logistic model.C=3 seed=5"
    assert job.folder.is_dir()
    assert job.folder.parent.parent == here / "outputs"
    assert job.number is None
    assert job.command[:4] == ("geoclf", "train", "model.C=3", "split=group_kfold")


def test_test_sets_may_be_given_as_a_mapping() -> None:
    task = Recorder()
    run(task, "data.test_sets={a: x.jsonl, b: y.jsonl}")
    assert task.jobs[0].config["data"]["test_sets"] == {"a": "x.jsonl", "b": "y.jsonl"}


def test_a_name_of_ones_own() -> None:
    task = Recorder()
    run(task, "name=mine", "model.C=3")
    assert (task.jobs[0].name, task.jobs[0].title) == ("mine", "mine model.C=3")


def test_a_sweep(here: Path) -> None:
    task = Recorder()
    run(task, "-m", "model=majority,logistic", "seed=0,1", "decision=fixed")
    assert [(job.number, job.name, job.config["seed"]) for job in task.jobs] == [
        (0, "majority", 0),
        (1, "majority", 1),
        (2, "tfidf_logistic", 0),
        (3, "tfidf_logistic", 1),
    ]
    assert [job.title for job in task.jobs] == [
        "majority seed=0",
        "majority seed=1",
        "tfidf_logistic seed=0",
        "tfidf_logistic seed=1",
    ]
    [folder] = {job.folder.parent for job in task.jobs}
    assert folder.parent.parent == here / "multirun"
    assert [job.folder.name for job in task.jobs] == ["0", "1", "2", "3"]
    assert task.jobs[3].command == (*PROGRAM, "model=logistic", "seed=1", "decision=fixed")


def test_folders_are_unique() -> None:
    task = Recorder()
    run(task)
    run(task)
    assert task.jobs[0].folder != task.jobs[1].folder


@pytest.mark.parametrize(("flags", "folder"), [([], "outputs"), (["-m"], "multirun")])
def test_a_folder_that_cannot_be_made(flags: list[str], folder: str, here: Path) -> None:
    (here / folder).touch()
    task = Recorder()
    with pytest.raises(
        ConfigError, match=rf"^{folder}/.*: cannot be made in {here}: Not a dir.*run\.dir=DIR"
    ):
        run(task, *flags)
    assert task.jobs == []


def test_nothing_of_the_process_is_changed(capsys: pytest.CaptureFixture[str]) -> None:
    before = (sys.argv[:], dict(os.environ), Path.cwd())
    run(Recorder(), "seed=1")
    with pytest.raises(ConfigError, match="no such key"):
        run(Recorder(), "sede=1")
    assert (sys.argv, dict(os.environ), Path.cwd()) == before
    assert capsys.readouterr() == ("", ""), "Hydra is silent"


def test_a_variable_of_the_user_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYDRA_FULL_ERROR", "0")
    run(Recorder())
    assert os.environ["HYDRA_FULL_ERROR"] == "0"


@pytest.mark.parametrize("kind", [DataError, RuntimeError])
def test_the_error_of_a_single_job_comes_as_it_is(
    kind: type[Exception], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(kind, match=r"^seed 0$"):
        run(Recorder(failing=kind))
    assert capsys.readouterr() == ("", "")


def test_all_jobs_of_a_sweep_run_and_all_failures_are_told() -> None:
    task = Recorder(failing=DataError, seeds=(0, 2))
    with pytest.raises(
        GeoclfError, match=r"^2 of 3 jobs failed:\n  seed=0: seed 0\n  seed=2: seed 2$"
    ) as info:
        run(task, "-m", "seed=0,1,2")
    assert isinstance(info.value.__cause__, DataError)
    assert len(task.jobs) == 3


def test_missing_values_are_asked_for() -> None:
    with pytest.raises(ConfigError, match=r"^data\.path: a value is needed; add data\.path=VALUE$"):
        run(Recorder(), "data=file")
    with pytest.raises(
        ConfigError, match=r"^data\.path, scheme\.source: a value is needed; add data\.path=VALUE sch"
    ):
        run(Recorder(), "data=file", "scheme=file")


def test_showing_the_config_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    task = Recorder()
    run(task, "--cfg", "job", "seed=3")
    assert task.jobs == []
    assert "seed: 3" in capsys.readouterr().out
