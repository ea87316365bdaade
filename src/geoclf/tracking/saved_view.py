"""A view of the runs table with the columns that matter, offered under "Views" in MLflow's pages.

The state is the one that MLflow's own page keeps (3.17); an MLflow that does not know it ignores it.
"""

import json
from collections.abc import Sequence
from typing import Any

from geoclf.hashing import sha256_of_json
from geoclf.tracking.items import SavedView
from geoclf.tracking.metric_items import HIGH, LOW, score_key

__all__ = ["saved_view"]

_MAIN = "macro_f1"
_CHARTED = ("macro_f1", "micro_f1", "macro_average_precision")
_PARTS = ("features", "model", "decision")
_ID_LENGTH = 12
# The run's name and its date, which always stand first, by MLflow's own names; width in pixels.
_FIXED_COLUMNS = {"attributes.`Run Name`": 210, "runDateAndNestInfo": 160}
_NARROWEST, _PIXELS, _MARGIN = 130, 6, 36


def saved_view(dataset: str, labels: Sequence[str]) -> SavedView:
    """Return a view of all experiments, best macro F1 on `dataset` first.

    Columns are macro F1 with its interval, F1 of each label, and the parts of the classifier. Charts of the
    main scores stand before those that MLflow adds.
    """
    main = score_key(dataset, _MAIN)
    of_labels = [score_key(dataset, f"{label}/f1") for label in labels]
    metrics = [main, main + LOW, main + HIGH, *of_labels]
    columns = {
        **_FIXED_COLUMNS,
        **{f"metrics.`{metric}`": _width(metric) for metric in metrics},
        **{f"params.`{part}`": _width(part) for part in _PARTS},
    }
    state = {
        "searchFilter": "tags.kind = 'experiment'",
        "orderByKey": f"metrics.`{main}`",
        "orderByAsc": False,
        "startTime": "ALL",
        "lifecycleFilter": "Active",
        "datasetsFilter": [],
        "modelVersionFilter": "All Runs",
        "selectedColumns": [column for column in columns if column not in _FIXED_COLUMNS],
        "columnOrder": list(columns),
        "columnWidths": columns,
        "isAccordionReordered": True,
        **_charts(
            {
                f"Scores on {dataset}": [score_key(dataset, key) for key in _CHARTED],
                f"F1 by label on {dataset}": of_labels,
            }
        ),
    }
    identity = sha256_of_json([dataset, list(labels)])[:_ID_LENGTH]
    return SavedView(identity, f"Scores on {dataset}", json.dumps(state, ensure_ascii=False))


def _width(name: str) -> int:
    return max(_NARROWEST, _PIXELS * len(name) + _MARGIN)


def _charts(sections: dict[str, list[str]]) -> dict[str, Any]:
    """Return chart sections by title, one bar chart per metric."""
    return {
        "compareRunSections": [
            {
                "uuid": title,
                "name": title,
                "display": True,
                "isReordered": True,
                "deleted": False,
                "isGenerated": False,
            }
            for title in sections
        ],
        "compareRunCharts": [
            {
                "uuid": f"{title} {metric}",
                "type": "BAR",
                "runsCountToCompare": 20,
                "metricSectionId": title,
                "deleted": False,
                "isGenerated": False,
                "displayName": metric,
                "metricKey": metric,
            }
            for title, metrics in sections.items()
            for metric in metrics
        ],
    }
