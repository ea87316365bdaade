import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geoclf.corpus.checks import check_data
from geoclf.corpus.gates import GATES, Violation
from geoclf.errors import DataError
from geoclf.jsonl import read_jsonl, write_jsonl
from geoclf.resources import resource_dir
from geoclf.scheme.loading import load_scheme

SCHEME = load_scheme()

Record = dict[str, Any]


class Copy:
    """Gold and seeds, copied to be spoilt."""

    def __init__(self, gold_only: Path, folder: Path) -> None:
        self.data = shutil.copytree(gold_only, folder / "data")
        self.seeds = shutil.copytree(resource_dir("seeds"), folder / "seeds")
        self.gold_file = self.data / "gold" / "examples.jsonl"
        self.gold = [record for _, record in read_jsonl(self.gold_file)]

    def write(self, tier: str, *records: Record) -> Path:
        path = self.data / tier / "planted.jsonl"
        write_jsonl(path, records)
        return path

    def all_violations(self) -> list[Violation]:
        return check_data(self.data, self.seeds, SCHEME)

    def violations(self) -> list[Violation]:
        """Return violations but for the manifest's, which every planted change makes stale."""
        return [violation for violation in self.all_violations() if violation.kind != "manifest"]


@pytest.fixture
def copy(gold_only: Path, tmp_path: Path) -> Copy:
    return Copy(gold_only, tmp_path)


def written(**changes: Any) -> Record:
    return {
        "id": "planted-1",
        "text": "La Cruz Roja repartió mantas y víveres entre los desplazados de Darfur.",
        "labels": ["humanitarian_aid"],
        "tier": "extended",
        "group": "planted",
        "derived_from": None,
        "source": None,
        "annotators": {},
        "status": ["asserted"],
        "evidence": [],
        "scheme_version": SCHEME.version,
        "note": None,
    } | changes


def test_a_planted_example_without_fault_changes_only_the_manifest(copy: Copy) -> None:
    path = copy.write("extended", written())
    assert copy.all_violations() == [
        Violation(path, 0, "manifest", "not in the manifest; run: geoclf data build")
    ]


def test_a_violation_prints_like_a_compilers() -> None:
    assert str(Violation(Path("a/b.jsonl"), 3, "label", "no such")) == "a/b.jsonl:3: label: no such"
    assert str(Violation(Path("a/b.jsonl"), 0, "manifest", "stale")) == "a/b.jsonl: manifest: stale"


def test_a_changed_article_is_found_and_so_are_the_sentences_that_it_breaks(copy: Copy) -> None:
    article = next(copy.seeds.glob("003*.txt"))
    article.write_bytes(article.read_bytes().replace(b"defensa", b"DEFENSA", 1))
    (seed, *sentences) = sorted(copy.violations(), key=lambda violation: violation.kind)
    assert seed.kind == "seed"
    assert "expected SHA-256" in seed.message
    assert len(sentences) == 1
    assert "'defensa" in sentences[0].message
    assert "'DEFENSA" in sentences[0].message


def test_an_id_may_stand_once_over_all_tiers(copy: Copy) -> None:
    path = copy.write("extended", written(id=copy.gold[4]["id"]))
    assert copy.violations() == [
        Violation(path, 1, "id", f"id stands already at {copy.gold[4]['id']} (examples.jsonl:5)")
    ]


def test_the_same_text_in_two_groups_is_found_whatever_its_case_and_accents(copy: Copy) -> None:
    text = copy.gold[0]["text"]
    path = copy.write("extended", written(text=text.upper().replace("Ó", "O").rstrip(".")))
    gold = f"{copy.gold[0]['id']} (examples.jsonl:1)"
    assert copy.violations() == [Violation(path, 1, "duplicate", f"same text as {gold} in group 000")]


def test_nearly_the_same_text_in_two_groups_is_found(copy: Copy) -> None:
    text = copy.gold[0]["text"]
    path = copy.write(
        "extended", written(text=text.replace("China y Rusia", "China")), written(id="planted-2")
    )
    (violation,) = copy.violations()
    assert violation[:3] == (path, 1, "near-duplicate")
    assert violation.message.endswith(f"% the same as {copy.gold[0]['id']} (examples.jsonl:1) in group 000")


def test_the_same_text_within_a_group_is_allowed(copy: Copy) -> None:
    copy.write("extended", written(), written(id="planted-2"))
    assert copy.violations() == []


def derived(origin: Record, **changes: Any) -> Record:
    text = "Los socios de la Alianza confirmaron ayer en Bruselas lo dicho."
    return written(tier="derived", derived_from=origin["id"], group=origin["group"], text=text) | changes


def test_a_derived_example_of_the_group_of_its_origin_is_right(copy: Copy) -> None:
    copy.write("derived", derived(copy.gold[0]))
    assert copy.violations() == []


def test_a_derived_example_needs_an_origin_in_gold(copy: Copy) -> None:
    path = copy.write("derived", derived(copy.gold[0], derived_from="gold-9"))
    assert copy.violations() == [
        Violation(path, 1, "derived-from", "derived from 'gold-9', which is no gold id")
    ]


def test_a_derived_example_in_another_group_is_found(copy: Copy) -> None:
    path = copy.write("derived", derived(copy.gold[0], group="004"))
    (violation,) = copy.violations()
    assert violation[:3] == (path, 1, "group")
    assert "group '004' differs from group '000'" in violation.message


OPENINGS = ["mesa", "risa", "casa", "vaca", "boda", "rama", "loma", "duna", "jaca"]


def template(count: int) -> list[Record]:
    """Return sentences with one opening and nothing else in common."""
    return [
        written(id=f"t{n}", group=f"t{n}", text=f"El portavoz recordó ayer {word * 3} {word * 4} {word * 5}")
        for n, word in enumerate(OPENINGS[:count])
    ]


def test_an_opening_of_too_many_written_sentences_is_found(copy: Copy) -> None:
    path = copy.write("extended", *template(9))
    (violation,) = copy.violations()
    assert violation[:3] == (path, 9, "template")
    assert violation.message == (
        "opening 'el portavoz recordo ayer' stands in 9 of 9 written sentences; at most 8 may share it; "
        "the first is t0 (planted.jsonl:1); reword some"
    )


def test_a_few_sentences_may_open_alike(copy: Copy) -> None:
    copy.write("extended", *template(8))
    assert copy.violations() == []


def test_words_copied_from_a_held_out_text_are_found(copy: Copy, tmp_path: Path) -> None:
    path = copy.write("extended", written(), written(id="planted-2", text="Otra cosa, muy distinta de todo."))
    held_out = tmp_path / "press.jsonl"
    write_jsonl(held_out, [{"text": "Nada."}, {"text": "Mantas y víveres entre los desplazados, dijo."}])
    violations = check_data(copy.data, copy.seeds, SCHEME, [held_out])
    assert [violation for violation in violations if violation.kind != "manifest"] == [
        Violation(
            path,
            1,
            "held-out",
            f"shares 'mantas y viveres entre los desplazados' with {held_out}:2; reword it",
        )
    ]


def test_a_held_out_file_without_texts_is_refused(copy: Copy, tmp_path: Path) -> None:
    held_out = tmp_path / "press.jsonl"
    write_jsonl(held_out, [{"texto": "Nada."}])
    with pytest.raises(DataError, match=r"press\.jsonl:1: expected a key 'text' with a string; found: texto"):
        check_data(copy.data, copy.seeds, SCHEME, [held_out])


def write_case(copy: Copy, **changes: Any) -> Path:
    path = copy.data / "behaviour" / "cases.jsonl"
    case = {
        "id": "plain-1",
        "capability": "plain",
        "kind": "capability",
        "labels": [],
        "text": "Nada que ver.",
    }
    write_jsonl(path, [case | changes])
    return path


def test_a_behaviour_test_that_is_trained_on_is_found(copy: Copy) -> None:
    path = copy.write("extended", written())
    write_case(copy, text="LA CRUZ ROJA REPARTIÓ MANTAS Y VÍVERES ENTRE LOS DESPLAZADOS DE DARFUR")
    assert copy.violations() == [
        Violation(path, 1, "behaviour", "100% the same as the behaviour test plain-1; take one of them out")
    ]


def test_a_behaviour_test_whose_variant_is_nearly_trained_on_is_found(copy: Copy) -> None:
    path = copy.write("extended", written())
    variant = "La Cruz Roja repartió mantas y víveres entre los desplazados de Darfur y Kordofán."
    write_case(copy, kind="invariance", variant=variant)
    (violation,) = copy.violations()
    assert violation[:3] == (path, 1, "behaviour")


def test_behaviour_tests_of_their_own_are_right_but_for_the_manifest(copy: Copy) -> None:
    copy.write("extended", written())
    path = write_case(copy)
    assert copy.violations() == []
    assert (path, "not in the manifest; run: geoclf data build") in manifest_violations(copy)


def test_a_malformed_behaviour_test_is_found(copy: Copy) -> None:
    path = write_case(copy, labels=["treaties"])
    (violation,) = copy.violations()
    assert violation[:3] == (path.parent, 0, "behaviour")
    assert f"{path}:1: unknown label 'treaties'" in violation.message


def test_a_written_file_without_a_brief_is_found(copy: Copy) -> None:
    path = copy.write("extended", written())
    brief = {"id": "other", "tier": "extended", "kind": "mixed", "brief": "Everything."}
    write_jsonl(copy.data / "briefs.jsonl", [brief])
    assert copy.violations() == [
        Violation(path, 0, "brief", "no brief of this file in briefs.jsonl; say what it was written to")
    ]
    write_jsonl(copy.data / "briefs.jsonl", [brief, brief | {"id": "planted"}])
    assert copy.violations() == []
    write_jsonl(copy.data / "briefs.jsonl", [{"id": "planted"}])
    (violation,) = copy.violations()
    assert violation[:3] == (copy.data / "briefs.jsonl", 0, "brief")


def balanced(count: int) -> list[Record]:
    """Return sentences of made-up words: half without a label, the others with one each, in every status."""
    rng = np.random.default_rng(5)
    letters = np.array(list("aeioulnrst"))
    records = []
    for n in range(count):
        labels = [SCHEME.labels[n // 2 % 4]] if n % 2 else []
        status = ["asserted", "prospective", "negated"][n // 8 % 3]
        text = " ".join("".join(rng.choice(letters, 6)) for _ in range(8))
        records.append(
            written(id=f"b{n}", group=f"b{n}", text=text, labels=labels, status=[status] * len(labels))
        )
    return records


def test_a_large_extended_tier_that_is_even_is_right(copy: Copy) -> None:
    copy.write("extended", *balanced(1000))
    assert copy.violations() == []


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda r: r.update(labels=["treaty"], status=["negated"]) if not r["labels"] else None,
            "sentences without a label: 0.0%, expected at least 45%; write more of them",
        ),
        (
            lambda r: r.update(labels=[], status=[]) if r["labels"] == ["sanctions"] else None,
            "sentences with sanctions: 0.0%, expected at least 5%; write more of them",
        ),
        (
            lambda r: r.update(status=["asserted"]) if r["status"] == ["negated"] else None,
            "negated ones among humanitarian_aid: 0.0%, expected at least 15%; write more of them",
        ),
    ],
)
def test_a_large_extended_tier_that_is_lopsided_is_found(
    copy: Copy, spoil: Callable[[Record], object], message: str
) -> None:
    records = balanced(1000)
    for record in records:
        spoil(record)
    path = copy.write("extended", *records)
    violations = copy.violations()
    assert {(violation.file, violation.line, violation.kind) for violation in violations} == {
        (path.parent, 0, "balance")
    }
    assert message in [violation.message for violation in violations]


def manifest_violations(copy: Copy) -> list[tuple[Path, str]]:
    return [(v.file, v.message) for v in copy.all_violations() if v.kind == "manifest"]


@pytest.mark.parametrize("name", ["README.md", "gold/examples.jsonl", "annotations/reader_a.jsonl"])
def test_a_file_changed_after_the_build_makes_the_manifest_stale(copy: Copy, name: str) -> None:
    path = copy.data / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert manifest_violations(copy) == [
        (path, "changed since the manifest was written; run: geoclf data build")
    ]


def test_a_file_that_is_gone_makes_the_manifest_stale(copy: Copy) -> None:
    (copy.data / "README.md").unlink()
    assert manifest_violations(copy) == [
        (copy.data / "manifest.json", "data/README.md does not exist; run: geoclf data build")
    ]


def test_another_scheme_makes_the_manifest_stale(copy: Copy) -> None:
    path = copy.data / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["scheme"]["hash"] = "0" * 64
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert manifest_violations(copy) == [
        (path, "made with another content of the scheme; run: geoclf data build")
    ]


@pytest.mark.parametrize("content", [None, "{", "[]", "{}", '{"inputs": {}, "outputs": {}, "scheme": 1}'])
def test_a_manifest_that_is_none_is_found(copy: Copy, content: str | None) -> None:
    path = copy.data / "manifest.json"
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    ((file, message),) = manifest_violations(copy)
    assert file == path
    assert message.startswith("missing or not a manifest")


def test_no_gate_stands_twice() -> None:
    assert len(set(GATES)) == len(GATES)
