from dataclasses import replace

from geoclf.experiment.result import ExperimentResult
from geoclf.tracking.figure_items import figure_items


def test_figures_are_drawn_on_demand_and_numbered_in_reading_order(result: ExperimentResult) -> None:
    evaluation = result.evaluations[0]
    odd = replace(evaluation, predictions=replace(evaluation.predictions, dataset="mis/datos"))
    items = list(figure_items(odd, []))
    assert [item.path for item in items] == [
        "figures/mis_datos/1_f1_by_label.png",
        "figures/mis_datos/2_decisions.png",
        "figures/mis_datos/3_precision_recall.png",
        "figures/mis_datos/4_reliability.png",
        "figures/mis_datos/5_risk_coverage.png",
        "figures/mis_datos/6_support.png",
    ]
    assert [item.draw().get_suptitle() for item in items][1] == "Decisions on mis/datos (21 texts)"


def test_the_first_figure_shows_the_baselines_beside_the_system(result: ExperimentResult) -> None:
    first = next(iter(figure_items(result.evaluations[0], [result.baselines[0]])))
    (legend,) = first.draw().legends
    assert [text.get_text() for text in legend.get_texts()] == ["logistic", "majority"]
