import os
from collections.abc import Iterator

import mlflow
import pytest

from geoclf.tracking.current_store import current_store


@pytest.fixture(autouse=True)
def unset() -> Iterator[None]:
    mlflow.set_tracking_uri(None)  # type: ignore[arg-type] # its way to unset
    yield
    mlflow.set_tracking_uri(None)  # type: ignore[arg-type] # its way to unset


def test_a_store_that_was_set_is_set_again() -> None:
    mlflow.set_tracking_uri("sqlite:///before.db")
    with current_store("sqlite:///inside.db"):
        assert mlflow.get_tracking_uri() == "sqlite:///inside.db"
    assert mlflow.get_tracking_uri() == "sqlite:///before.db"


def test_none_set_is_none_set_again_also_after_an_error() -> None:
    with pytest.raises(ValueError, match="inside"), current_store("sqlite:///inside.db"):
        raise ValueError("inside")
    assert "MLFLOW_TRACKING_URI" not in os.environ
