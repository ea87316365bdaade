"""The section of a model card on probabilities: what they are for, how far off, and where they cut."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from geoclf.evaluation.report import LOWER_IS_BETTER
from geoclf.evaluation.table import LABEL_ROWS, REVIEW_ROWS, format_metric
from geoclf.experiment.result import Evaluation, ExperimentResult
from geoclf.markdown import markdown_table

__all__ = ["calibration_section"]


def calibration_section(result: ExperimentResult, decision: Mapping[str, Any]) -> str:
    """Return the section; `decision` are the parameters of the model's decision."""
    return "\n\n".join(
        [
            _prevalence(decision),
            _errors(result.evaluations),
            _thresholds(result),
            _abstention(result, decision),
            _articles(result),
        ]
    )


def _prevalence(decision: Mapping[str, Any]) -> str:
    if "prevalence" not in decision:
        return "Probabilities are the model's own; nothing was calibrated."
    if decision["prevalence"] is None:
        return "Probabilities are for texts that have each label as often as the training texts."
    return (
        f"Probabilities and thresholds are for texts of which {decision['prevalence']:.1%} have each label. "
        "Where that share is another in a data set below, Brier score and calibration error measure the "
        "difference, too."
    )


def _errors(evaluations: Sequence[Evaluation]) -> str:
    labels = evaluations[0].predictions.labels
    prefixes = {"mean over labels": "macro_"} | {f"`{label}`": f"{label}/" for label in labels}
    errors = {name: title for name, title in LABEL_ROWS.items() if name in LOWER_IS_BETTER}
    rows = (
        (title, *(format_metric(one.report, f"{prefix}{name}") for one in evaluations for name in errors))
        for title, prefix in prefixes.items()
    )
    header = (
        "",
        *(f"{title}, {one.predictions.dataset}" for one in evaluations for title in errors.values()),
    )
    table = markdown_table(header, rows)
    return f"0 is best, for both the Brier score and the expected calibration error (ECE).\n\n{table}"


def _thresholds(result: ExperimentResult) -> str:
    rows = ((f"`{label}`", f"{value:.3f}") for label, value in result.model.thresholds.items())
    return markdown_table(("label", "applies from the probability"), rows)


def _abstention(result: ExperimentResult, decision: Mapping[str, Any]) -> str:
    if "miss" not in decision:
        return "This model leaves nothing to a person (`predict --abstain`)."
    promise = (
        "`predict --abstain` leaves to a person what is not sure enough. In new articles and stories like "
        f"those trained on, on average at most {decision['miss']:.1%} of the sentences with a label are then "
        f"dropped unread, and at most {decision['false_alarm']:.1%} of those without it get it unread."
    )
    rows = (
        (title, *(format_metric(evaluation.report, key) for evaluation in result.evaluations))
        for key, title in REVIEW_ROWS.items()
    )
    names = (evaluation.predictions.dataset for evaluation in result.evaluations)
    return f"{promise}\n\n{markdown_table(('left to a person', *names), rows)}"


def _articles(result: ExperimentResult) -> str:
    article = result.model.article_
    if not article.calibrated_:
        return (
            "There were too few articles to calibrate the probability of a whole article: it is what "
            "independent sentences would give, mostly too high."
        )
    rows = (
        (f"`{label}`", f"{slope:.2f}", f"{intercept:.2f}", "n/a" if math.isnan(share) else f"{share:.1%}")
        for label, slope, intercept, share in zip(
            result.data.labels, article.slope_, article.intercept_, article.prevalence_, strict=True
        )
    )
    header = ("label", "slope", "intercept", "articles with it")
    return (
        "The probability of a whole article is sigmoid(slope * logit(1 - prod(1 - p)) + intercept), p being "
        "those of its sentences; it is for articles of which the last column's share has the label.\n\n"
        f"{markdown_table(header, rows)}"
    )
