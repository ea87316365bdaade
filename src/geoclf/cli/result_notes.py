"""What a reader of an experiment's scores must not miss."""

from collections.abc import Iterator

from geoclf.experiment.result import ExperimentResult

__all__ = ["result_notes"]


def result_notes(result: ExperimentResult) -> list[str]:
    """Return one sentence for each thing that makes the scores mean less, or other, than they seem to."""
    return list(_notes(result))


def _notes(result: ExperimentResult) -> Iterator[str]:
    judged = result.evaluations[0].predictions
    if len(set(judged.groups)) == len(judged.groups) > 1:
        yield (
            f"each of the {len(judged.groups)} texts of {judged.dataset} is a group of its own. If some come "
            'from the same article, give those lines the same "group": else the model is judged on articles '
            "it has seen"
        )
    dropped = sum(fold.n_dropped for fold in result.folds)
    if dropped:
        yield (
            f"{dropped} times a text was kept from training because it is nearly the same as a held-out one, "
            "rewritten from it, or of its article"
        )
    for name, number in result.left_out.items():
        if number:
            trained = result.data.name
            yield f"{number} texts of {name} are not judged: they stand in {trained}, the same or nearly"
