import pytest

from geoclf.errors import TrackingError
from geoclf.tracking.connection import Connection, connect
from geoclf.tracking.find_run import find_run, recent_runs
from geoclf.tracking.items import Tag
from geoclf.tracking.log_items import KIND
from geoclf.tracking.mlflow_tracker import MlflowTracker


def add(store: str, name: str) -> str:
    with MlflowTracker(store, "geoclf").run(name) as run:
        run.log([Tag(KIND, "experiment")])
    assert run.id is not None
    return run.id


def fail(store: str, name: str) -> None:
    with MlflowTracker(store, "geoclf").run(name) as run:
        run.log([Tag(KIND, "experiment")])
        raise ValueError("on purpose")


@pytest.fixture
def connection(store: str) -> Connection:
    return connect(store)


def test_ids_come_before_names(store: str, connection: Connection) -> None:
    first = add(store, "lexicon")
    add(store, first[:8])
    assert find_run(connection, first[:8]).info.run_id == first


def test_a_completed_run_is_meant_before_a_failed_one(store: str, connection: Connection) -> None:
    first = add(store, "lexicon")
    with pytest.raises(ValueError, match="on purpose"):
        fail(store, "lexicon")
    assert find_run(connection, "lexicon").info.run_id == first


def test_several_runs_of_one_name(store: str, connection: Connection) -> None:
    first, second = add(store, "lexicon"), add(store, "lexicon")
    with pytest.raises(
        TrackingError, match=f"'lexicon' fits 2 runs; pass one's id: {second[:8]} .*; {first[:8]} "
    ):
        find_run(connection, "lexicon")


def test_folds_are_not_candidates(logged: tuple[str, str]) -> None:
    with pytest.raises(TrackingError, match=r"no run 'fold Irán' .*there are: \w{8} logistic model.C=1.0 "):
        find_run(connect(logged[0]), "fold Irán")


def test_long_lists_are_cut(store: str, connection: Connection) -> None:
    for number in range(12):
        add(store, f"run {number}")
    listed = recent_runs(connection)
    assert listed.count("finished") == 10
    assert listed.endswith("; and 2 more")
    assert " run 11 (finished, 20" in listed
