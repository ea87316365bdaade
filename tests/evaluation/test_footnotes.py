from geoclf.evaluation.footnotes import interval_notes, undefined_notes
from geoclf.evaluation.report import Metric, Report

nan = float("nan")
TITLES = {"macro_f1": "macro F1", "f1": "F1", "recall": "recall"}
LABELS = ["sanctions", "treaty"]


def report(*metrics: Metric, n_groups: int = 100) -> Report:
    """Return a report of these metrics, with a macro F1 unless it is among them."""
    macro = Metric("macro_f1", None, 0.5, 0.4, 0.6, 0.0)
    first = () if any(metric.name == "macro_f1" for metric in metrics) else (macro,)
    return Report((*first, *metrics), n_texts=200, n_groups=n_groups)


def undefined(name: str, label: str | None) -> Metric:
    return Metric(name, label, nan, nan, nan, 1.0)


def test_nothing_undefined_nothing_said() -> None:
    assert undefined_notes({"mine": report()}, TITLES) == []


def test_systems_and_metrics_with_the_same_cause_share_a_note() -> None:
    without_f1 = report(undefined("macro_f1", None), undefined("f1", "treaty"), undefined("recall", "treaty"))
    assert undefined_notes({"mine": without_f1, "lexicon": without_f1}, TITLES) == [
        "n/a for mine, lexicon: treaty neither present nor predicted (macro F1, F1).",
        "n/a for mine, lexicon: treaty without positives (recall).",
    ]


def test_systems_with_other_causes_have_their_own_note() -> None:
    reports = {
        "mine": report(undefined("recall", "treaty")),
        "lexicon": report(undefined("recall", "sanctions"), undefined("recall", "treaty")),
    }
    assert undefined_notes(reports, TITLES) == [
        "n/a for mine: treaty without positives (recall).",
        "n/a for lexicon: sanctions, treaty without positives (recall).",
    ]


def test_aggregate_that_is_defined_is_not_explained() -> None:
    micro = Metric("micro_f1", None, 0.5, 0.4, 0.6, 0.0)
    notes = undefined_notes({"mine": report(micro, undefined("f1", "treaty"))}, {"micro_f1": "micro F1"})
    assert notes == []


def test_many_groups_need_no_warning() -> None:
    assert interval_notes({"mine": report()}, LABELS, TITLES) == [
        "[low, high]: 95 % interval by bootstrap over groups."
    ]


def test_few_groups() -> None:
    reports = {"mine": report(n_groups=29), "other": report(n_groups=5), "third": report(n_groups=30)}
    notes = interval_notes(reports, LABELS, TITLES)
    assert notes[1:] == ["Few groups (5, 29): such intervals are rough and mostly too narrow."]


def test_missing_intervals() -> None:
    no_interval = Metric("macro_f1", None, 0.5, nan, nan, 0.0)
    reports = {
        "single": report(no_interval, Metric("f1", "treaty", 0.5, nan, nan, 0.0), n_groups=1),
        "undrawn": report(no_interval),
        "rare": report(Metric("recall", "treaty", 0.5, nan, nan, 0.6)),
    }
    assert interval_notes(reports, LABELS, TITLES)[1:] == [
        "[n/a]: fewer than two groups: single.",
        "[n/a]: no resamples drawn: undrawn.",
        "[n/a]: undefined in more than half of the resamples: rare, recall of treaty.",
    ]


def test_no_interval_at_all() -> None:
    reports = {"mine": report(Metric("macro_f1", None, 0.5, nan, nan, 0.0))}
    assert interval_notes(reports, LABELS, TITLES) == ["[n/a]: no resamples drawn: mine."]


def test_interval_without_width() -> None:
    notes = interval_notes({"mine": report(Metric("f1", "treaty", 1.0, 1.0, 1.0, 0.0))}, LABELS, TITLES)
    assert notes[1:] == [
        "An interval of no width says that all resamples agree, not that the value is certain."
    ]


def test_undefined_resamples() -> None:
    metrics = (Metric("f1", "treaty", 0.5, 0.4, 0.6, 0.1), Metric("recall", "treaty", 0.5, 0.4, 0.6, 0.33))
    assert interval_notes({"mine": report(*metrics)}, LABELS, TITLES)[1:] == [
        "An interval leaves out the resamples in which its metric is undefined: "
        "at most 33 % of them (mine, recall of treaty)."
    ]
    assert len(interval_notes({"mine": report(*metrics)}, ["sanctions"], TITLES)) == 1
    rare = report(Metric("f1", "treaty", 0.5, 0.4, 0.6, 0.04))
    assert len(interval_notes({"mine": rare}, LABELS, TITLES)) == 1
