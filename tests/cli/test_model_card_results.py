from geoclf.cli.model_card_results import behaviour_table, failed_capabilities
from geoclf.corpus.behaviour import BehaviourCase
from geoclf.evaluation.behaviour import BehaviourReport, CaseResult


def report(system: str, n_passed: int) -> BehaviourReport:
    """Ten cases of "plain", `n_passed` of them passed."""
    case = BehaviourCase("plain-1", "plain", "capability", "Firman.", None, ("treaty",), (), ())
    return BehaviourReport(system, tuple(CaseResult(case, row < n_passed, "said") for row in range(10)))


def test_behaviour_stands_beside_the_baselines() -> None:
    table = behaviour_table([report("mine", 9), report("other", 0)])
    assert "| capability | kind | cases | mine | other |" in table
    assert "| `plain` | capability | 10 | 0.90 [0.60, 0.98] | 0.00 [0.00, 0.28] |" in table
    assert behaviour_table([]) == "None were run."


def test_what_fails_is_named_from_below_nine_in_ten() -> None:
    start = "Behaviour tests passed in fewer than 90% of their cases: "
    assert failed_capabilities([report("mine", 9), report("other", 0)]) == f"{start}none."
    assert failed_capabilities([report("mine", 8)]) == f"{start}`plain` (80% of 10)."
    assert failed_capabilities([]) == "No behaviour tests were run."
