import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from geoclf.classifier.estimator import GeoClassifier
from geoclf.classifier.persistence import CARD, CARD_MARK, MANIFEST, WEIGHTS
from geoclf.cli.model_card import render_model_card
from geoclf.cli.saved_model import SavedModel, inspect_model
from geoclf.corpus.splits import LeaveOneGroupOut
from geoclf.decision.calibrated import CalibratedDecision
from geoclf.experiment.result import ExperimentResult
from geoclf.experiment.run import run_experiment
from geoclf.features.lexicon_hits import LexiconFeatures
from geoclf.features.tfidf import TfidfFeatures
from geoclf.features.union import FeatureUnion
from geoclf.hashing import sha256_of_file
from geoclf.models.naive_bayes import NaiveBayesModel
from geoclf.records import LabelledTexts
from geoclf.scheme.schema import Scheme
from geoclf.tracking.run_info import RunInfo, collect_run_info

CONFIG = {
    "seed": 3,
    "train_fraction": 1.0,
    "split": {"_target_": "geoclf.corpus.splits.LeaveOneGroupOut", "threshold": 0.7},
    "evaluation": {"n_resamples": 20, "behaviour": None},
}


@pytest.fixture(scope="module")
def result(gold: LabelledTexts) -> ExperimentResult:
    """A small model, cross-validated on the gold sentences; do not change it."""
    features = FeatureUnion(parts={"words": TfidfFeatures(char_ngrams=None), "rules": LexiconFeatures()})
    return run_experiment(
        name="small",
        classifier=GeoClassifier(
            features=features, model=NaiveBayesModel(), decision=CalibratedDecision(prevalence=0.125)
        ),
        baselines={},
        data=gold,
        splitter=LeaveOneGroupOut(threshold=0.7),
        test_sets=[],
        n_resamples=20,
        seed=3,
    )


@pytest.fixture(scope="module")
def saved(result: ExperimentResult, tmp_path_factory: pytest.TempPathFactory) -> SavedModel:
    folder = tmp_path_factory.mktemp("saved") / "model"
    result.model.save(folder)
    return inspect_model(folder, result.data.texts)


@pytest.fixture(scope="module")
def info(scheme: Scheme, gold: LabelledTexts) -> RunInfo:
    return collect_run_info(CONFIG, "", scheme=scheme, data=gold, command=["/opt/bin/geoclf", "train", "a=1"])


@pytest.fixture(scope="module")
def of_a_run(run_folder: Path) -> str:
    """The card that `geoclf train` wrote."""
    return (run_folder / "model" / CARD).read_text(encoding="utf-8")


def section(card: str, title: str) -> str:
    return re.split(r"^## ", card.split(f"\n## {title}\n")[1], flags=re.MULTILINE)[0]


def test_the_header_is_that_of_a_model_on_the_hub(of_a_run: str, run_folder: Path) -> None:
    assert CARD_MARK in of_a_run
    header = yaml.safe_load(of_a_run.split("---\n")[1])
    assert header["language"] == ["es"]
    # The labelled texts are the user's own.
    assert header["license"] == "unknown"
    assert {"f1", "precision", "recall"} <= set(header["metrics"])
    metrics = json.loads((run_folder / "metrics.json").read_text(encoding="utf-8"))["datasets"]
    macro = metrics["mine"]["tfidf_logistic"]["metrics"]["macro_f1"]["value"]
    [model] = header["model-index"]
    first = model["results"][0]
    assert (model["name"], first["dataset"]["name"]) == ("tfidf_logistic", "mine")
    assert first["metrics"][0] == {"type": "f1", "name": "macro F1", "value": pytest.approx(macro, abs=1e-4)}


def test_it_names_the_files_beside_it(of_a_run: str, run_folder: Path) -> None:
    for name in (MANIFEST, WEIGHTS):
        path = run_folder / "model" / name
        assert f"| `{name}` | {path.stat().st_size} | `{sha256_of_file(path)}` |" in of_a_run
    manifest = json.loads((run_folder / "model" / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["origin"]["data_hash"] in section(of_a_run, "Versions and hashes")
    assert manifest["origin"]["scheme_hash"] in section(of_a_run, "Versions and hashes")
    assert f"scikit-learn {manifest['versions']['scikit-learn']}" in section(of_a_run, "Versions and hashes")


def test_it_says_what_the_model_was_trained_on(of_a_run: str) -> None:
    data = section(of_a_run, "Training data")
    assert "24 texts of 4 articles and stories." in data
    assert "| none | 24 | not from geoclf's data |" in data
    assert "24 texts do not ship with geoclf" in data
    assert re.search(r"\| `treaty` \| .* \| 4 \|", section(of_a_run, "Labels"))
    assert "language model" not in of_a_run


def test_scores_are_those_of_the_run(of_a_run: str, run_folder: Path) -> None:
    scores = section(of_a_run, "Scores")
    assert (
        "### mine\n\n24 texts of 4 articles and stories, cross-validated in 2 folds (GroupKFold: " in scores
    )
    assert "### press\n\n8 texts of 2 articles and stories, never trained on." in scores
    metrics = json.loads((run_folder / "metrics.json").read_text(encoding="utf-8"))["datasets"]["press"]
    cells = []
    for system in ("tfidf_logistic", "majority"):
        recall = metrics[system]["metrics"]["treaty/recall"]
        cells.append("{value:.2f} [{low:.2f}, {high:.2f}]".format(**recall))
    assert f"| `treaty` (2 texts) recall | {cells[0]} | {cells[1]} |" in scores
    assert "tfidf_logistic - majority" in scores


def test_behaviour_is_that_of_the_run_and_failures_are_limits(of_a_run: str, run_folder: Path) -> None:
    behaviour = json.loads((run_folder / "metrics.json").read_text(encoding="utf-8"))["behaviour"]
    own = behaviour["tfidf_logistic"]
    limits = section(of_a_run, "Limits").splitlines()[-2]
    for name, found in own.items():
        assert f"| {found['cases']} | {found['rate']:.2f} [{found['low']:.2f}, " in of_a_run
        listed = f"`{name}` ({found['rate']:.0%} of {found['cases']})" in limits
        assert listed == (name != "all" and found["rate"] < 0.9)


def test_it_says_how_the_model_was_made(
    result: ExperimentResult, saved: SavedModel, info: RunInfo, scheme: Scheme
) -> None:
    training = section(render_model_card(result, saved, info, scheme, {"gold": 82}), "Training")
    assert "| features | `FeatureUnion` | none |" in training
    assert "| features.words | `TfidfFeatures` | " in training
    assert "| features.rules | `LexiconFeatures` | " in training
    assert "prevalence 0.125" in training
    assert "Seed 3." in training
    assert "```bash\ngeoclf train a=1\n```" in training
    part = replace(info, config={**CONFIG, "train_fraction": 0.25})
    assert "Only 25% of the articles" in render_model_card(result, saved, part, scheme, {"gold": 82})


def test_shipped_data_come_with_their_licence_and_limits(
    result: ExperimentResult, saved: SavedModel, info: RunInfo, scheme: Scheme
) -> None:
    card = render_model_card(result, saved, info, scheme, {"gold": 82})
    assert yaml.safe_load(card.split("---\n")[1])["license"] == "mit"
    assert "| `gold` | 82 | sentences of the seed articles, as printed |" in card
    assert "CC BY 4.0" in section(card, "Training data")
    assert "No human has labelled the texts" in section(card, "Limits")
    assert "scores rest on 5 articles and stories" in section(card, "Limits")
    assert "do not ship" not in card
    mixed = render_model_card(result, saved, info, scheme, {"gold": 80})
    assert "2 texts do not ship with geoclf" in mixed
    assert "| none | 2 | not from geoclf's data |" in mixed
    assert yaml.safe_load(mixed.split("---\n")[1])["license"] == "unknown"


def test_size_and_speed(result: ExperimentResult, saved: SavedModel, info: RunInfo, scheme: Scheme) -> None:
    size = section(render_model_card(result, saved, info, scheme, {"gold": 82}), "Size and speed")
    assert f"| {sum(file.n_bytes for file in saved.files)} bytes |" in size
    assert f"| features | {saved.n_features} |" in size
    assert f"| {saved.speed.rate:.0f} (measured on 82 training texts) |" in size
    assert saved.speed.machine in size
    assert "cache" not in size
    raw = render_model_card(result, replace(saved, n_features=None), info, scheme, {"gold": 82})
    assert "| features | the texts themselves |" in raw


def test_the_speed_of_a_cached_encoder_is_told_as_that(
    result: ExperimentResult, saved: SavedModel, info: RunInfo, scheme: Scheme
) -> None:
    features = {"class": "geoclf.features.x:X", "params": {"cache": True}, "values": {}}
    manifest = {**saved.manifest, "parts": {**saved.manifest["parts"], "features": features}}
    card = render_model_card(result, replace(saved, manifest=manifest), info, scheme, {"gold": 82})
    assert "Its encoder found those texts in its cache" in card
