"""The training loop on a network of two layers: quick, and with dropout, which must be resumed too."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geoclf.encoders.finetuning import FineTuning, seeded
from geoclf.errors import ParameterError
from geoclf.protocols import IntArray

pytestmark = pytest.mark.encoders

TRAINING = FineTuning(
    extra="transformer",
    epochs=4,
    batch_size=8,
    learning_rate=0.02,
    weight_decay=0.01,
    warmup=0.1,
    seed=3,
    checkpoint=None,
    checkpoint_steps=3,
)


def problem() -> tuple[Any, Callable[[IntArray], Any]]:
    """A network and its loss on 50 points that a line divides."""
    import torch

    rng = np.random.default_rng(0)
    points = torch.tensor(rng.normal(size=(50, 3)), dtype=torch.float32)
    wanted = (points[:, :1] > 0).float()
    with seeded(torch, None, (0,)):
        network = torch.nn.Sequential(
            torch.nn.Linear(3, 8), torch.nn.Dropout(0.2), torch.nn.ReLU(), torch.nn.Linear(8, 1)
        )

    def loss(chosen: IntArray) -> Any:
        return torch.nn.functional.binary_cross_entropy_with_logits(network(points[chosen]), wanted[chosen])

    return network, loss


def trained(training: FineTuning) -> tuple[tuple[float, ...], list[float]]:
    network, loss = problem()
    losses = training.run(network, 50, loss, description="x")
    assert not network.training
    return losses, [
        float(value) for parameter in network.parameters() for value in parameter.detach().ravel()
    ]


def test_the_loss_falls_and_the_seed_decides() -> None:
    losses, weights = trained(TRAINING)
    assert len(losses) == 4
    assert losses[-1] < 0.7 * losses[0]
    assert trained(TRAINING) == (losses, weights)
    assert trained(replace(TRAINING, seed=4)) != (losses, weights)


@pytest.mark.parametrize("stop_at", [2, 3, 17])
def test_a_stopped_training_ends_as_if_it_had_run_through(tmp_path: Path, stop_at: int) -> None:
    training = replace(TRAINING, checkpoint=tmp_path / "a" / "x.pt")
    network, loss = problem()
    steps = 0

    def stopping(chosen: IntArray) -> Any:
        nonlocal steps
        steps += 1
        if steps > stop_at:
            raise KeyboardInterrupt
        return loss(chosen)

    with pytest.raises(KeyboardInterrupt):
        training.run(network, 50, stopping, description="x")
    network, loss = problem()
    resumed = 0

    def counting(chosen: IntArray) -> Any:
        nonlocal resumed
        resumed += 1
        return loss(chosen)

    losses = training.run(network, 50, counting, description="x")
    assert resumed == 28 - stop_at // 3 * 3
    weights = [float(value) for parameter in network.parameters() for value in parameter.detach().ravel()]
    assert (losses, weights) == trained(TRAINING)


def test_a_finished_training_is_not_repeated(tmp_path: Path) -> None:
    training = replace(TRAINING, checkpoint=tmp_path / "x.pt")
    first = trained(training)
    network, _ = problem()

    def never(chosen: IntArray) -> Any:
        raise AssertionError(chosen)

    assert training.run(network, 50, never, description="x") == first[0]
    assert trained(training) == first


def test_random_numbers_elsewhere_are_left_alone() -> None:
    import torch

    torch.manual_seed(5)
    expected = torch.rand(3).tolist()
    torch.manual_seed(5)
    trained(TRAINING)
    assert torch.rand(3).tolist() == expected


@pytest.mark.parametrize("name", ["epochs", "batch_size", "checkpoint_steps", "learning_rate", "warmup"])
def test_values_out_of_range_are_named(name: str) -> None:
    TRAINING.check()
    with pytest.raises(ParameterError, match=rf"{name}: expected"):
        replace(TRAINING, **{name: -1}).check()  # type: ignore[arg-type]
