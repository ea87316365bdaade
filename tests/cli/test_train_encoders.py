"""The experiments on encoders, from the command line to a saved model that labels, on tiny encoders."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from geoclf.api import load_model

pytestmark = pytest.mark.encoders

Invoke = Callable[..., Result]

QUICK = (
    *("data=file", "split=group_kfold", "split.n_splits=2", "split.threshold=1", "tracking=none"),
    *("evaluation.n_resamples=0", "evaluation.behaviour=null", "baselines=majority"),
)
FINE_TUNING = ("model.epochs=1", "model.device=cpu", "model.checkpoint_dir=checkpoints")


@pytest.mark.parametrize(
    ("experiment", "encoder", "arguments"),
    [
        ("embeddings", "sentence_encoder", ("features.device=cpu", "features.cache_dir=cache")),
        ("embeddings", "static_vectors", ("features=static_vectors", "features.cache_dir=cache")),
        ("setfit", "sentence_encoder", (*FINE_TUNING, "model.pairs=1")),
        ("transformer", "bert", FINE_TUNING),
        ("zeroshot", "nli", ("model.device=cpu", "model.cache_dir=cache")),
    ],
)
def test_an_experiment_ends_in_a_model_that_labels(
    experiment: str,
    encoder: str,
    arguments: tuple[str, ...],
    geoclf: Invoke,
    labelled_file: Path,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = request.getfixturevalue(f"tiny_{encoder}")
    monkeypatch.chdir(tmp_path)
    part = "features" if experiment == "embeddings" else "model"
    result = geoclf(
        *("train", f"experiment={experiment}", *QUICK, f"data.path={labelled_file}", "model_dir=model"),
        *(*arguments, f"{part}.encoder={folder}"),
    )
    assert result.exit_code == 0, result.output
    assert f"{experiment} on mine" in result.stdout
    assert load_model(tmp_path / "model").predict_proba(["Firmaron un tratado."]).shape == (1, 4)
    assert bool(list(tmp_path.glob("checkpoints/*.pt"))) == (experiment in ("setfit", "transformer"))


def test_an_unknown_encoder_says_what_to_do(geoclf: Invoke, labelled_file: Path, tmp_path: Path) -> None:
    arguments = ("model=transformer", "model.encoder=no/such-encoder", f"model_dir={tmp_path}/model")
    result = geoclf("train", *QUICK, f"data.path={labelled_file}", f"hydra.run.dir={tmp_path}", *arguments)
    assert result.exit_code == 1
    assert "encoder 'no/such-encoder': neither a folder here nor" in result.stderr
    assert "HF_HUB_OFFLINE=1" in result.stderr
