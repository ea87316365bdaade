"""Print the tables of the model study from the folder that `study.py` filled.

python table.py RESULTS [--press FILE]
"""

import argparse
from pathlib import Path

import numpy as np
import yaml

from geoclf.corpus.examples import load_tier, read_labelled_texts
from geoclf.evaluation.comparison import compare
from geoclf.evaluation.evaluate import evaluate
from geoclf.evaluation.report import Comparison, Predictions
from geoclf.protocols import BoolArray, FloatArray
from geoclf.records import LabelledTexts
from geoclf.scheme.loading import load_scheme

REFERENCE = "shipped"
METRICS = ("macro_f1", "macro_average_precision")
N_SEEDS = 5
RESAMPLES = {"held-out writers": 200, "gold": 1000, "press": 1000}


def main() -> None:
    """Print one row a system and set."""
    parser = argparse.ArgumentParser()
    parser.add_argument("results", type=Path)
    parser.add_argument("--press", type=Path)
    arguments = parser.parse_args()
    scheme = load_scheme()
    gold, derived, written = (load_tier(tier, scheme) for tier in ("gold", "derived", "extended"))
    first = len(gold) + len(derived)
    sets = {"gold": (gold, slice(0, len(gold)), ""), "held-out writers": (written, slice(first, None), "")}
    if arguments.press:
        sets["press"] = (read_labelled_texts(arguments.press, scheme, "press"), slice(None), "press_")
    order = yaml.safe_load(Path(__file__).with_name("systems.yaml").read_text(encoding="utf-8"))
    results = {
        name: np.load(arguments.results / f"{name}.npz")
        for name in order
        if (arguments.results / f"{name}.npz").exists()
    }
    for title, (data, rows, prefix) in sets.items():
        found = {
            name: predictions(name, data, one[f"{prefix}proba"][rows], one[f"{prefix}predicted"][rows])
            for name, one in results.items()
        }
        print(f"\n{title}: {len(data)} sentences\n")
        print("| system | macro-F1 | macro AP | F1 less shipped | AP less shipped |")
        print("| --- " * 5 + "|")
        for name, own in found.items():
            print(row(name, own, found[REFERENCE], RESAMPLES[title]), flush=True)
    print("\n| system | behaviour | seconds a fit | press macro-F1, 5 seeds | press macro AP, 5 seeds |")
    print("| --- | --- | --- | --- | --- |")
    for name, one in results.items():
        cells = [f"{one['behaviour'][0]:.0%}", f"{float(one['seconds']):.1f}"]
        if arguments.press:
            cells += spread(name, sets["press"][0], one)
        print(f"| {name} | {' | '.join(cells)} |")


def predictions(name: str, data: LabelledTexts, proba: FloatArray, predicted: BoolArray) -> Predictions:
    """Return what a system said, in the form that the evaluation reads."""
    return Predictions(
        system=name,
        dataset=data.name,
        labels=data.labels,
        ids=data.ids,
        texts=data.texts,
        groups=data.groups,
        folds=("",) * len(data),
        targets=data.targets,
        predicted=predicted,
        proba=proba,
    )


def row(name: str, own: Predictions, reference: Predictions, n_resamples: int) -> str:
    """Return a row: scores with 95 % intervals, and paired differences to the reference."""
    report = evaluate(own, n_resamples=n_resamples, seed=0)
    cells = [f"{m.value:.3f} [{m.low:.3f}, {m.high:.3f}]" for m in (report[metric] for metric in METRICS)]
    for metric in METRICS:
        if name == REFERENCE:
            cells.append("")
            continue
        cells.append(difference(compare(own, reference, metric=metric, n_resamples=n_resamples, seed=0)))
    return f"| {name} | {' | '.join(cells)} |"


def difference(one: Comparison) -> str:
    """Return a difference with its interval and p-value, in bold where the interval excludes zero."""
    text = f"{one.difference:+.3f} [{one.low:+.3f}, {one.high:+.3f}] p={one.extra['p_value']:.3f}"
    return f"**{text}**" if one.better is not None else text


def spread(name: str, data: LabelledTexts, one: "np.lib.npyio.NpzFile") -> list[str]:
    """Return mean, lowest and highest score over the models of the five parts and seeds."""
    reports = [
        evaluate(
            predictions(name, data, one[f"press_{seed}_proba"], one[f"press_{seed}_predicted"]),
            n_resamples=0,
            seed=0,
        )
        for seed in range(N_SEEDS)
    ]
    values = [[report[metric].value for report in reports] for metric in METRICS]
    return [f"{np.mean(v):.3f} [{min(v):.3f}, {max(v):.3f}]" for v in values]


if __name__ == "__main__":
    main()
