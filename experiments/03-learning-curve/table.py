"""Print the learning curve from the folders of its sweep.

python table.py multirun/DATE/TIME [FOLDER ...]
"""

import json
import statistics
import sys
from collections import defaultdict
from pathlib import Path

import yaml

SETS = ("gold", "realworld_dev")
METRICS = ("macro_f1", "macro_average_precision")


def main(folders: list[str]) -> None:
    """Print one row per data and fraction: means over seeds, lowest and highest in brackets."""
    points: dict[tuple[str, float], list[list[float]]] = defaultdict(list)
    for path in (file for folder in folders for file in sorted(Path(folder).glob("*/metrics.json"))):
        config = yaml.safe_load((path.parent / "config.yaml").read_text(encoding="utf-8"))
        tiers = "+".join([config["data"]["tier"], *config["data"]["train_with"]])
        datasets = json.loads(path.read_text(encoding="utf-8"))["datasets"]
        trained = json.loads((path.parent / "model" / "manifest.json").read_text(encoding="utf-8"))
        scores = [
            datasets[name]["learning_curve"]["metrics"][metric]["value"] if name in datasets else None
            for name in SETS
            for metric in METRICS
        ]
        points[tiers, float(config["train_fraction"])].append([trained["origin"]["n_texts"], *scores])
    names = (f"{name} {metric}" for name in SETS for metric in METRICS)
    print("| trained on | share of groups | seeds | texts |", " | ".join(names), "|")
    print("| --- " * (4 + len(SETS) * len(METRICS)) + "|")
    for (tiers, fraction), rows in sorted(points.items(), key=lambda item: (len(item[0][0]), item[0])):
        texts, *columns = zip(*rows, strict=True)
        cells = [_cell([value for value in column if value is not None]) for column in columns]
        print(
            f"| {tiers} | {fraction:.0%} | {len(rows)} | {statistics.mean(texts):.0f} |",
            " | ".join(cells),
            "|",
        )


def _cell(values: list[float]) -> str:
    if not values:
        return "-"
    return f"{statistics.mean(values):.2f} [{min(values):.2f}, {max(values):.2f}]"


if __name__ == "__main__":
    main(sys.argv[1:])
