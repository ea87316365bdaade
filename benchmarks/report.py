"""Results as files, and docs/speed.md made of them."""

import json
from pathlib import Path
from string import Template
from typing import Any

from benchmarks import tables
from benchmarks.measure import Record
from benchmarks.plots import draw_figures
from geoclf.files import write_text

__all__ = ["read_results", "write_page", "write_results"]

_TEMPLATE = Path(__file__).with_name("speed_template.md")
FACTS = "facts"


def write_results(folder: Path, facts: dict[str, Any], results: dict[str, list[Record]]) -> None:
    """Write a file for each kind of measurement; each says where and when it was made."""
    for name, records in results.items():
        content = json.dumps({FACTS: facts, "records": records}, indent=1, ensure_ascii=False)
        write_text(folder / f"{name}.json", content + "\n")


def read_results(folder: Path) -> tuple[dict[str, Any], dict[str, list[Record]]]:
    """Return what `write_results` wrote."""
    files = {
        file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))
    }
    facts = files["speed"][FACTS]
    return facts, {name: content["records"] for name, content in files.items()}


def write_page(folder: Path, page: Path) -> None:
    """Write the page on the results in `folder`, its figures to a folder of the page's name."""
    facts, results = read_results(folder)
    figures = page.with_suffix("")
    figures.mkdir(parents=True, exist_ok=True)
    draw_figures(results, figures)
    labels_speed, labels_training = tables.labels_table(results["labels"])
    corpus_training, corpus_quality = tables.corpus_table(results["corpus"])
    body = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        figures=figures.name,
        command=facts["command"],
        facts=_facts_text(facts),
        run=facts["run"],
        peers=tables.peers_table(results),
        start=tables.start_table(results),
        lengths=tables.lengths_table(results["lengths"]),
        labels_speed=labels_speed,
        labels_training=labels_training,
        corpus_training=corpus_training,
        corpus_quality=corpus_quality,
        workers=tables.workers_text(results["workers"]),
        profile=tables.profile_table(results["profile"][0]),
        n_train=f"{max(record['n_texts'] for record in results['training']):,}",
        n_test=f"{results['quality'][0]['n_texts']:,}",
        n_label_texts=f"{results['labels'][0]['n_texts']:,}",
    )
    write_text(page, body)


def _facts_text(facts: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in facts["versions"].items())
    commit = (facts["commit"] or "unknown")[:7] + (" with changes" if facts["changed"] else "")
    begun, ended = facts["load"][0], facts["load_at_end"][0]
    return (
        f"{facts['date']}, commit {commit}; {facts['processors']} processors ({facts['processor']}), "
        f"{facts['memory_gb']:.0f} GB, {facts['system']}, Python {facts['python']}; {versions}. "
        f"Load {begun:.1f} at the start, {ended:.1f} at the end: more than 1 means that others were at work."
    )
