import subprocess
import sys
from collections.abc import Iterator

import pytest

from geoclf.tracking.items import Item, Metric
from geoclf.tracking.null_tracker import NullTracker
from geoclf.tracking.protocol import Tracker

SCRIPT = """
import sys
from geoclf.tracking.items import Metric
from geoclf.tracking.null_tracker import NullTracker

with NullTracker().run("trial") as run:
    run.log([Metric("x", 1.0)])
loaded = {"mlflow", "matplotlib", "pandas", "sklearn"} & set(sys.modules)
assert not loaded, loaded
"""


def test_it_loads_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_items_are_not_even_made() -> None:
    made = []

    def items() -> Iterator[Item]:
        made.append("an item")
        yield Metric("x", 1.0)

    tracker: Tracker = NullTracker()
    with tracker.run("trial") as run:
        run.log(items())
    assert run.id is None
    assert made == []


def test_errors_pass() -> None:
    with pytest.raises(ValueError, match="inside"), NullTracker().run("trial"):
        raise ValueError("inside")
