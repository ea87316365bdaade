import io
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from geoclf.evaluation.evaluate import evaluate
from geoclf.evaluation.report import Predictions
from geoclf.experiment.result import Evaluation
from geoclf.protocols import FloatArray
from geoclf.tracking.figures.confusion import draw_confusion
from geoclf.tracking.figures.precision_recall import draw_precision_recall
from geoclf.tracking.figures.reliability import draw_reliability
from geoclf.tracking.figures.risk_coverage import draw_risk_coverage
from geoclf.tracking.figures.scores import draw_scores
from geoclf.tracking.figures.support import draw_support

DRAWINGS: list[Callable[[Evaluation], Figure]] = [
    partial(draw_scores, baselines=[]),
    draw_confusion,
    draw_precision_recall,
    draw_reliability,
    draw_support,
    draw_risk_coverage,
]


def evaluation(n_labels: int, system: str = "mine", *, share: float = 0.4) -> Evaluation:
    rng = np.random.default_rng(7)
    proba = rng.random((30, n_labels))
    targets = rng.random((30, n_labels)) < share * (proba + 0.5)
    names = tuple(str(number) for number in range(30))
    predictions = Predictions(
        system=system,
        dataset="señales",
        labels=tuple(f"label_{j}" for j in range(n_labels)),
        ids=names,
        texts=names,
        groups=tuple("abc"[number % 3] for number in range(30)),
        folds=names,
        targets=targets,
        predicted=proba > 0.5,
        proba=proba,
        thresholds=np.full(proba.shape, 0.5),
        review=abs(proba - 0.5) < 0.1,
    )
    return Evaluation(predictions, evaluate(predictions, n_resamples=10, seed=0))


def texts(figure: Figure) -> str:
    found = [
        figure.get_suptitle(),
        *(text.get_text() for legend in figure.legends for text in legend.get_texts()),
    ]
    for axes in figure.axes:
        found += [axes.get_title(loc="left"), axes.get_xlabel(), axes.get_ylabel()]
        found += [text.get_text() for text in (*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels())]
    return "\n".join(found)


def points(axes: Axes, label: str) -> FloatArray:
    """Return the points of the line that the legend calls `label`, shape (n_points, 2)."""
    (line,) = [line for line in axes.lines if line.get_label() == label]
    return np.asarray(line.get_xydata(), dtype=np.float64)


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("n_labels", [1, 3])
@pytest.mark.parametrize("share", [0.0, 0.4])
def test_every_figure_can_be_drawn(draw: Callable[[Evaluation], Figure], n_labels: int, share: float) -> None:
    figure = draw(evaluation(n_labels, share=share))
    image = io.BytesIO()
    figure.savefig(image)
    assert image.getvalue().startswith(b"\x89PNG")
    assert "señales" in texts(figure)
    for j in range(n_labels):
        assert f"label {j}" in texts(figure)


def test_scores_show_each_system_with_its_interval() -> None:
    mine, other = evaluation(2), evaluation(2, "lexicon")
    figure = draw_scores(mine, [other])
    (axes,) = figure.axes
    points = [line for line in axes.lines if line.get_label() in ("mine", "lexicon")]
    values = [mine.report[key].value for key in ("label_0/f1", "label_1/f1", "macro_f1")]
    assert list(points[0].get_xdata()) == values  # type: ignore[arg-type]
    assert points[0].get_marker() != points[1].get_marker()
    intervals = [tuple(line.get_xdata()) for line in axes.lines if line.get_linewidth() == 2]  # type: ignore[arg-type]
    assert (mine.report["macro_f1"].low, mine.report["macro_f1"].high) in intervals
    assert {"mine", "lexicon", "F1", "macro average"} <= set(texts(figure).split("\n"))


def test_an_undefined_score_is_said_to_be_undefined() -> None:
    silent = evaluation(1, share=0.0)
    nothing = np.zeros((30, 1), dtype=bool)
    predictions = Predictions(**{**vars(silent.predictions), "predicted": nothing})
    undefined = Evaluation(predictions, evaluate(predictions, n_resamples=10, seed=0))
    assert texts(draw_scores(undefined, [])).count("undefined") == 2
    assert "average precision undefined" in texts(draw_precision_recall(undefined))


def test_confusion_counts_every_text_once() -> None:
    judged = evaluation(2)
    (axes,) = draw_confusion(judged).axes
    counts = np.array([int(text.get_text()) for text in axes.texts]).reshape(2, 4)
    assert counts.sum(axis=1).tolist() == [30, 30]
    targets, predicted = judged.predictions.targets, judged.predictions.predicted
    assert counts[:, 0].tolist() == (targets & predicted).sum(axis=0).tolist()
    assert counts[:, 1].tolist() == (targets & ~predicted).sum(axis=0).tolist()
    assert counts[:, 2].tolist() == (~targets & predicted).sum(axis=0).tolist()


def test_support_counts_texts_without_a_label() -> None:
    judged = evaluation(2)
    annotated, predicted = draw_support(judged).axes[0].containers
    assert [bar.get_width() for bar in annotated][-1] == (~judged.predictions.targets.any(axis=1)).sum()
    assert [bar.get_width() for bar in predicted][:2] == judged.predictions.predicted.sum(axis=0).tolist()


def test_risk_and_coverage_end_where_everything_is_answered() -> None:
    judged = evaluation(2)
    figure = draw_risk_coverage(judged)
    predictions = judged.predictions
    wrong = predictions.targets != predictions.predicted
    for axes, errs in zip(figure.axes, [wrong[:, 0], wrong[:, 1], wrong.any(axis=1)], strict=False):
        assert points(axes, "the surest first")[-1].tolist() == [1.0, errs.mean()]
        assert points(axes, "in no order")[0, 1] == errs.mean()
    read = predictions.review
    assert read is not None
    left = read.any(axis=1)
    expected = [1 - left.mean(), wrong[~left].any(axis=1).mean()]
    assert points(figure.axes[2], "left unread by the band")[0].tolist() == pytest.approx(expected)
    assert f"any label: area {judged.report['aurc'].value:.3f}" in texts(figure)
    unknown = Predictions(**{**vars(predictions), "thresholds": None})
    drawn = draw_risk_coverage(Evaluation(unknown, judged.report))
    assert "thresholds not known" in texts(drawn)


def test_nothing_is_kept_by_pyplot() -> None:
    import matplotlib.pyplot as plt

    for draw in DRAWINGS:
        draw(evaluation(1))
    assert plt.get_fignums() == []
