from geoclf.corpus.stats import LabelStats, tier_stats
from geoclf.records import Example, Status
from geoclf.scheme.loading import load_scheme

SCHEME = load_scheme()


def example(number: int, group: str, text: str, **status: Status) -> Example:
    return Example(
        id=str(number),
        text=text,
        labels=tuple(status),
        tier="extended",
        group=group,
        scheme_version=SCHEME.version,
        status=tuple(status.values()),
    )


EXAMPLES = [
    example(1, "a", "uno dos tres", sanctions="asserted"),
    example(2, "a", "uno dos", sanctions="negated", treaty="prospective"),
    example(3, "b", "uno", treaty="prospective"),
    example(4, "c", "uno dos tres cuatro"),
    example(5, "c", "uno dos tres cuatro cinco"),
    example(6, "b", "uno dos tres", treaty="asserted"),
]


def test_counts_are_those_made_by_hand() -> None:
    stats = tier_stats(EXAMPLES, SCHEME, "mine")
    assert (stats.name, stats.examples, stats.groups) == ("mine", 6, 3)
    assert stats.labels == (
        LabelStats("military_cooperation", 0, 0, (0, 0, 0)),
        LabelStats("sanctions", 2, 1, (1, 0, 1)),
        LabelStats("humanitarian_aid", 0, 0, (0, 0, 0)),
        LabelStats("treaty", 3, 2, (1, 2, 0)),
    )
    assert stats.without_label == 2
    assert stats.share_without_label == 2 / 6
    assert stats.words == (2.25, 3.0, 3.75)
    # "uno dos tres cuatro" twice, "dos tres cuatro cinco" once.
    assert stats.distinct_4grams == 2 / 3


def test_combinations_come_commonest_first_then_by_name() -> None:
    assert tier_stats(EXAMPLES, SCHEME, "mine").combinations == (
        ((), 2),
        (("treaty",), 2),
        (("sanctions",), 1),
        (("sanctions", "treaty"), 1),
    )


def test_no_examples_make_zeros() -> None:
    stats = tier_stats([], SCHEME, "mine")
    assert (stats.examples, stats.share_without_label, stats.words) == (0, 0.0, (0.0, 0.0, 0.0))
