"""What a classifier is: what was trained as a hash, and what can be adjusted afterwards as it is."""

import hashlib
from typing import Any

import numpy as np

from geoclf.classifier.labeller import Labeller
from geoclf.hashing import canonical_json
from geoclf.parts import describe_part
from geoclf.protocols import AdjustableDecision, State

__all__ = ["adjustments", "hash_of_classifier"]

_AIM = ("aim", "at_least")
_LEVELS = {"--miss": "miss", "--false-alarm": "false_alarm"}
_THRESHOLDS = "thresholds"


def hash_of_classifier(classifier: Labeller) -> str:
    """Return the hexadecimal SHA-256 of all that a trained classifier would save but its `adjustments`.

    Examples
    --------
    >>> import geoclf
    >>> clf = geoclf.load_model()
    >>> hash_of_classifier(clf) == hash_of_classifier(clf.with_thresholds({"treaty": 0.6}))
    True
    """
    digest = hashlib.sha256("\n".join(classifier.labels).encode("utf-8"))
    for part in (classifier.features_, classifier.model_, classifier.decision_, classifier.article_):
        state = part.state()
        if isinstance(part, AdjustableDecision):
            state = _unadjusted(state)
        digest.update(canonical_json(describe_part(part, state)).encode("utf-8"))
        for name, array in sorted(state.arrays.items()):
            digest.update(f"{name} {array.dtype} {array.shape}".encode())
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def adjustments(classifier: Labeller) -> dict[str, Any]:
    """Return what of a classifier can be changed without training, by the options that change it.

    Examples
    --------
    >>> import geoclf
    >>> found = adjustments(geoclf.load_model().with_aim("recall", 0.9))
    >>> found["--aim"], list(found)
    ('recall=0.9', ['--aim', '--threshold', '--miss', '--false-alarm'])
    """
    decision = classifier.decision_
    if not isinstance(decision, AdjustableDecision):
        return {}
    params = decision.state().params
    aim = "=".join(str(params[name]) for name in _AIM if params.get(name) is not None)
    levels = {option: params.get(name) for option, name in _LEVELS.items()}
    return {"--aim": aim, "--threshold": classifier.thresholds, **levels}


def _unadjusted(state: State) -> State:
    changeable = {*_AIM, *_LEVELS.values()}
    return State(
        params={name: value for name, value in state.params.items() if name not in changeable},
        values=state.values,
        arrays={name: array for name, array in state.arrays.items() if name != _THRESHOLDS},
    )
