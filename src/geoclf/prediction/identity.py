"""What a classifier is, as a hash: the same for the same labels from the same texts."""

import hashlib

import numpy as np

from geoclf.classifier.labeller import Labeller
from geoclf.hashing import canonical_json
from geoclf.parts import describe_part

__all__ = ["hash_of_classifier"]


def hash_of_classifier(classifier: Labeller) -> str:
    """Return the hexadecimal SHA-256 of all that a trained classifier would save.

    Examples
    --------
    >>> import geoclf
    >>> clf = geoclf.load_model()
    >>> hash_of_classifier(clf) == hash_of_classifier(clf.with_thresholds({"treaty": 0.6}))
    False
    """
    digest = hashlib.sha256("\n".join(classifier.labels).encode("utf-8"))
    for part in (classifier.features_, classifier.model_, classifier.decision_, classifier.article_):
        state = part.state()
        digest.update(canonical_json(describe_part(part, state)).encode("utf-8"))
        for name, array in sorted(state.arrays.items()):
            digest.update(f"{name} {array.dtype} {array.shape}".encode())
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
