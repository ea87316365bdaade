"""From a composed configuration to the objects of one experiment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hydra.errors import InstantiationException
from hydra.utils import instantiate

from geoclf.classifier.estimator import GeoClassifier
from geoclf.config.checking import TARGET, check_keys, check_node, check_value
from geoclf.config.datasets import ExperimentData
from geoclf.corpus.behaviour import BehaviourCase, load_behaviour
from geoclf.errors import ConfigError
from geoclf.protocols import Splitter
from geoclf.scheme.schema import Scheme
from geoclf.tracking.protocol import Tracker

__all__ = ["Settings", "build_settings"]

_PARTS = ("features", "model", "decision")
_NODES = ("scheme", "split", "tracking", *_PARTS)
_PLAIN: dict[str, Any] = {
    "name": str | None,
    "seed": int,
    "train_fraction": float,
    "model_dir": str | None,
}
_EVALUATION: dict[str, Any] = {"n_resamples": int, "behaviour": str | None}


@dataclass(frozen=True)
class Settings:
    """Everything one experiment needs, made and checked.

    Attributes
    ----------
    scheme, data, splitter, tracker
        As their groups say.
    classifier, baselines
        Untrained.
    n_resamples, seed
        Of the bootstrap; the seed is the classifiers' too.
    train_fraction
        Share of the groups to train on.
    behaviour
        Behaviour tests for the trained classifiers.
    model_dir
        Where to save the model, or None for the run's folder.
    """

    scheme: Scheme
    data: ExperimentData
    splitter: Splitter
    tracker: Tracker
    classifier: GeoClassifier
    baselines: Mapping[str, GeoClassifier]
    n_resamples: int
    seed: int
    train_fraction: float
    behaviour: Sequence[BehaviourCase]
    model_dir: Path | None


def build_settings(config: Mapping[str, Any], *, name: str) -> Settings:
    """Check a composed configuration and make what it names.

    Parameters
    ----------
    config
        Plain values, interpolations resolved.
    name
        What the classifier is called; the baseline of that name is left out.

    Raises
    ------
    GeoclfError
        If a key does not exist, a value has the wrong type, or a class refuses its arguments.
    """
    _check(config)
    seed = config["seed"]
    scheme = _make(config["scheme"])
    baselines = {
        other: _classifier(parts, scheme, seed)
        for other, parts in (config.get("baselines") or {}).items()
        if other != name
    }
    return Settings(
        scheme=scheme,
        data=_make(config["data"], scheme=scheme),
        splitter=_make(config["split"]),
        tracker=_make(config["tracking"]),
        classifier=_classifier(config, scheme, seed),
        baselines=baselines,
        n_resamples=config["evaluation"]["n_resamples"],
        seed=seed,
        train_fraction=config["train_fraction"],
        behaviour=load_behaviour(config["evaluation"]["behaviour"], scheme),
        model_dir=None if config["model_dir"] is None else Path(config["model_dir"]).expanduser(),
    )


def _check(config: Mapping[str, Any]) -> None:
    check_keys(config, [*_PLAIN, *_NODES, "data", "baselines", "evaluation"], "")
    check_keys(config["evaluation"], list(_EVALUATION), "evaluation.")
    for key, kind in _PLAIN.items():
        check_value(config[key], kind, key)
    for key, kind in _EVALUATION.items():
        check_value(config["evaluation"][key], kind, f"evaluation.{key}")
    for group in _NODES:
        check_node(config[group], group)
    check_node(config["data"], "data", provided=("scheme",))
    for name, parts in (config.get("baselines") or {}).items():
        check_keys(parts, _PARTS, f"baselines.{name}.")
        for part in _PARTS:
            check_node(parts[part], f"baselines.{name}.{part}")


def _classifier(parts: Mapping[str, Any], scheme: Scheme, seed: int) -> GeoClassifier:
    made = {}
    for part in _PARTS:
        # A part that asks for the labels, and is given none, means the scheme's.
        asks = parts[part].get("labels", ()) is None
        made[part] = _make(parts[part], **({"labels": scheme.labels} if asks else {}))
    return GeoClassifier(scheme=scheme, seed=seed, **made)


def _make(node: Mapping[str, Any], **arguments: Any) -> Any:  # noqa: ANN401 - whatever the node names
    try:
        # A partial call keeps the arguments out of Hydra, which would copy them, and errors as they come.
        make = instantiate(dict(node), _partial_=True, _convert_="all")
    except InstantiationException as error:
        raise ConfigError(f"{node[TARGET]}: Hydra refuses to make it: {error}") from error
    return make(**arguments)
