"""The training loop of fine-tuned encoders: seeded step by step, and resumed where it was killed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geoclf.extras import import_extra
from geoclf.files import atomic_writer
from geoclf.params import check_count, check_fraction
from geoclf.protocols import IntArray

__all__ = ["FineTuning", "seeded"]

_LARGEST_GRADIENT = 1.0


@dataclass(frozen=True)
class FineTuning:
    """AdamW with a linear warm-up and a linear decay to 0; gradients are clipped to norm 1.

    Attributes
    ----------
    extra
        The extra that brings torch, for messages.
    epochs
        How often every example is seen.
    batch_size
        Examples per step.
    learning_rate
        At the end of the warm-up, in [0, 1).
    weight_decay
        Of matrices, in [0, 1); biases and norms do not decay.
    warmup
        Share of the steps in which the learning rate rises, in [0, 1).
    seed
        For the order of the examples and for dropout.
    checkpoint
        File from which a training killed before goes on, and which keeps a finished one; None for none.
    checkpoint_steps
        Steps from one checkpoint to the next.
    """

    extra: str
    epochs: int
    batch_size: int
    learning_rate: float
    weight_decay: float
    warmup: float
    seed: int
    checkpoint: Path | None
    checkpoint_steps: int

    def check(self) -> None:
        """Raise `ParameterError` if a value is out of range."""
        for name in ("epochs", "batch_size", "checkpoint_steps"):
            check_count(name, getattr(self, name))
        for name in ("learning_rate", "weight_decay", "warmup"):
            check_fraction(name, getattr(self, name))

    def run(
        self,
        network: Any,  # noqa: ANN401 - a torch.nn.Module
        n_examples: int,
        loss: Callable[[IntArray], Any],
        *,
        description: str,
    ) -> tuple[float, ...]:
        """Train `network` in place.

        Parameters
        ----------
        network
            A torch module on the device where it shall be trained.
        n_examples
            Number of examples, at least 1.
        loss
            Gives the mean loss of some examples, chosen by their index, as a torch scalar.
        description
            Beside the progress bar, which only a terminal gets.

        Returns
        -------
        tuple of float
            The mean loss of each epoch.
        """
        from tqdm import tqdm

        torch = import_extra(self.extra, "torch")
        optimizer = self._optimizer(torch, network)
        batches = list(self._batches(n_examples))
        losses = self._resume(torch, network, optimizer)
        network.train()
        with tqdm(
            total=len(batches),
            initial=len(losses),
            desc=description,
            unit=" steps",
            disable=None,
            leave=False,
        ) as bar:
            for step in range(len(losses), len(batches)):
                # Seeded anew each time, a resumed training draws the same dropout as one that ran through.
                with seeded(torch, network, (self.seed, step)):
                    value = loss(batches[step])
                    self._step(torch, network, optimizer, value, self._rate(step, len(batches)))
                losses.append(float(value.detach()))
                last = step + 1 == len(batches)
                if last or (step + 1) % self.checkpoint_steps == 0:
                    self._save(torch, network, None if last else optimizer, losses)
                bar.update(1)
        network.eval()
        return tuple(float(np.mean(part)) for part in np.array_split(losses, self.epochs))

    def _optimizer(self, torch: Any, network: Any) -> Any:  # noqa: ANN401
        parameters = [parameter for parameter in network.parameters() if parameter.requires_grad]
        groups = [
            {"params": [p for p in parameters if p.ndim > 1], "weight_decay": self.weight_decay},
            {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0},
        ]
        return torch.optim.AdamW(groups, lr=self.learning_rate)

    def _batches(self, n_examples: int) -> Iterator[IntArray]:
        for epoch in range(self.epochs):
            order = np.random.default_rng([self.seed, epoch]).permutation(n_examples)
            yield from (
                order[start : start + self.batch_size] for start in range(0, n_examples, self.batch_size)
            )

    def _step(self, torch: Any, network: Any, optimizer: Any, value: Any, rate: float) -> None:  # noqa: ANN401
        for group in optimizer.param_groups:
            group["lr"] = self.learning_rate * rate
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), _LARGEST_GRADIENT)
        optimizer.step()

    def _rate(self, step: int, n_steps: int) -> float:
        """Return the share of the learning rate that holds in a step, counted from 0."""
        rising = int(self.warmup * n_steps)
        return (step + 1) / (rising + 1) if step < rising else (n_steps - step) / (n_steps - rising)

    def _resume(self, torch: Any, network: Any, optimizer: Any) -> list[float]:  # noqa: ANN401
        """Load the checkpoint, if there is one, and return the losses of the steps behind it."""
        if self.checkpoint is None or not self.checkpoint.exists():
            return []
        device = next(network.parameters()).device
        saved = torch.load(self.checkpoint, map_location=device, weights_only=True)
        network.load_state_dict(saved["network"])
        if saved["optimizer"] is not None:
            optimizer.load_state_dict(saved["optimizer"])
        return list(saved["losses"])

    def _save(self, torch: Any, network: Any, optimizer: Any, losses: list[float]) -> None:  # noqa: ANN401
        if self.checkpoint is None:
            return
        content = {
            "network": network.state_dict(),
            "optimizer": None if optimizer is None else optimizer.state_dict(),
            "losses": losses,
        }
        with atomic_writer(self.checkpoint) as file:
            torch.save(content, file)


@contextmanager
def seeded(torch: Any, network: Any, seed: tuple[int, ...]) -> Iterator[None]:  # noqa: ANN401
    """Seed torch for a while; afterwards its random numbers go on as if nothing had been.

    `network` says on which device; None for the processor alone.
    """
    device = None if network is None else next(network.parameters()).device
    forked = [device] if device is not None and device.type == "cuda" else []
    with torch.random.fork_rng(devices=forked):
        torch.manual_seed(int(np.random.SeedSequence(seed).generate_state(1)[0]))
        yield
