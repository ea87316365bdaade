from collections import Counter
from dataclasses import replace
from pathlib import Path

from geoclf.experiment.result import ExperimentResult
from geoclf.tracking.items import Dataset, Figure, Item, Metric, Model, NestedRun, Param, Tag, TextFile
from geoclf.tracking.log_items import info_items, result_items
from geoclf.tracking.run_info import RunInfo

MODEL_DIR = Path("model")


def tags(items: list[Item]) -> dict[str, str]:
    return {item.key: item.value for item in items if isinstance(item, Tag)}


def test_a_run_says_where_it_comes_from(info: RunInfo) -> None:
    items = list(info_items(info))
    assert tags(items) == {
        "kind": "experiment",
        "commit": "0123456789abcdef",
        "mlflow.source.git.commit": "0123456789abcdef",
        "dirty": "true",
        "command": "geoclf train model.C=1.0",
        "geoclf_version": "0.1.0",
        "scheme_version": "1.0.0",
        "scheme_hash": "aa" * 32,
        "data_hash": "bb" * 32,
    }
    assert Param("model.C", "1.0") in items
    files = {item.path: item.content for item in items if isinstance(item, TextFile)}
    assert files == {"config.yaml": info.config_yaml, "environment.txt": info.packages}


def test_baselines_go_by_their_names_alone(info: RunInfo) -> None:
    baselines = {"majority": {"model": {"_target_": "geoclf.models.majority.MajorityModel"}}}
    params = [
        item for item in info_items(replace(info, config={"baselines": baselines})) if isinstance(item, Param)
    ]
    assert params == [Param("baselines", '["majority"]')]


def test_what_is_not_known_is_left_out(info: RunInfo) -> None:
    known = tags(list(info_items(replace(info, git=None, lock_hash="cc"))))
    assert known["lock_hash"] == "cc"
    assert not {"commit", "dirty", "mlflow.source.git.commit"} & set(known)


def test_the_score_that_counts_is_the_first_metric(result: ExperimentResult) -> None:
    metrics = [item for item in result_items(result, MODEL_DIR) if isinstance(item, Metric)]
    # macro F1 is undefined here: one label never occurs.
    assert metrics[0].key == "gold/micro_f1"


def test_no_metric_is_logged_twice(result: ExperimentResult) -> None:
    counts = Counter(item.key for item in result_items(result, MODEL_DIR) if isinstance(item, Metric))
    assert not [key for key, count in counts.items() if count > 1]


def test_folds_and_baselines_are_runs_of_their_own(result: ExperimentResult) -> None:
    nested = {item.name: item for item in result_items(result, MODEL_DIR) if isinstance(item, NestedRun)}
    assert list(nested) == ["baseline majority", "fold Irán", "fold Rusia", "fold Ucrania"]
    baseline = {
        item.key: item.value for item in nested["baseline majority"].items if isinstance(item, Metric)
    }
    # Named as the system's own, so that both stand in one column.
    assert baseline["gold/subset_accuracy"] == result.baselines[0].report["subset_accuracy"].value
    assert baseline["press/subset_accuracy"] == result.baselines[1].report["subset_accuracy"].value
    assert tags(list(nested["fold Irán"].items)) == {"kind": "fold", "fold": "Irán"}


def test_both_data_sets_are_inputs(result: ExperimentResult) -> None:
    training, test = (item for item in result_items(result, MODEL_DIR) if isinstance(item, Dataset))
    assert (training.name, training.context, training.hash) == ("gold", "training", result.data.hash)
    assert (test.name, test.context, len(test.columns["text"])) == ("press", "test", 14)
    assert training.columns["treaty"][:3] == [True, True, False]


def test_figures_per_data_set_then_the_model_last(result: ExperimentResult) -> None:
    items = list(result_items(result, MODEL_DIR))
    figures = [item.path for item in items if isinstance(item, Figure)]
    assert len(figures) == 12
    assert figures[0] == "figures/gold/1_f1_by_label.png"
    # Logging a model marks the run as finished, so nothing may come after it.
    assert isinstance(items[-1], Model)
    assert items[-1].folder == MODEL_DIR
    assert items[-1].example == result.data.texts[:2]


def test_undefined_numbers_are_announced(result: ExperimentResult) -> None:
    items = list(result_items(result, MODEL_DIR))
    (file,) = (item for item in items if isinstance(item, TextFile) and item.path == "undefined.csv")
    lines = file.content.splitlines()
    assert "logistic,gold,humanitarian_aid/f1,value,the label neither occurs nor is predicted" in lines
    assert tags(items)["undefined"] == f"{len(lines) - 1} numbers, see undefined.csv"
