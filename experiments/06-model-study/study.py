"""Train and judge systems of the model study; one MLflow run each, predictions in a folder for `table.py`.

python study.py RESULTS SYSTEM [SYSTEM ...] [--press FILE]

Judged are: the sentences of the extended tier, each by a model that knows no file of its writer (five parts
of the files, five seeds); gold, each article by a model without it and its rewrites; the behaviour tests;
and with --press labelled sentences from elsewhere. Thresholds never come from what is judged.
"""

import argparse
import time
from pathlib import Path
from typing import Any

import mlflow
import numpy as np
import yaml
from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf

from geoclf.classifier.estimator import GeoClassifier
from geoclf.config.settings import build_settings
from geoclf.corpus.behaviour import load_behaviour
from geoclf.corpus.examples import load_tier, read_labelled_texts
from geoclf.corpus.splits import LeaveOneGroupOut
from geoclf.evaluation.behaviour import run_behaviour
from geoclf.features.analysis import analyse, select
from geoclf.protocols import BoolArray, FloatArray, IntArray
from geoclf.records import LabelledTexts
from geoclf.resources import resource_dir
from geoclf.scheme.loading import load_scheme
from geoclf.texts import normalise

N_PARTS = 5


class Study:
    """The texts, how they are cut, and what one system makes of them."""

    def __init__(self, press: Path | None) -> None:
        self.scheme = load_scheme()
        tiers = [load_tier(tier, self.scheme) for tier in ("gold", "derived", "extended")]
        self.data = tiers[0].joined(*tiers[1:])
        self.texts = [normalise(text) for text in self.data.texts]
        self.parts = parts_of_writers(self.data)
        judged = np.arange(len(self.data)) < len(tiers[0])
        self.articles = list(
            LeaveOneGroupOut().split(
                self.data.texts, self.data.groups, self.data.derived_from, self.data.ids, judged
            )
        )
        self.press = None if press is None else read_labelled_texts(press, self.scheme, "press")
        self.behaviour = load_behaviour("shipped", self.scheme)

    def judge(self, system: GeoClassifier) -> dict[str, Any]:
        """Return probabilities and labels of one system for every set, and the seconds of its last fit."""
        self.analysed = analyse(system._part("features"), self.texts)
        scores, press = np.zeros(self.data.targets.shape), []
        for seed in range(N_PARTS):
            rows = np.flatnonzero(self.parts != seed)
            own = self.parts == seed
            features, model = self._fit(system, rows, seed)
            scores[own] = model.scores(features.transform(select(self.analysed, np.flatnonzero(own))))
            if self.press is not None:
                press.append(model.scores(features.transform([normalise(t) for t in self.press.texts])))
        result: dict[str, Any] = {}
        written = self.parts >= 0
        proba, predicted = np.zeros(scores.shape), np.zeros(scores.shape, dtype=np.bool_)
        for seed in range(N_PARTS):
            own, decision = self.parts == seed, self._decide(system, scores, written & (self.parts != seed))
            proba[own] = decision.proba(scores[own])
            predicted[own] = decision.predict(proba[own])
            if press:
                result[f"press_{seed}_proba"] = decision.proba(press[seed])
                result[f"press_{seed}_predicted"] = decision.predict(result[f"press_{seed}_proba"])
        for fold in self.articles:
            features, model = self._fit(system, fold.train, 0)
            decision = self._decide(system, scores, written)
            found = model.scores(features.transform(select(self.analysed, fold.test)))
            proba[fold.test] = decision.proba(found)
            predicted[fold.test] = decision.predict(proba[fold.test])
        started = time.perf_counter()
        features, model = self._fit(system, np.arange(len(self.texts)), 0)
        result["seconds"] = np.array(time.perf_counter() - started)
        decision = self._decide(system, scores, written)

        def classify(texts: Any) -> tuple[BoolArray, FloatArray]:  # noqa: ANN401 - a sequence of texts
            found = decision.proba(model.scores(features.transform([normalise(text) for text in texts])))
            return decision.predict(found), found

        report = run_behaviour("system", self.behaviour, self.scheme.labels, classify)
        rates = [capability.rate for capability in (report.total, *report.capabilities)]
        result["behaviour"] = np.array(rates)
        if self.press is not None:
            result["press_proba"] = classify(self.press.texts)[1]
            result["press_predicted"] = decision.predict(result["press_proba"])
        return {**result, "proba": proba, "predicted": predicted}

    def _fit(self, system: GeoClassifier, rows: IntArray, seed: int) -> tuple[Any, Any]:
        return system.set_params(seed=seed)._fit_scorer(
            select(self.analysed, rows), self.data.targets[rows], self.scheme
        )

    def _decide(self, system: GeoClassifier, scores: FloatArray, rows: BoolArray) -> Any:  # noqa: ANN401
        groups = [group for group, taken in zip(self.data.groups, rows, strict=True) if taken]
        return system._part("decision").fit(scores[rows], self.data.targets[rows], groups)


def parts_of_writers(data: LabelledTexts) -> IntArray:
    """Return the part each text belongs to, whole files together; -1 for gold and its rewrites."""
    files = [key.split("-")[1] if key.startswith("ext-") else "" for key in data.ids]
    names = np.random.default_rng(0).permutation(sorted({name for name in files if name}))
    part = {name: number % N_PARTS for number, name in enumerate(names.tolist())}
    return np.array([part.get(name, -1) for name in files])


def main() -> None:
    """Run the systems named on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("results", type=Path)
    parser.add_argument("systems", nargs="+")
    parser.add_argument("--press", type=Path)
    arguments = parser.parse_args()
    overrides = yaml.safe_load(Path(__file__).with_name("systems.yaml").read_text(encoding="utf-8"))
    study = Study(arguments.press)
    arguments.results.mkdir(parents=True, exist_ok=True)
    mlflow.set_experiment("model-study")
    for name in arguments.systems:
        with initialize_config_dir(str(resource_dir("configs")), version_base="1.3"):
            config = compose("train", [*overrides[name], "data=gold", "baselines=majority", "tracking=none"])
        plain: Any = OmegaConf.to_container(config, resolve=True)
        with mlflow.start_run(run_name=name):
            mlflow.log_dict(plain, "config.yaml")
            mlflow.log_param("overrides", " ".join(overrides[name]))
            judged = study.judge(build_settings(plain, name=name).classifier)
            np.savez_compressed(arguments.results / f"{name}.npz", **judged)
            mlflow.log_artifact(str(arguments.results / f"{name}.npz"))
            mlflow.log_metric("seconds_of_a_fit", float(judged["seconds"]))
        print(name, f"{float(judged['seconds']):.1f} s a fit", flush=True)


if __name__ == "__main__":
    main()
