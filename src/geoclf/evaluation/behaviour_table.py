"""Behaviour tests as plain text for a terminal."""

from collections.abc import Sequence

from geoclf.evaluation.behaviour import BehaviourReport, CapabilityResult
from geoclf.evaluation.grid import aligned, split_columns

__all__ = ["format_behaviour"]


def format_behaviour(reports: Sequence[BehaviourReport]) -> str:
    """Return the pass rates of one or more systems on the same suite, one column each, by kind of test.

    Examples
    --------
    >>> import numpy as np
    >>> from geoclf.corpus.behaviour import BehaviourCase
    >>> from geoclf.evaluation.behaviour import run_behaviour
    >>> case = BehaviourCase("1", "plain", "capability", "Firman un tratado.", None, ("treaty",), (), ())
    >>> always = lambda texts: (np.ones((len(texts), 1), dtype=bool), np.ones((len(texts), 1)))
    >>> print(format_behaviour([run_behaviour("always", [case], ["treaty"], always)]))
    behaviour tests  cases  always
    all              1      1.00 [0.21, 1.00]
    <BLANKLINE>
    capability
      plain          1      1.00 [0.21, 1.00]
    """
    columns = [report.capabilities for report in reports]
    rows = [
        ["behaviour tests", "cases", *(report.system for report in reports)],
        _row("all", [report.total for report in reports]),
    ]
    for kind in dict.fromkeys(result.kind for result in columns[0]):
        rows += [[], [kind]]
        for results in zip(*columns, strict=True):
            if results[0].kind == kind:
                rows.append(_row(f"  {results[0].capability}", results))
    return "\n\n".join(aligned(part) for part in split_columns(rows))


def _row(title: str, results: Sequence[CapabilityResult]) -> list[str]:
    cells = [f"{result.rate:.2f} [{result.low:.2f}, {result.high:.2f}]" for result in results]
    return [title, str(results[0].cases), *cells]
