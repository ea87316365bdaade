"""What the data were built from and what came out, so that anybody can check that they got the same."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geoclf.corpus.agreement import Agreement, LabelAgreement
from geoclf.corpus.stats import TierStats

__all__ = ["Manifest"]

_DIGITS = 6


@dataclass(frozen=True)
class Manifest:
    """Everything a build depended on and produced: no time stamp, no path of this machine.

    Attributes
    ----------
    geoclf_version
        Version of the package that built the data.
    scheme_name, scheme_version, scheme_hash
        The scheme that the labels follow.
    inputs, outputs
        Hexadecimal SHA-256 by file, each named from the folder above `data/` and `seeds/`.
    tiers
        What each tier holds.
    readers
        Names of the two readers that `agreement` is between.
    agreement
        How far they agree on the gold sentences.
    adjudicated
        Number of gold sentences with an adjudicator's verdict.
    """

    geoclf_version: str
    scheme_name: str
    scheme_version: str
    scheme_hash: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    tiers: Sequence[TierStats]
    readers: tuple[str, str]
    agreement: Agreement
    adjudicated: int

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as JSON values; numbers that are undefined become null, with the reason."""
        return {
            "geoclf_version": self.geoclf_version,
            "scheme": {"name": self.scheme_name, "version": self.scheme_version, "hash": self.scheme_hash},
            "inputs": dict(self.inputs),
            "outputs": dict(self.outputs),
            "tiers": {tier.name: _tier(tier) for tier in self.tiers},
            "agreement": {
                "readers": list(self.readers),
                "adjudicated": self.adjudicated,
                **_agreement(self.agreement),
            },
        }

    def dumps(self) -> str:
        """Return the text of the manifest's file: the same text for the same manifest."""
        return (
            json.dumps(self.to_json(), ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True) + "\n"
        )


def _tier(stats: TierStats) -> dict[str, Any]:
    return {
        "examples": stats.examples,
        "groups": stats.groups,
        "labels": {label.label: label.examples for label in stats.labels},
        "without_label": stats.without_label,
        "distinct_4grams": round(stats.distinct_4grams, _DIGITS),
    }


def _agreement(agreement: Agreement) -> dict[str, Any]:
    return {
        "sentences": agreement.sentences,
        "alpha_masi": _number(agreement.alpha, agreement.undefined),
        "labels": {label.label: _label(label) for label in agreement.labels},
        "label_disagreements": [pair.id for pair in agreement.label_disagreements],
        "status_disagreements": [pair.id for pair in agreement.status_disagreements],
    }


def _label(label: LabelAgreement) -> dict[str, Any]:
    return {
        "first": label.first,
        "second": label.second,
        "both": label.both,
        "raw": round(label.raw, _DIGITS),
        "kappa": _number(label.kappa, label.undefined),
    }


def _number(value: float, undefined: str | None) -> dict[str, Any]:
    return {"value": None if math.isnan(value) else round(value, _DIGITS), "undefined": undefined}
