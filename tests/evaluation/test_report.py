import pytest

from geoclf.errors import ParameterError
from geoclf.evaluation.metrics import AGGREGATES, PER_LABEL
from geoclf.evaluation.report import LOWER_IS_BETTER, Comparison, Metric, Report

nan = float("nan")


def test_keys() -> None:
    assert Metric("macro_f1", None, 0.5, 0.4, 0.6, 0.0).key == "macro_f1"
    assert Metric("f1", "treaty", 0.5, 0.4, 0.6, 0.0).key == "treaty/f1"


def test_report_by_key_and_in_order() -> None:
    metrics = (Metric("macro_f1", None, 0.5, 0.4, 0.6, 0.0), Metric("f1", "treaty", 0.7, 0.6, 0.8, 0.0))
    report = Report(metrics, n_texts=3, n_groups=2)
    assert tuple(report) == metrics
    assert report["treaty/f1"].value == 0.7
    with pytest.raises(ParameterError, match="no metric 'f1'; there are: macro_f1, treaty/f1"):
        report["f1"]


@pytest.mark.parametrize(
    ("metric", "low", "high", "better"),
    [
        ("macro_f1", 0.1, 0.3, "first"),
        ("macro_f1", -0.3, -0.1, "second"),
        ("macro_f1", -0.1, 0.3, None),
        ("macro_f1", 0.0, 0.3, None),
        ("macro_f1", -0.3, 0.0, None),
        ("macro_f1", nan, nan, None),
        ("hamming_loss", 0.1, 0.3, "second"),
        ("hamming_loss", -0.3, -0.1, "first"),
        ("treaty/brier", -0.3, -0.1, "first"),
        ("treaty/f1", -0.3, -0.1, "second"),
    ],
)
def test_better(metric: str, low: float, high: float, better: str | None) -> None:
    assert Comparison(metric, "first", "second", "toy", 0.2, low, high, n_groups=9).better == better


def test_errors_are_metrics() -> None:
    selective = {"aurc", "review_error", "review_miss_rate", "review_false_alarm_rate"}
    assert {*AGGREGATES, *PER_LABEL, *selective} >= LOWER_IS_BETTER
