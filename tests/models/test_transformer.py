import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from geoclf.api import load_model
from geoclf.classifier.estimator import GeoClassifier
from geoclf.decision.fixed import FixedDecision
from geoclf.errors import EncoderError, MissingPackageError, ParameterError
from geoclf.features.raw import RawText
from geoclf.models.transformer import TransformerModel
from geoclf.protocols import BoolArray, Model

pytestmark = pytest.mark.encoders

Toy = tuple[list[str], BoolArray]


@pytest.fixture
def model(tiny_bert: Path) -> TransformerModel:
    return TransformerModel(
        encoder=str(tiny_bert), epochs=15, learning_rate=3e-3, batch_size=8, max_length=32, device="cpu"
    )


def test_training_lowers_the_loss_and_learns(
    model: TransformerModel, toy_task: Toy, capfd: pytest.CaptureFixture[str]
) -> None:
    texts, targets = toy_task
    scores = model.fit(texts, targets, seed=0).scores(texts)
    assert capfd.readouterr() == ("", "")
    assert scores.shape == (64, 4)
    assert scores.dtype == np.float64
    assert model.losses_[-1] < 0.5 * model.losses_[0]
    assert ((scores > 0) == targets).mean() > 0.95
    np.testing.assert_allclose(model.scores(texts[5:6]), scores[5:6], atol=1e-4)
    assert model.scores([]).shape == (0, 4)


def test_the_seed_decides(model: TransformerModel, toy_task: Toy) -> None:
    texts, targets = toy_task
    model.set_params(epochs=1)
    first = model.fit(texts, targets, seed=1).scores(texts)
    np.testing.assert_array_equal(clone(model).fit(texts, targets, seed=1).scores(texts), first)
    assert not np.allclose(clone(model).fit(texts, targets, seed=2).scores(texts), first)


def test_balanced_weights_raise_the_scores_of_rare_labels(model: TransformerModel, toy_task: Toy) -> None:
    texts, targets = toy_task
    model.set_params(epochs=2)
    plain = model.fit(texts, targets, seed=0).scores(texts)
    balanced = clone(model).set_params(class_weight="balanced").fit(texts, targets, seed=0).scores(texts)
    assert (balanced[:, :2].mean(axis=0) > plain[:, :2].mean(axis=0) + 0.5).all()
    np.testing.assert_allclose(balanced[:, 2:].mean(axis=0), plain[:, 2:].mean(axis=0), atol=0.5)


def test_a_saved_classifier_needs_no_encoder(
    model: TransformerModel, tiny_bert: Path, toy_task: Toy, tmp_path: Path
) -> None:
    texts, targets = toy_task
    model.set_params(epochs=1)
    classifier = GeoClassifier(features=RawText(), model=model, decision=FixedDecision())
    classifier.fit(texts[:24], targets[:24])
    classifier.save(tmp_path / "model")
    loaded = load_model(tmp_path / "model")
    assert sorted(path.name for path in (tmp_path / "model").iterdir()) == [
        "manifest.json",
        "weights.safetensors",
    ]
    loaded.model_.set_params(encoder="/no/such/folder")
    np.testing.assert_array_equal(loaded.predict_proba(texts), classifier.predict_proba(texts))
    loaded.save(tmp_path / "again")
    weights = [(tmp_path / name / "weights.safetensors").read_bytes() for name in ("model", "again")]
    assert weights[0] == weights[1]


def test_a_killed_training_goes_on_where_it_was(
    model: TransformerModel, tiny_bert: Path, toy_task: Toy, tmp_path: Path
) -> None:
    texts, targets = toy_task
    model.set_params(epochs=10, checkpoint_steps=5, checkpoint_dir=str(tmp_path))
    code = (
        "import numpy as np; from geoclf.models.transformer import TransformerModel; "
        f"{model!r}.fit({texts!r}, np.array({targets.tolist()!r}), seed=0)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL)
    for _ in range(1200):
        if list(tmp_path.glob("*.pt")):
            break
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    [checkpoint] = tmp_path.glob("*.pt")
    killed = checkpoint.stat().st_mtime_ns
    resumed = clone(model).fit(texts, targets, seed=0)
    assert checkpoint.stat().st_mtime_ns > killed
    through = clone(model).set_params(checkpoint_dir=None).fit(texts, targets, seed=0)
    assert resumed.losses_ == through.losses_
    np.testing.assert_array_equal(resumed.scores(texts), through.scores(texts))
    clone(model).fit(texts[:32], targets[:32], seed=0)
    assert len(list(tmp_path.glob("*.pt"))) == 2


def test_misuse_is_an_error(model: TransformerModel, monkeypatch: pytest.MonkeyPatch) -> None:
    targets = np.zeros((1, 4), dtype=bool)
    assert isinstance(model, Model)
    for use in (lambda: model.scores(["x"]), model.state):
        with pytest.raises(ParameterError, match="TransformerModel is not fitted yet"):
            use()
    with pytest.raises(ParameterError, match="TransformerModel reads the texts themselves"):
        model.fit(np.zeros((1, 3)), targets, seed=0)  # type: ignore[arg-type]
    for name, value in (("max_length", 0), ("class_weight", "even"), ("learning_rate", 3), ("epochs", 0)):
        with pytest.raises(ParameterError, match=rf"{name}: expected"):
            clone(model).set_params(**{name: value}).fit(["x"], targets, seed=0)
    with pytest.raises(EncoderError, match="neither a folder here nor"):
        TransformerModel(encoder="no/such-encoder").fit(["x"], targets, seed=0)
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(MissingPackageError, match=r'pip install "geoclf\[transformer\]"'):
        model.fit(["x"], targets, seed=0)
