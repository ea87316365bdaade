import json
import math

from geoclf.corpus.agreement import Agreement, LabelAgreement
from geoclf.corpus.manifest import Manifest
from geoclf.corpus.stats import LabelStats, TierStats


def manifest(kappa: float, undefined: str | None, inputs: dict[str, str]) -> Manifest:
    label = LabelAgreement("treaty", first=2, second=1, both=1, raw=2 / 3, kappa=kappa, undefined=undefined)
    return Manifest(
        geoclf_version="1",
        scheme_name="s",
        scheme_version="2",
        scheme_hash="h",
        inputs=inputs,
        outputs={},
        tiers=(
            TierStats("gold", 3, 1, (LabelStats("treaty", 2, 1, (2, 0, 0)),), 1, (), (1.0, 1.0, 1.0), 0.9),
        ),
        readers=("reader_a", "reader_b"),
        agreement=Agreement(3, (label,), 0.5, None, (), ()),
        adjudicated=1,
    )


def test_what_is_undefined_becomes_null_with_the_reason() -> None:
    content = json.loads(manifest(math.nan, "no sentence has it", {}).dumps())
    assert content["agreement"]["labels"]["treaty"] == {
        "first": 2,
        "second": 1,
        "both": 1,
        "raw": 0.666667,
        "kappa": {"value": None, "undefined": "no sentence has it"},
    }


def test_the_order_in_which_files_were_read_does_not_matter() -> None:
    one = manifest(0.4, None, {"seeds/ñ": "1", "data/b": "2"})
    other = manifest(0.4, None, {"data/b": "2", "seeds/ñ": "1"})
    assert one.dumps() == other.dumps()
    assert one.dumps().endswith("}\n")
    assert "ñ" in one.dumps()
