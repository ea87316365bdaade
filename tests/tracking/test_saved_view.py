import json

from geoclf.tracking.saved_view import saved_view


def test_columns_that_decide_come_first() -> None:
    state = json.loads(saved_view("gold", ["treaty"]).state)
    assert state["selectedColumns"] == [
        "metrics.`gold/macro_f1`",
        "metrics.`gold/macro_f1_ci_low`",
        "metrics.`gold/macro_f1_ci_high`",
        "metrics.`gold/treaty/f1`",
        "params.`features`",
        "params.`model`",
        "params.`decision`",
    ]
    assert (state["orderByKey"], state["orderByAsc"]) == ("metrics.`gold/macro_f1`", False)
    assert state["columnOrder"][2:] == state["selectedColumns"]
    assert set(state["columnWidths"]) == set(state["columnOrder"])


def test_charts_belong_to_a_section() -> None:
    state = json.loads(saved_view("gold", ["treaty", "sanctions"]).state)
    sections = {section["uuid"] for section in state["compareRunSections"]}
    assert {chart["metricSectionId"] for chart in state["compareRunCharts"]} == sections
    assert "gold/sanctions/f1" in {chart["metricKey"] for chart in state["compareRunCharts"]}


def test_the_same_view_has_the_same_id() -> None:
    first = saved_view("gold", ["treaty"])
    assert first == saved_view("gold", ["treaty"])
    others = [
        saved_view("press", ["treaty"]),
        saved_view("gold", ["a"]),
        saved_view("gold", []),
    ]
    assert first.id not in {other.id for other in others}
    assert first.name == "Scores on gold"
