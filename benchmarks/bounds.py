"""The bounds below which geoclf may not fall beside other peers: `bounds.json`."""

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Record
from benchmarks.summary import REFERENCE, rate, ratios

__all__ = ["BOUNDS", "broken_bounds"]

BOUNDS = Path(__file__).with_name("bounds.json")


def broken_bounds(speed: Sequence[Record], file: Path = BOUNDS) -> list[str]:
    """Return a sentence for each bound that the measured speed breaks.

    A bound is on how many times as many sentences as a peer geoclf labels in a processor second, the median
    over the rounds. Peers that were not measured have no say.
    """
    measured = {record["peer"] for record in speed}
    broken = []
    for peer, least in json.loads(file.read_text(encoding="utf-8"))["times_as_fast_as"].items():
        if peer not in measured or REFERENCE not in measured:
            continue
        found = ratios(speed, REFERENCE, rate, to=peer).median
        if found < least:
            broken.append(
                f"geoclf is {found:.1f} times as fast as {peer}, expected at least {least} ({file.name}); "
                "look for what slows it down in the profile, or lower the bound and say why"
            )
    return broken
