from typing import Any

import pytest
from datasets import Dataset

from geoclf.api import load_model
from geoclf.classifier.estimator import GeoClassifier
from geoclf.classifier.nearest import ExampleIndex
from geoclf.errors import ParameterError

EXAMPLES = [
    {"id": "a", "text": "Firman un tratado de paz.", "labels": ["treaty"]},
    {"id": "b", "text": "Llueve en Lima.", "labels": []},
    {"id": "c", "text": "Firmarán un TRATADO de límites.", "labels": ["treaty"]},
    {"id": "d", "text": "Firman un tratado de paz.", "labels": []},
]


def test_the_likest_come_first_and_strangers_not_at_all() -> None:
    found = ExampleIndex(EXAMPLES).nearest("Firman un tratado de paz.", 9)
    assert [example.id for example in found] == ["a", "d", "c"]
    assert found[0].similarity == pytest.approx(1)
    assert all(1 >= one.similarity > 0 for one in found)
    assert found[2].text == EXAMPLES[2]["text"]
    assert found[2].labels == ("treaty",)
    assert ExampleIndex(EXAMPLES).nearest("Nieva.", 9) == ()


def test_accents_and_case_do_not_matter() -> None:
    index = ExampleIndex(EXAMPLES)
    assert index.nearest("LI\u0301MITES", 1)[0].id == "c"


def test_a_dataset_serves_as_examples(trained: GeoClassifier) -> None:
    found = trained.explain("Llueve.", nearest=1, examples=Dataset.from_list(EXAMPLES)).nearest
    assert [example.id for example in found] == ["b"]


def test_an_index_serves_as_examples(trained: GeoClassifier) -> None:
    found = trained.explain("Llueve.", nearest=1, examples=ExampleIndex(EXAMPLES)).nearest
    assert [example.id for example in found] == ["b"]


def test_a_model_of_shipped_examples_finds_them() -> None:
    clf = load_model()
    explanation = clf.explain("Rusia y Corea del Norte firmaron un tratado de defensa mutua.", nearest=5)
    assert len(explanation.nearest) == 5
    assert any("treaty" in example.labels for example in explanation.nearest)
    assert not clf.explain("Rusia.").nearest


def test_other_models_need_examples() -> None:
    texts, labels = ["Firman un tratado.", "Aprueban sanciones."] * 3, [["treaty"], ["sanctions"]] * 3
    clf = GeoClassifier().fit(texts, labels)
    with pytest.raises(
        ParameterError, match=r"not trained on the examples that ship.*pass those .*examples="
    ):
        clf.explain("Firman.", nearest=1)
    assert clf.explain("Firman.", nearest=1, examples=EXAMPLES).nearest[0].id == "a"


@pytest.mark.parametrize(
    ("examples", "message"),
    [
        ([], "expected texts with words, got 0 examples with none"),
        ([{"text": "...", "labels": []}], "expected texts with words, got 1 examples with none"),
        (["Firman."], "example 0: expected a mapping with text and labels, got str"),
        ([EXAMPLES[0], {"text": None, "labels": []}], 'example 1: expected "text", a string, got None'),
        ([{"text": "Firman.", "labels": "treaty"}], "expected \"labels\", a list of names, got 'treaty'"),
        ([{"text": "Firman.", "labels": [1]}], r'expected "labels", a list of names, got \[1\]'),
    ],
)
def test_malformed_examples(examples: Any, message: str, trained: GeoClassifier) -> None:
    with pytest.raises(ParameterError, match=message):
        trained.explain("Firman.", nearest=1, examples=examples)


@pytest.mark.parametrize("nearest", [-1, 2.5, "5"])
def test_nearest_is_a_number_of_examples(nearest: Any, trained: GeoClassifier) -> None:
    with pytest.raises(ParameterError, match="nearest: expected a number of examples, 0 or more, got"):
        trained.explain("Firman.", nearest=nearest)
