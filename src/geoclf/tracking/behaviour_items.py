"""Behaviour tests of a run: a pass rate per capability, and what became of each case."""

from collections.abc import Iterator, Sequence

from geoclf.evaluation.behaviour import BehaviourReport
from geoclf.jsonl import dump_line
from geoclf.tracking.items import Metric, TextFile
from geoclf.tracking.keys import safe_key
from geoclf.tracking.metric_items import HIGH, LOW

__all__ = ["BEHAVIOUR_FILE", "behaviour_file", "behaviour_items"]

BEHAVIOUR_FILE = "behaviour.jsonl"


def behaviour_items(report: BehaviourReport) -> Iterator[Metric]:
    """Yield pass rates as `behaviour/<capability>` and `behaviour/all`, with `_ci_low` and `_ci_high`."""
    for result in (report.total, *report.capabilities):
        key = safe_key(f"behaviour/{result.capability}")
        yield Metric(key, result.rate)
        yield Metric(f"{key}{LOW}", result.low)
        yield Metric(f"{key}{HIGH}", result.high)


def behaviour_file(reports: Sequence[BehaviourReport]) -> TextFile:
    """Return one JSON object per case and system: whether it passed, and what the system said."""
    lines = [
        dump_line(
            {
                "system": report.system,
                "id": result.case.id,
                "capability": result.case.capability,
                "kind": result.case.kind,
                "passed": result.passed,
                "said": result.said,
                "text": result.case.text,
                "variant": result.case.variant,
                "labels": list(result.case.labels),
                "rises": list(result.case.rises),
                "falls": list(result.case.falls),
            }
        )
        for report in reports
        for result in report.results
    ]
    return TextFile(BEHAVIOUR_FILE, b"".join(lines).decode("utf-8"))
