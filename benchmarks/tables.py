"""The tables of docs/speed.md."""

from collections.abc import Mapping, Sequence
from statistics import median

from benchmarks.measure import FLOOR, Record
from benchmarks.peers import PEERS
from benchmarks.summary import REFERENCE, Spread, Value, by_step, rate, ratios, spread, values_of
from geoclf.markdown import markdown_table

__all__ = [
    "corpus_table",
    "labels_table",
    "lengths_table",
    "peers_table",
    "profile_table",
    "start_table",
    "workers_text",
]

_Records = Sequence[Record]


def peers_table(results: Mapping[str, _Records]) -> str:
    """Return quality, speed and training, a row per peer."""
    header = (
        "peer",
        "macro AP",
        "macro-F1",
        "sentences/s",
        "geoclf / peer",
        "training s",
        "peer / geoclf",
        "model MB",
    )
    rows = []
    for judged in results["quality"]:
        peer = judged["peer"]
        speed, training = results["speed"], results["training"]
        trained = [record for record in training if record["peer"] == peer]
        rows.append(
            (
                PEERS[peer].title,
                f"{judged['macro_average_precision']:.3f}",
                f"{judged['macro_f1']:.3f}",
                _shown(spread(list(values_of(speed, peer, rate).values())), "{:,.0f}"),
                _ratio(ratios(speed, REFERENCE, rate, to=peer), peer),
                _shown(spread([record["cpu_seconds"] for record in trained]), "{:.1f}"),
                _ratio(ratios(training, peer, lambda record: float(record["cpu_seconds"])), peer),
                f"{trained[-1]['model_mb']:.1f}",
            )
        )
    return markdown_table(header, rows)


def start_table(results: Mapping[str, _Records]) -> str:
    """Return cold starts, a row per peer, numpy alone last."""
    records = results["start"]

    def seconds(record: Record) -> float:
        return float(record["seconds"])

    rows = []
    for name in dict.fromkeys([*PEERS, FLOOR]):
        own = [record for record in records if record["peer"] == name]
        if not own:
            continue
        against = ratios(records, name, seconds, to=FLOOR)
        title = PEERS[name].title if name in PEERS else f'`python -c "{FLOOR}"`'
        peak = "" if name == FLOOR else f"{median(record['peak_mb'] for record in own):.0f}"
        spent = _shown(spread([seconds(record) for record in own]), "{:.2f}")
        rows.append((title, spent, f"{against.median:.1f}", peak))
    return markdown_table(("peer", "seconds", "times `import numpy`", "peak MB"), rows)


def lengths_table(records: _Records) -> str:
    """Return microseconds per word, a column per length."""
    return _grown(
        records,
        "words",
        "{:,} words",
        lambda r: r["cpu_seconds"] * 1e6 / (r["words"] * r["n_texts"]),
        "{:.2f}",
    )


def labels_table(records: _Records) -> tuple[str, str]:
    """Return two tables, a column per number of labels: sentences a second, and seconds of training."""
    title = "{} labels"
    return (
        _grown(records, "labels", title, lambda r: float(r["sentences_per_second"]), "{:,.0f}"),
        _grown(records, "labels", title, lambda r: float(r["training_cpu_seconds"]), "{:.1f}"),
    )


def corpus_table(records: _Records) -> tuple[str, str]:
    """Return two tables, a column per number of training texts: seconds of training, and quality."""
    title = "{:,} texts"
    return (
        _grown(records, "n_texts", title, lambda r: float(r["cpu_seconds"]), "{:.1f}"),
        _grown(records, "n_texts", title, lambda r: float(r["macro_average_precision"]), "{:.3f}"),
    )


def workers_text(records: _Records) -> str:
    """Return rows a second by number of processes, or why there are none."""
    if not records or "skipped" in records[0]:
        reason = records[0]["skipped"] if records else "not measured in this run"
        return f"Not measured: {reason}."
    rows = []
    for n in sorted({record["workers"] for record in records}):
        rates = spread([r["n_rows"] / r["seconds"] for r in records if r["workers"] == n])
        rows.append((n, _shown(rates, "{:,.0f}")))
    return markdown_table(("processes", "rows/s by the clock, start included"), rows)


def profile_table(record: Record) -> str:
    """Return the functions in which most of the time goes."""
    rows = [
        (f"`{row['name']}`", row["calls"], f"{100 * row['share']:.0f} %") for row in record["functions"][:15]
    ]
    return markdown_table(("function, with what numpy does for it", "calls", "share"), rows)


def _grown(records: _Records, key: str, title: str, value: Value, form: str) -> str:
    """Return medians, a row per peer and a column per step of what grows."""
    steps = sorted({record[key] for record in records})
    rows = []
    for peer in (peer for peer in PEERS if any(record["peer"] == peer for record in records)):
        found = by_step(records, peer, key)
        rows.append((PEERS[peer].title, *(form.format(median(map(value, found[step]))) for step in steps)))
    return markdown_table(("peer", *(title.format(step) for step in steps)), rows)


def _shown(found: Spread, form: str) -> str:
    median_, least, greatest = (form.format(v) for v in (found.median, found.least, found.greatest))
    return median_ if least == greatest else f"{median_} ({least}-{greatest})"


def _ratio(found: Spread, peer: str) -> str:
    return "" if peer == REFERENCE else _shown(found, "{:.1f}" if found.median < 100 else "{:.0f}")
