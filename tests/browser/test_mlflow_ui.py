"""What a researcher sees of three runs in MLflow's pages."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

RUNS = ("majority", "lexicon", "tfidf_logistic")
LABELS = ("military_cooperation", "sanctions", "humanitarian_aid", "treaty")
Take = Callable[[str], None]


def visit(page: Page, address: str, awaited: str) -> None:
    """Open a page; it never falls silent, so wait for what is to be seen."""
    page.goto(address, wait_until="domcontentloaded")
    page.wait_for_selector(awaited)


def test_the_table_of_scores(page: Page, served: Any, take_picture: Take) -> None:
    page.set_viewport_size({"width": 2400, "height": 700})
    visit(page, served.scores, "text=tfidf_logistic")
    page.wait_for_selector("text=gold/macro_f1_ci_low")
    # The cells' order in the document is not that on the screen.
    cells = page.locator(".ag-header-cell").all()
    by_place = sorted(cells, key=lambda cell: (cell.bounding_box() or {"x": -1})["x"])
    shown = [text for text in (cell.inner_text().strip() for cell in by_place) if "/" in text]
    assert shown[:3] == ["gold/macro_f1", "gold/macro_f1_ci_low", "gold/macro_f1_ci_high"]
    assert {f"gold/{label}/f1" for label in LABELS} <= set(shown)
    # Best first, and neither folds nor baselines among them.
    names = page.locator(".ag-row a[href*='/runs/']").all_inner_texts()
    assert sorted(names) == sorted(RUNS)
    assert names[-1] == "majority"
    take_picture("1_table_of_scores")


def test_the_plain_page_leads_to_it(page: Page, served: Any, take_picture: Take) -> None:
    visit(page, f"{served.root}/#/experiments/1/runs", "text=tfidf_logistic")
    take_picture("2_plain_table")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Scores on gold").click()
    opened.value.wait_for_selector("text=gold/macro_f1_ci_low")


def test_charts(page: Page, served: Any, take_picture: Take) -> None:
    visit(page, f"{served.scores}&compareRunsMode=CHART", ".js-plotly-plot .main-svg")
    page.wait_for_selector(r"text=/Scores on gold\s*\(3\)/")
    take_picture("3_charts")


def test_a_run(page: Page, served: Any, take_picture: Take) -> None:
    page.set_viewport_size({"width": 1600, "height": 1400})
    run = f"{served.root}/#/experiments/1/runs/{served.run_ids['tfidf_logistic']}"
    visit(page, run, "text=gold: macro F1")
    page.get_by_text("Show more").first.click()
    page.wait_for_selector("text=less lexicon")
    metrics = [
        text
        for text in page.locator("a[href*='/metrics/'], a[href*='metric']").all_inner_texts()
        if "/" in text
    ]
    assert metrics[:3] == ["gold/macro_f1", "gold/macro_f1_ci_low", "gold/macro_f1_ci_high"]
    assert page.get_by_text("baseline lexicon").count() == 1
    take_picture("4_run")


@pytest.mark.parametrize(
    "figure",
    ["1_f1_by_label", "2_decisions", "3_precision_recall", "4_reliability", "5_risk_coverage", "6_support"],
)
def test_a_figure_of_a_run(page: Page, served: Any, take_picture: Take, figure: str) -> None:
    page.set_viewport_size({"width": 1600, "height": 1200})
    run = f"{served.root}/#/experiments/1/runs/{served.run_ids['tfidf_logistic']}"
    visit(
        page,
        f"{run}/artifacts/figures/gold/{figure}.png",
        "img[src^='blob:'], .image-outer-container img, img",
    )
    page.wait_for_function("[...document.images].some(image => image.naturalWidth > 800)")
    take_picture(f"5_figure_{figure}")


def test_three_runs_side_by_side(page: Page, served: Any, take_picture: Take) -> None:
    page.set_viewport_size({"width": 1600, "height": 2200})
    runs = quote(json.dumps([served.run_ids[name] for name in RUNS]))
    address = f"{served.root}/#/compare-runs?runs={runs}&experiments={quote(json.dumps(['1']))}"
    visit(page, address, "text=Comparing 3 Runs from 1 Experiment")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    for name in RUNS:
        assert page.get_by_text(name, exact=True).count() > 0
    assert page.get_by_text("gold/macro_f1", exact=True).count() > 0
    take_picture("6_comparison")


def test_predictions_of_three_runs_side_by_side(page: Page, served: Any, take_picture: Take) -> None:
    page.set_viewport_size({"width": 2000, "height": 1200})
    visit(
        page,
        f"{served.root}/#/experiments/1/runs?compareRunsMode=ARTIFACT",
        r"text=/Table:\s*predictions\.json/",
    )
    page.wait_for_selector(r"text=/Group by:\s*text/")
    page.wait_for_selector(r"text=/Compare:\s*predicted/")
    page.wait_for_selector("text=none")
    take_picture("7_predictions")
