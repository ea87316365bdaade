from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from geoclf.errors import ParameterError
from geoclf.evaluation.evaluate import evaluate
from geoclf.evaluation.report import Comparison, Predictions, Report
from geoclf.evaluation.table import format_comparisons, format_report

MakePredictions = Callable[..., Predictions]
LABELS = ("sanctions", "treaty")

nan = float("nan")


@pytest.fixture
def reports(make_random: MakePredictions) -> dict[str, Report]:
    return {
        f"system{seed}": evaluate(make_random(seed, n_groups=40), n_resamples=50, seed=0) for seed in (1, 2)
    }


def test_every_system_is_a_column(reports: dict[str, Report]) -> None:
    lines = format_report(reports, LABELS).split("\n")
    assert lines[0].split() == ["system1", "system2"]
    assert lines[1].split() == ["texts", "60", "60"]
    assert lines[2].split() == ["groups", "40", "40"]
    first, second = (reports[system]["macro_f1"] for system in reports)
    assert lines[3].split("  ", 1)[0] == "macro F1"
    for metric in (first, second):
        assert f"{metric.value:.2f} [{metric.low:.2f}, {metric.high:.2f}]" in lines[3]
    column = lines[0].index("system2")
    assert all(line[column - 1] == " " != line[column] for line in lines[1:7])


def test_labels_in_the_order_asked_for(reports: dict[str, Report]) -> None:
    lines = format_report(reports, LABELS[::-1]).split("\n")
    assert lines.index("treaty") < lines.index("sanctions")
    titles = [line.strip().split("  ")[0] for line in lines[lines.index("sanctions") + 1 :][:8]]
    scores = ["F1", "precision", "recall", "average precision", "Brier score", "calibration error"]
    assert titles == [*scores, "support", "predicted"]
    assert "sanctions" not in format_report(reports, ["treaty"])


def test_what_is_left_to_a_person_stands_last(make_predictions: MakePredictions) -> None:
    targets = np.array([[1, 0], [0, 1], [0, 0], [0, 0]])
    plain = make_predictions(targets, 0 * targets)
    asking = replace(plain, review=targets == 1)
    reports = {
        name: evaluate(predictions, n_resamples=20, seed=0)
        for name, predictions in (("asking", asking), ("silent", plain))
    }
    text = format_report(reports, asking.labels)
    lines = [line.split() for line in text.split("\n")]
    start = lines.index(["left", "to", "a", "person", "(predict", "--abstain)"])
    assert lines[start + 1][:4] == ["share", "of", "texts", "0.50"]
    assert lines[start + 2][:7] == ["share", "of", "wrong", "texts", "among", "the", "others"]
    assert lines[start + 2][7] == "0.00"
    assert lines[start + 1][-1] == lines[start + 2][-1] == "-"
    assert "left to a person" not in format_report({"silent": reports["silent"]}, asking.labels)


def test_support_has_no_interval(reports: dict[str, Report]) -> None:
    lines = format_report(reports, ["treaty"]).split("\n")
    support = f"{reports['system1']['treaty/support'].value:.0f}"
    assert lines[[line.strip().split(" ")[0] for line in lines].index("support")].split() == [
        "support",
        support,
        support,
    ]


def test_undefined_values_are_explained(make_predictions: MakePredictions) -> None:
    targets = np.array([[1, 0], [1, 0], [0, 0]])
    text = format_report(
        {
            "perfect": evaluate(make_predictions(targets, targets), n_resamples=50, seed=0),
            "majority": evaluate(make_predictions(targets, 0 * targets), n_resamples=50, seed=0),
        },
        LABELS,
    )
    assert "nan" not in text
    lines = text.split("\n")
    assert lines[3].split() == ["macro", "F1", "n/a", "n/a"]
    assert "n/a for perfect, majority: treaty neither present nor predicted (macro F1, F1)." in lines
    assert "n/a for perfect: treaty never predicted (precision)." in lines
    assert "n/a for majority: sanctions, treaty never predicted (precision)." in lines
    assert any(line.startswith("n/a for perfect, majority: treaty without positives (") for line in lines)


def test_value_without_interval(make_random: MakePredictions) -> None:
    report = evaluate(make_random(1, n_groups=1), n_resamples=50, seed=0)
    text = format_report({"mine": report}, LABELS)
    assert f"{report['macro_f1'].value:.2f} [n/a]" in text
    assert "[n/a]: fewer than two groups: mine." in text
    assert "nan" not in text


def test_many_systems_fit_the_terminal(reports: dict[str, Report]) -> None:
    many = {f"system{number}": reports["system1"] for number in range(12)}
    lines = format_report(many, LABELS).split("\n")
    assert max(len(line) for line in lines) <= 120
    headers = [line.split() for line in lines if line.lstrip().startswith("system")]
    assert [system for header in headers for system in header] == list(many)
    assert len(headers) == 3


def test_no_report_and_unknown_label(reports: dict[str, Report]) -> None:
    with pytest.raises(ParameterError, match="expected at least one report"):
        format_report({}, LABELS)
    with pytest.raises(ParameterError, match="no metric 'boycott/f1'"):
        format_report(reports, ["boycott"])


def comparison(low: float, high: float, *, metric: str = "macro_f1", **changes: object) -> Comparison:
    """Return a comparison of which a test gives what matters."""
    values: dict[str, object] = {
        "metric": metric,
        "first": "mine",
        "second": "lexicon",
        "dataset": "gold",
        "difference": (low + high) / 2,
        "low": low,
        "high": high,
        "n_groups": 60,
        "extra": {"p_value": 0.25},
    }
    return Comparison(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("low", "high", "metric", "verdict"),
    [
        (0.1, 0.3, "macro_f1", "better: mine"),
        (-0.3, -0.1, "macro_f1", "better: lexicon"),
        (-0.1, 0.1, "macro_f1", "no difference shown"),
        (0.1, 0.3, "macro_ece", "better: lexicon"),
        (nan, nan, "macro_f1", "no difference shown"),
    ],
)
def test_verdict(low: float, high: float, metric: str, verdict: str) -> None:
    line = format_comparisons([comparison(low, high, metric=metric)]).split("\n")[1]
    assert line.startswith(f"{metric} ")
    assert line.endswith(f"  {verdict}")


@pytest.mark.parametrize(("n_groups", "verdict"), [(5, "too few groups to tell"), (6, "better: mine")])
def test_few_groups_decide_nothing(n_groups: int, verdict: str) -> None:
    line = format_comparisons([comparison(0.1, 0.3, n_groups=n_groups)]).split("\n")[1]
    assert line.endswith(f"  {verdict}")


def test_comparison_line() -> None:
    text = format_comparisons([comparison(0.1, 0.3)])
    assert text.split("\n")[1].split("  ", 1)[1].strip() == (
        "mine - lexicon  +0.20 [+0.10, +0.30]  0.250  better: mine"
    )


def test_comparison_that_is_undefined() -> None:
    text = format_comparisons([comparison(nan, nan, extra={}), comparison(nan, nan, difference=0.1)])
    assert [line.split() for line in text.split("\n")[1:]] == [
        ["macro_f1", "mine", "-", "lexicon", "n/a", "n/a", "no", "difference", "shown"],
        ["macro_f1", "mine", "-", "lexicon", "+0.10", "[n/a]", "0.250", "no", "difference", "shown"],
    ]


@pytest.mark.parametrize(("p_value", "shown"), [(0.0009, "<0.001"), (0.001, "0.001"), (1.0, "1.000")])
def test_p_value(p_value: float, shown: str) -> None:
    assert f"  {shown}  " in format_comparisons([comparison(0.1, 0.3, extra={"p_value": p_value})])


def test_data_sets_stand_apart() -> None:
    text = format_comparisons(
        [comparison(0.1, 0.3), comparison(0.1, 0.3, dataset="web", n_groups=5), comparison(0.1, 0.2)]
    )
    gold, web = text.split("\n\n")
    assert gold.startswith("gold (60 groups)  ")
    assert len(gold.split("\n")) == 3
    assert web.startswith("web (5 groups)  ")
    assert web.split("\n")[-1] == (
        "Few groups: such intervals are rough and mostly too narrow. No p-value can be below 0.062."
    )


def test_no_comparison() -> None:
    with pytest.raises(ParameterError, match="expected at least one comparison"):
        format_comparisons([])
