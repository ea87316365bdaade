"""The model card: what a trained model is for, what it learnt from, how good it is and where it fails."""

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Any

from geoclf.cli.model_card_calibration import calibration_section
from geoclf.cli.model_card_results import behaviour_table, failed_capabilities, score_tables
from geoclf.cli.result_notes import result_notes
from geoclf.cli.saved_model import SavedModel
from geoclf.corpus.card import TIER_CONTENT
from geoclf.evaluation.footnotes import FEW_GROUPS
from geoclf.evaluation.table import AGGREGATE_ROWS
from geoclf.experiment.result import ExperimentResult
from geoclf.markdown import markdown_table
from geoclf.records import Tier
from geoclf.scheme.schema import Scheme
from geoclf.tracking.run_info import RunInfo

__all__ = ["render_model_card"]

_TEMPLATE = Path(__file__).with_name("model_card_template.md")
_TASK = "text-classification"


def render_model_card(
    result: ExperimentResult,
    saved: SavedModel,
    info: RunInfo,
    scheme: Scheme,
    tiers: Mapping[Tier, int],
) -> str:
    """Return the card of the model that an experiment ended in, in Markdown with a YAML header.

    Parameters
    ----------
    result
        The experiment.
    saved
        Its model as it was saved.
    info
        Where the run comes from: its configuration and its command are shown.
    scheme
        The label scheme.
    tiers
        How many of the training texts stand in each tier that ships with geoclf; the others are the user's.
    """
    n_own = len(result.data) - sum(tiers.values())
    origin, decision = saved.manifest["origin"], saved.manifest["parts"]["decision"]["params"]
    body = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        name=result.name,
        labels=", ".join(f"`{label}`" for label in scheme.labels),
        scheme_name=scheme.name,
        scheme_version=scheme.version,
        definitions=_definitions(scheme, origin),
        n_texts=origin["n_texts"],
        n_groups=len(set(result.data.groups)),
        tiers=_tiers(tiers, n_own),
        origin=_origin(tiers, n_own),
        parts=_parts_table(saved.manifest["parts"]),
        training=_training(info.config),
        command=info.command,
        repeat=_REPEAT,
        scores=_scores(result, info.config),
        behaviour=behaviour_table(result.behaviour),
        calibration=calibration_section(result, decision),
        size=_size(result, saved),
        limits="\n".join(f"- {limit}" for limit in _limits(result, tiers, n_own)),
        versions=_versions(saved),
        hashes=_hashes(saved),
    )
    return f"---\n{_header(result, n_own)}---\n\n{body}"


def _header(result: ExperimentResult, n_own: int) -> str:
    from huggingface_hub import EvalResult, ModelCardData

    scores = [
        EvalResult(
            task_type=_TASK,
            dataset_type=evaluation.predictions.dataset,
            dataset_name=evaluation.predictions.dataset,
            metric_type="f1",
            metric_name=AGGREGATE_ROWS[key],
            metric_value=round(evaluation.report[key].value, 4),
        )
        for evaluation in result.evaluations
        for key in ("macro_f1", "micro_f1")
        if math.isfinite(evaluation.report[key].value)
    ]
    card = ModelCardData(
        language=["es"],
        license="unknown" if n_own else "mit",
        library_name="geoclf",
        pipeline_tag=_TASK,
        tags=["multi-label-classification", "event-coding", "political-science", "spanish"],
        metrics=["f1", "precision", "recall", "average_precision", "brier_score"],
        model_name=result.name,
        eval_results=scores or None,
    )
    return f"{card.to_yaml(line_break=chr(10)).strip()}\n"


def _definitions(scheme: Scheme, origin: Mapping[str, Any]) -> str:
    rows = (
        (f"`{label}`", scheme[label].definition.en, n_positives)
        for label, n_positives in zip(scheme.labels, origin["positives"], strict=True)
    )
    return markdown_table(("label", "definition", "training texts with it"), rows)


def _tiers(tiers: Mapping[Tier, int], n_own: int) -> str:
    rows = [(f"`{tier}`", count, TIER_CONTENT[tier]) for tier, count in tiers.items()]
    if n_own:
        rows.append(("none", n_own, "not from geoclf's data"))
    return markdown_table(("tier", "texts", "what it is"), rows)


_SHIPPED_DATA = """\
The tiers ship with geoclf; `geoclf/_resources/data/README.md` in the installed package (`data/README.md` in
the repository) is their data card. The model and the code are under the MIT licence, labels and written
sentences under CC BY 4.0; the sentences of the tier `gold` remain their publishers'."""

_OWN_DATA = (
    "{} texts do not ship with geoclf: who wrote and labelled them, and under which terms, is not known here."
)


def _origin(tiers: Mapping[Tier, int], n_own: int) -> str:
    return "\n\n".join([_SHIPPED_DATA] * bool(tiers) + [_OWN_DATA.format(n_own)] * bool(n_own))


_REPEAT = """\
The same command on the same data, with the versions below and on the same kind of machine, writes
`manifest.json` and `weights.safetensors` anew, byte for byte (a trained encoder only as far as its libraries
allow). Speed and seconds stand in this card alone."""


def _parts_table(parts: Mapping[str, Any]) -> str:
    rows = (
        (name, f"`{part['class'].rpartition(':')[2]}`", _values(part["params"]))
        for top, described in parts.items()
        for name, part in _parts(top, described)
    )
    return markdown_table(("part", "class", "parameters"), rows)


def _parts(name: str, described: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield a part as the manifest describes it, then the parts it is made of."""
    yield name, described
    for value in described["values"].values():
        for key, inner in value.items() if isinstance(value, dict) else ():
            if isinstance(inner, dict) and "class" in inner:
                yield from _parts(f"{name}.{key}", inner)


def _values(params: Mapping[str, Any]) -> str:
    pairs = (f"{key} {json.dumps(value, ensure_ascii=False)}" for key, value in params.items())
    return ", ".join(pairs) or "none"


def _training(config: Mapping[str, Any]) -> str:
    fraction = config["train_fraction"]
    share = "" if fraction == 1 else f" Only {fraction:.0%} of the articles and stories were trained on."
    return (
        "Calibration, thresholds and what is said of articles were fitted on out-of-fold scores of the "
        f"training texts, features and model then on all of them. Seed {config['seed']}.{share}"
    )


def _scores(result: ExperimentResult, config: Mapping[str, Any]) -> str:
    split = dict(config["split"])
    splitter = f"{split.pop('_target_').rpartition('.')[2]}: {_values(split)}"
    notes = "\n".join(f"- {note}." for note in result_notes(result))
    tables = score_tables(result, splitter, config["evaluation"]["n_resamples"])
    return "\n\n".join([*tables, *([notes] if notes else [])])


def _size(result: ExperimentResult, saved: SavedModel) -> str:
    speed, seconds = saved.speed, result.seconds
    cached = any(
        part["params"].get("cache")
        for top, described in saved.manifest["parts"].items()
        for _, part in _parts(top, described)
    )
    features = "the texts themselves" if saved.n_features is None else f"{saved.n_features}"
    rows = [
        ("`manifest.json` and `weights.safetensors`", f"{sum(file.n_bytes for file in saved.files)} bytes"),
        ("features", features),
        (
            "sentences per second, one process",
            f"{speed.rate:.0f} (measured on {speed.n_sentences} training texts)",
        ),
        ("from the folder to the first labels, geoclf being imported", f"{speed.start:.2f} s"),
        ("final training", f"{seconds['final_fit']:.0f} s"),
        ("cross-validation", f"{seconds['cross_validation']:.0f} s"),
    ]
    remark = " Its encoder found those texts in its cache, others take longer." if cached else ""
    table = markdown_table(("what", "value"), rows)
    return f"{table}\n\nMeasured once, where it was trained: {speed.machine}.{remark}"


def _limits(result: ExperimentResult, tiers: Mapping[Tier, int], n_own: int) -> Iterator[str]:
    if tiers:
        yield (
            "No human has labelled the texts of the tiers. A language model labelled them all, and wrote "
            "those of `derived` and `extended`: its blind spots are this model's, and written sentences are "
            "cleaner and more uniform than the press."
        )
    if n_own:
        yield "How reliable the labels of texts that do not ship with geoclf are, is not known here."
    yield "Spanish only."
    yield "Each sentence is judged by itself: what only the rest of the article makes clear is not seen."
    yield (
        "Probabilities and thresholds are right only where labels are about as common as stated under "
        "Calibration, and texts with and without them resemble those trained on."
    )
    n_groups = result.evaluations[0].report.n_groups
    if n_groups < FEW_GROUPS:
        yield (
            f"The cross-validated scores rest on {n_groups} articles and stories: their intervals are rough "
            "and mostly too narrow."
        )
    yield failed_capabilities(result.behaviour)


def _versions(saved: SavedModel) -> str:
    versions = (f"{package} {number}" for package, number in saved.manifest["versions"].items())
    return f"{', '.join(versions)}; model format {saved.manifest['format_version']}."


def _hashes(saved: SavedModel) -> str:
    origin = saved.manifest["origin"]
    rows = [
        *((f"`{file.name}`", file.n_bytes, f"`{file.sha256}`") for file in saved.files),
        ("training texts and labels, in order", "", f"`{origin['data_hash']}`"),
        (f"scheme `{origin['scheme_name']}` {origin['scheme_version']}", "", f"`{origin['scheme_hash']}`"),
    ]
    return markdown_table(("what", "bytes", "SHA-256"), rows)
