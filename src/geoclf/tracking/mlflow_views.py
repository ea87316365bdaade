"""Saved views in MLflow: a tag of the experiment, as its page writes it, and a link in the description."""

import json
from typing import Any

from geoclf.tracking.items import SavedView

__all__ = ["add_view", "view_path", "view_paths"]

_TAG = "mlflow.sharedViewState."
_NOTE = "mlflow.note.content"
_TEXT = (
    "Each run is one experiment: a classifier on labelled texts. Its folds and baselines are nested in it."
)
_LINK = "viewStateShareKey="


def add_view(client: Any, experiment_id: str, view: SavedView) -> None:  # noqa: ANN401 - mlflow is untyped
    """Offer `view` in the experiment's menu of views and link it, unless that was done before."""
    tags = client.get_experiment(experiment_id).tags
    if f"{_TAG}{view.id}" in tags:
        return
    # MLflow sorts its menu by these times; a fixed one keeps parallel runs from writing different values.
    content = {"name": view.name, "createdAt": 0, "updatedAt": 0, "state": view.state}
    client.set_experiment_tag(experiment_id, f"{_TAG}{view.id}", json.dumps(content, ensure_ascii=False))
    link = f"[{view.name}](#{view_path(experiment_id, view.id)})"
    client.set_experiment_tag(experiment_id, _NOTE, _with_link(tags.get(_NOTE, _TEXT), link))


def _with_link(note: str, link: str) -> str:
    # The page shows the first line alone until it is unfolded: there the links have to be.
    return f"{link} · {note}" if _LINK in note.split("\n")[0] else f"{link}\n\n{note}"


def view_path(experiment_id: str, view_id: str) -> str:
    """Return the path of a view in MLflow's page.

    Examples
    --------
    >>> view_path("1", "ecb5")
    '/experiments/1/runs?viewStateShareKey=ecb5'
    """
    return f"/experiments/{experiment_id}/runs?{_LINK}{view_id}"


def view_paths(experiment: Any) -> dict[str, str]:  # noqa: ANN401
    """Return the paths of an MLflow experiment's views by their names."""
    views = {key.removeprefix(_TAG): value for key, value in experiment.tags.items() if key.startswith(_TAG)}
    return {
        json.loads(value)["name"]: view_path(experiment.experiment_id, key) for key, value in views.items()
    }
