from collections.abc import Callable
from typing import Any

import pytest
from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf

from geoclf.resources import resource_dir

Compose = Callable[..., dict[str, Any]]


@pytest.fixture
def composed() -> Compose:
    """Compose configs/train.yaml with overrides into plain values."""

    def run(*overrides: str) -> dict[str, Any]:
        with initialize_config_dir(str(resource_dir("configs")), version_base="1.3"):
            config = compose("train", overrides=list(overrides))
        plain: Any = OmegaConf.to_container(config, resolve=True)
        return dict(plain)

    return run
