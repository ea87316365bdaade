"""Which of the examples that ship with geoclf a classifier was trained on."""

from itertools import combinations

from geoclf.classifier.origin import Origin, training_hash
from geoclf.corpus.examples import load_tier, select_tiers
from geoclf.records import LabelledTexts
from geoclf.scheme.loading import load_scheme

__all__ = ["shipped_training_data"]


def shipped_training_data(origin: Origin) -> LabelledTexts | None:
    """Return the tiers that ship with geoclf whose hash is that of the training data; None if there are none.

    A classifier remembers the hash of its training data alone, so it must have been trained on all of a
    tier, or of several, in the order gold, derived, extended.
    """
    scheme = load_scheme()
    tiers = [load_tier(tier, scheme) for tier in select_tiers("all")]
    for first, *others in (some for n in range(1, len(tiers) + 1) for some in combinations(tiers, n)):
        # Hashing takes long; most combinations are of another size.
        if sum(map(len, (first, *others))) != origin.n_texts:
            continue
        known = first.joined(*others)
        if training_hash(known.texts, known.targets) == origin.data_hash:
            return known
    return None
