import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk

from geoclf.errors import DataError
from geoclf.evaluation.metrics import AGGREGATES, PER_LABEL, point_metrics
from geoclf.protocols import BoolArray, FloatArray, IntArray

nan = float("nan")

# Six rows, three labels; the last label neither occurs nor is predicted.
TARGETS = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0], [1, 0, 0]], dtype=np.bool_)
PREDICTED = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0], [1, 0, 0], [0, 0, 0]], dtype=np.bool_)
PROBA = np.array(
    [[0.9, 0.2, 0.0], [0.8, 0.4, 0.0], [0.2, 0.7, 0.0], [0.1, 0.4, 0.0], [0.8, 0.1, 0.0], [0.3, 0.1, 0.0]]
)


@st.composite
def judged(draw: st.DrawFn) -> tuple[BoolArray, BoolArray, FloatArray, IntArray]:
    """Draw rows of which many tie, with labels that may be always or never there, and weights."""
    n_rows, n_labels = draw(st.integers(1, 30)), draw(st.integers(2, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rates = np.array(draw(st.lists(st.sampled_from([0.0, 0.1, 0.5, 1.0]), min_size=2 * n_labels)))
    targets = rng.random((n_rows, n_labels)) < rates[:n_labels]
    predicted = rng.random((n_rows, n_labels)) < rates[n_labels : 2 * n_labels]
    proba = np.floor(draw(st.sampled_from([2, 5, 1000])) * rng.random(targets.shape)) / 1000 + 0.0001
    weight = rng.integers(0, 3, size=n_rows)
    weight[rng.integers(n_rows)] = 1
    return targets, predicted, proba, weight


def test_aggregates_counted_by_hand() -> None:
    metrics = point_metrics(TARGETS, PREDICTED, PROBA)
    assert list(metrics)[:8] == list(AGGREGATES)
    assert float(metrics["micro_f1"]) == pytest.approx(2 * 3 / (5 + 4))
    # Rows 0, 1, 2, 4 and 5 have a label, true or predicted; row 3 has none and does not count.
    assert float(metrics["samples_f1"]) == pytest.approx((1 + 2 / 3 + 1 + 0 + 0) / 5)
    assert float(metrics["subset_accuracy"]) == pytest.approx(3 / 6)
    assert float(metrics["hamming_loss"]) == pytest.approx(3 / 18)
    # The third label has no F1 and no average precision, so there is no mean over labels either.
    assert np.isnan(metrics["macro_f1"])
    assert np.isnan(metrics["macro_average_precision"])


def test_label_metrics_counted_by_hand() -> None:
    metrics = point_metrics(TARGETS, PREDICTED, PROBA)
    assert list(metrics)[8:] == list(PER_LABEL)
    expected: dict[str, list[float]] = {
        "precision": [2 / 3, 1, nan],
        "recall": [2 / 3, 1 / 2, nan],
        "f1": [2 / 3, 2 / 3, nan],
        # Label 0, by probability: hit | hit and miss tied | hit: 1/3 x (1/1 + 2/3 + 3/4).
        # Label 1: hit | hit and miss tied: 1/2 x (1/1 + 2/3).
        "average_precision": [(1 + 2 / 3 + 3 / 4) / 3, (1 + 2 / 3) / 2, nan],
        "brier": [(0.01 + 0.04 + 0.04 + 0.01 + 0.64 + 0.49) / 6, (0.04 + 0.36 + 0.09 + 0.16 + 0.02) / 6, 0],
        # Label 0: the bin of 0.8 holds a hit and a miss, gap 1.6 - 1; each other bin one row.
        "ece": [(0.1 + 0.6 + 0.2 + 0.1 + 0.7) / 6, (0.2 + 0.2 + 0.2 + 0.3) / 6, 0],
        "support": [3, 2, 0],
        "predicted": [3, 1, 0],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(metrics[name], values, err_msg=name)


def test_macro_is_the_mean_over_labels() -> None:
    metrics = point_metrics(TARGETS[:, :2], PREDICTED[:, :2], PROBA[:, :2])
    for macro, name in {
        "macro_f1": "f1",
        "macro_average_precision": "average_precision",
        "macro_brier": "brier",
        "macro_ece": "ece",
    }.items():
        assert float(metrics[macro]) == pytest.approx(metrics[name].mean())


@pytest.mark.parametrize(
    ("target", "answer", "expected"),
    [
        (False, False, {"precision": nan, "recall": nan, "f1": nan, "average_precision": nan}),
        (True, False, {"precision": nan, "recall": 0, "f1": 0, "average_precision": 1}),
        (False, True, {"precision": 0, "recall": nan, "f1": 0, "average_precision": nan}),
        (True, True, {"precision": 1, "recall": 1, "f1": 1, "average_precision": 1}),
    ],
)
def test_label_of_one_row(target: bool, answer: bool, expected: dict[str, float]) -> None:
    metrics = point_metrics(np.array([[target]]), np.array([[answer]]), np.array([[0.5]]))
    for name, value in expected.items():
        np.testing.assert_array_equal(metrics[name], [value], err_msg=name)
    aggregates = {name: float(metrics[name]) for name in ("macro_f1", "micro_f1", "samples_f1")}
    np.testing.assert_array_equal(list(aggregates.values()), [expected["f1"]] * 3)
    assert float(metrics["subset_accuracy"]) == (target == answer)


@settings(deadline=None, derandomize=True)
@given(judged())
def test_same_as_scikit_learn(case: tuple[BoolArray, BoolArray, FloatArray, IntArray]) -> None:
    targets, predicted, proba, weight = case
    metrics = point_metrics(targets, predicted, proba, weight=weight)
    kwargs = {"sample_weight": weight, "zero_division": np.nan}
    for average, keys in (
        (None, ("precision", "recall", "f1")),
        ("micro", (None, None, "micro_f1")),
        ("samples", (None, None, "samples_f1")),
    ):
        values = sk.precision_recall_fscore_support(targets, predicted, average=average, **kwargs)
        for key, value in zip(keys, values, strict=False):
            if key is not None:
                np.testing.assert_allclose(metrics[key], value, err_msg=key)
    assert float(metrics["subset_accuracy"]) == pytest.approx(
        sk.accuracy_score(targets, predicted, sample_weight=weight)
    )
    assert float(metrics["hamming_loss"]) == pytest.approx(
        sk.hamming_loss(targets, predicted, sample_weight=weight)
    )
    for j in range(targets.shape[1]):
        brier = np.average((proba[:, j] - targets[:, j]) ** 2, weights=weight)
        assert metrics["brier"][j] == pytest.approx(brier)
        if weight[targets[:, j]].sum() > 0:
            expected = sk.average_precision_score(targets[:, j], proba[:, j], sample_weight=weight)
            assert metrics["average_precision"][j] == pytest.approx(expected)
        else:
            assert np.isnan(metrics["average_precision"][j])


@settings(deadline=None, derandomize=True)
@given(judged())
def test_weight_is_repetition(case: tuple[BoolArray, BoolArray, FloatArray, IntArray]) -> None:
    targets, predicted, proba, weight = case
    rows = np.repeat(np.arange(len(weight)), weight)
    repeated = point_metrics(targets[rows], predicted[rows], proba[rows])
    for name, value in point_metrics(targets, predicted, proba, weight=weight).items():
        np.testing.assert_allclose(value, repeated[name], rtol=1e-9, atol=1e-12, err_msg=name)


def test_samples_f1_punishes_a_label_where_there_is_none() -> None:
    silent = point_metrics(TARGETS[:4], TARGETS[:4], PROBA[:4])
    noisy = point_metrics(
        TARGETS[:4], TARGETS[:4] | np.array([[0], [0], [0], [1]], dtype=np.bool_), PROBA[:4]
    )
    assert float(silent["samples_f1"]) == 1
    assert float(noisy["samples_f1"]) == pytest.approx(3 / 4)


def test_ece_of_calibrated_and_of_overconfident_probabilities() -> None:
    targets = np.arange(100)[:, np.newaxis] < 25
    calibrated = point_metrics(targets, targets, np.full((100, 1), 0.25))
    overconfident = point_metrics(targets, targets, np.full((100, 1), 0.95))
    assert float(calibrated["macro_ece"]) == pytest.approx(0, abs=1e-12)
    assert float(overconfident["macro_ece"]) == pytest.approx(0.70)


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        (np.ones(5, dtype=np.int64), r"weight of shape \(6,\), integer; got \(5,\), int64"),
        (np.ones(6), r"weight of shape \(6,\), integer; got \(6,\), float64"),
        (np.array([1, 1, 1, 1, 1, -1]), "weights of 0 or more"),
        (np.zeros(6, dtype=np.int64), "at least one above 0"),
    ],
)
def test_what_is_no_weight(weight: IntArray, message: str) -> None:
    with pytest.raises(DataError, match=message):
        point_metrics(TARGETS, PREDICTED, PROBA, weight=weight)
