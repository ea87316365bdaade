"""The scheme that ships with geoclf."""

import re
from collections.abc import Iterator

import pytest

from geoclf.jsonl import read_jsonl
from geoclf.resources import resource_dir
from geoclf.scheme.parts import Localised
from geoclf.scheme.schema import Scheme

CAMEO = {
    "military_cooperation": {
        "062": "Cooperate militarily",
        "072": "Provide military aid",
        "074": "Provide military protection or peacekeeping",
        "0312": "Express intent to cooperate militarily",
        "0332": "Express intent to provide military aid",
        "0334": "Express intent to provide military protection or peacekeeping",
        "0212": "Appeal for military cooperation",
        "0232": "Appeal for military aid",
        "0234": "Appeal for military protection or peacekeeping",
        "1012": "Demand military cooperation",
        "1032": "Demand military aid",
        "1034": "Demand military protection or peacekeeping",
        "1212": "Reject military cooperation",
        "1222": "Reject request for military aid",
        "1224": "Reject request for military protection or peacekeeping",
        "1622": "Reduce or stop military assistance",
        "1661": "Expel or withdraw peacekeepers",
    },
    "sanctions": {
        "163": "Impose embargo, boycott, or sanctions",
        "085": "Ease economic sanctions, boycott, embargo",
        "0354": "Express intent to ease economic sanctions, boycott, or embargo",
        "0254": "Appeal for easing of economic sanctions, boycott, or embargo",
        "1054": "Demand easing of economic sanctions, boycott, or embargo",
        "1244": "Refuse to ease economic sanctions, boycott, or embargo",
        "1312": "Threaten with sanctions, boycott, embargo",
    },
    "humanitarian_aid": {
        "073": "Provide humanitarian aid",
        "0863": "Allow humanitarian access",
        "0333": "Express intent to provide humanitarian aid",
        "0233": "Appeal for humanitarian aid",
        "1033": "Demand humanitarian aid",
        "1223": "Reject request for humanitarian aid",
        "1623": "Reduce or stop humanitarian assistance",
        "1663": "Expel or withdraw aid agencies",
    },
    "treaty": {
        "057": "Sign formal agreement",
        "127": "Reject plan, agreement to settle dispute",
        "164": "Halt negotiations",
        "196": "Violate ceasefire",
        "128": "Defy norms, law",
    },
}

# The first two digits say how an act is spoken of; 08 eases, 05 to 07 and 16 do.
ROOTS = {"02": "appeal", "03": "intent", "10": "demand", "12": "reject", "13": "threaten"}

PLOVER = {
    "military_cooperation": ["COOPERATE", "AID", "AGREE", "REQUEST", "REJECT"],
    "sanctions": ["SANCTION", "THREATEN", "RETREAT"],
    "humanitarian_aid": ["AID", "AGREE", "REQUEST", "REJECT"],
    "treaty": ["SUPPORT", "AGREE"],
}


def texts(scheme: Scheme) -> Iterator[Localised]:
    yield from filter(None, (scheme.title, scheme.unit))
    yield from (*scheme.rule, *scheme.crosswalk_notes)
    for label in scheme.definitions:
        yield from (label.title, label.definition, *label.includes, *label.excludes, *label.crosswalk.notes)
        yield from (example.note for example in label.examples if example.note is not None)
        yield from (code.reason for code in label.crosswalk.not_cameo)
    yield from (case.text for case in scheme.boundary_cases)
    yield from (decision.text for decision in scheme.decisions)


def test_name_version_and_labels_are_those_annotations_refer_to(shipped: Scheme) -> None:
    assert (shipped.name, shipped.version) == ("geopolitical", "1.0")
    assert shipped.labels == ("military_cooperation", "sanctions", "humanitarian_aid", "treaty")


def test_size_is_that_of_the_codebook(shipped: Scheme) -> None:
    assert len(shipped.boundary_cases) == 16
    assert len(shipped.decisions) == 10
    assert len(shipped.rule) == 4
    sizes = [(len(label.includes), len(label.excludes)) for label in shipped.definitions]
    assert sizes == [(13, 6), (10, 5), (9, 6), (6, 6)]


def test_every_text_is_written_in_both_languages(shipped: Scheme) -> None:
    same = [text.es for text in texts(shipped) if text.es == text.en]
    assert same == []


def test_spanish_uses_spanish_quotation_marks(shipped: Scheme) -> None:
    assert [text.es for text in texts(shipped) if re.search(r'["“”]', text.es)] == []


def test_names_in_code_are_labels(shipped: Scheme) -> None:
    for text in texts(shipped):
        names = re.findall(r"`([^`]*)`", text.es)
        assert names == re.findall(r"`([^`]*)`", text.en)
        assert set(names) <= set(shipped.labels)


def test_examples_are_quoted_from_the_seeds(shipped: Scheme) -> None:
    articles = {
        path.name[:3]: path.read_bytes().decode("utf-8") for path in resource_dir("seeds").glob("*.txt")
    }
    for label in shipped.definitions:
        for example in label.examples:
            assert example.seed is not None
            assert articles[example.seed][example.start : example.end] == example.quote


def test_examples_are_labelled_as_in_the_gold_data(shipped: Scheme) -> None:
    records = (record for _, record in read_jsonl(resource_dir("data") / "gold" / "examples.jsonl"))
    gold = {record["text"]: tuple(record["labels"]) for record in records}
    for label in shipped.definitions:
        for example in label.examples:
            assert gold[example.quote] == example.labels


@pytest.mark.parametrize("label", CAMEO)
def test_each_label_has_examples_for_and_against(shipped: Scheme, label: str) -> None:
    examples = shipped[label].examples
    positive = [example for example in examples if label in example.labels]
    assert len(positive) >= 4
    assert len(examples) - len(positive) >= 3
    assert all(example.note is not None for example in examples)


def test_one_sentence_has_the_same_labels_wherever_it_is_quoted(shipped: Scheme) -> None:
    labels: dict[str, set[tuple[str, ...]]] = {}
    for label in shipped.definitions:
        for example in label.examples:
            labels.setdefault(example.quote, set()).add(example.labels)
    assert [quote for quote, found in labels.items() if len(found) > 1] == []


def test_labels_are_listed_in_the_order_of_the_scheme(shipped: Scheme) -> None:
    rows = [example.labels for label in shipped.definitions for example in label.examples]
    rows += [case.labels for case in shipped.boundary_cases]
    assert shipped.decode(shipped.encode(rows)) == rows


def test_a_boundary_case_is_about_labels_it_does_not_have(shipped: Scheme) -> None:
    for case in shipped.boundary_cases:
        assert case.labels or case.about
        assert not set(case.labels) & set(case.about)


@pytest.mark.parametrize("label", CAMEO)
def test_cameo_codes_are_complete_with_their_official_titles(shipped: Scheme, label: str) -> None:
    assert {code.code: code.title for code in shipped[label].crosswalk.cameo} == CAMEO[label]


def test_cameo_modes_follow_the_root_codes(shipped: Scheme) -> None:
    for label in shipped.definitions:
        for code in label.crosswalk.cameo:
            if code.code in ("128", "196"):
                assert code.mode == "breach"
            elif code.code[:2] in ROOTS:
                assert code.mode == ROOTS[code.code[:2]]
            else:
                assert code.mode in ("done", "ease", "reduce_or_stop")
    assert {code.code for label in shipped.definitions for code in label.crosswalk.cameo if code.nearest} == {
        "127",
        "128",
        "164",
        "196",
    }


def test_lookalike_codes_are_named(shipped: Scheme) -> None:
    assert {code.code: code.title.split(",")[0] for code in shipped["sanctions"].crosswalk.not_cameo} == {
        "172": "Impose administrative sanctions",
        "174": "Expel or deport individuals",
        "081": "Ease administrative sanctions",
    }


@pytest.mark.parametrize("label", PLOVER)
def test_plover_types_are_complete(shipped: Scheme, label: str) -> None:
    assert [each.type for each in shipped[label].crosswalk.plover] == PLOVER[label]


def test_plover_modes_and_contexts_are_those_of_the_codebook(shipped: Scheme) -> None:
    assert [each.modes for each in shipped["sanctions"].crosswalk.plover] == [
        ("discontinue",),
        ("restrict",),
        (),
    ]
    assert {each.contexts for each in shipped["humanitarian_aid"].crosswalk.plover} == {
        ("disasters", "human_security", "migration", "health")
    }
    assert {each.contexts for each in shipped["military_cooperation"].crosswalk.plover} == {
        ("military", "peacekeeping")
    }


def test_sources_of_the_crosswalk_are_dated(shipped: Scheme) -> None:
    assert [(source.version, source.date) for source in shipped.sources] == [
        ("1.1b3", "March 2012"),
        ("draft 0.8", "September 2021"),
    ]
