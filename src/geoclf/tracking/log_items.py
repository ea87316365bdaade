"""Everything a run leaves behind, as items: first where it comes from, then what came out."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from geoclf.evaluation.report import Predictions
from geoclf.experiment.result import Evaluation, ExperimentResult, FoldResult
from geoclf.records import LabelledTexts
from geoclf.tracking.behaviour_items import behaviour_file, behaviour_items
from geoclf.tracking.config_items import config_items
from geoclf.tracking.description import describe
from geoclf.tracking.figure_items import figure_items
from geoclf.tracking.items import Dataset, Item, Metric, Model, NestedRun, Tag, TextFile
from geoclf.tracking.keys import safe_key
from geoclf.tracking.metric_items import comparison_items, evaluation_items, fold_metric_items
from geoclf.tracking.run_info import RunInfo
from geoclf.tracking.saved_view import saved_view
from geoclf.tracking.table_items import (
    UNDEFINED_FILE,
    metrics_file,
    prediction_table,
    predictions_file,
    undefined_file,
)
from geoclf.tracking.undefined import undefined_in

__all__ = ["KIND", "dataset_item", "info_items", "result_items"]

KIND = "kind"
"""Tag that tells whole experiments from their parts: "experiment", "baseline" or "fold"."""

_EXAMPLES = 2


def info_items(info: RunInfo) -> Iterator[Item]:
    """Yield what is known before a run starts, so that a run that fails can be done again, too."""
    yield from config_items(_without_details(info.config))
    tags = {
        KIND: "experiment",
        "commit": "" if info.git is None else info.git.commit,
        # MLflow shows this one in its column "Version".
        "mlflow.source.git.commit": "" if info.git is None else info.git.commit,
        "dirty": "" if info.git is None else str(info.git.dirty).lower(),
        "command": info.command,
        "geoclf_version": info.version,
        "scheme_version": info.scheme_version,
        "scheme_hash": info.scheme_hash,
        "data_hash": info.data_hash,
        "lock_hash": info.lock_hash or "",
    }
    yield from (Tag(key, value) for key, value in tags.items() if value)
    yield TextFile("config.yaml", info.config_yaml)
    yield TextFile("environment.txt", info.packages)


def _without_details(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `config` with the baselines' names alone: their settings would come before the system's."""
    baselines = config.get("baselines")
    return {**config, "baselines": list(baselines)} if isinstance(baselines, Mapping) else config


def dataset_item(data: LabelledTexts, context: str) -> Dataset:
    """Return a set of labelled texts as an input of the run, one column per label."""
    targets = {label: data.targets[:, column].tolist() for column, label in enumerate(data.labels)}
    columns: dict[str, Sequence[Any]] = {"id": data.ids, "group": data.groups, "text": data.texts, **targets}
    return Dataset(data.name, data.hash, context, columns)


def result_items(result: ExperimentResult, model_dir: Path) -> Iterator[Item]:
    """Yield what came out of an experiment: the cheap and certain first, drawings and model last.

    `model_dir` is the folder in which its model is saved.
    """
    everything = [*result.evaluations, *result.baselines]
    yield Tag("system", result.name)
    yield Tag("mlflow.note.content", describe(result))
    yield from (saved_view(part.predictions.dataset, result.data.labels) for part in result.evaluations)
    yield dataset_item(result.data, "training")
    yield from (dataset_item(_labelled_texts(test.predictions), "test") for test in result.evaluations[1:])
    for evaluation in result.evaluations:
        yield from evaluation_items(evaluation)
    for comparison in result.comparisons:
        yield from comparison_items(comparison)
    yield from (Metric(safe_key(f"seconds/{part}"), value) for part, value in result.seconds.items())
    for report in result.behaviour[:1]:
        yield from behaviour_items(report)
    yield from _undefined_items(everything)
    yield metrics_file(everything)
    yield predictions_file(result.evaluations)
    yield prediction_table(result.evaluations)
    if result.behaviour:
        yield behaviour_file(result.behaviour)
    yield from _baseline_runs(result)
    yield from (_fold_run(fold, result.data.labels) for fold in result.folds)
    for evaluation in result.evaluations:
        yield from figure_items(evaluation, _on_same_texts(evaluation, result.baselines))
    yield Model("model", model_dir, result.data.texts[:_EXAMPLES])


def _labelled_texts(predictions: Predictions) -> LabelledTexts:
    return LabelledTexts(
        name=predictions.dataset,
        labels=predictions.labels,
        ids=predictions.ids,
        texts=predictions.texts,
        groups=predictions.groups,
        derived_from=(None,) * len(predictions.ids),
        targets=predictions.targets,
    )


def _undefined_items(evaluations: Sequence[Evaluation]) -> Iterator[Item]:
    undefined = list(undefined_in(evaluations))
    if undefined:
        yield Tag("undefined", f"{len(undefined)} numbers, see {UNDEFINED_FILE}")
        yield undefined_file(undefined)


def _baseline_runs(result: ExperimentResult) -> Iterator[NestedRun]:
    """Yield one run per baseline, its metrics named as the system's, so that both stand in one column."""
    for system in dict.fromkeys(evaluation.predictions.system for evaluation in result.baselines):
        items: list[Item] = [Tag(KIND, "baseline"), Tag("system", system)]
        for evaluation in result.baselines:
            if evaluation.predictions.system == system:
                items += evaluation_items(evaluation)
        for report in result.behaviour:
            if report.system == system:
                items += behaviour_items(report)
        yield NestedRun(f"baseline {system}", tuple(items))


def _fold_run(fold: FoldResult, labels: tuple[str, ...]) -> NestedRun:
    tags = (Tag(KIND, "fold"), Tag("fold", fold.name))
    return NestedRun(f"fold {fold.name}", (*tags, *fold_metric_items(fold, labels)))


def _on_same_texts(evaluation: Evaluation, others: tuple[Evaluation, ...]) -> list[Evaluation]:
    return [other for other in others if other.predictions.dataset == evaluation.predictions.dataset]
