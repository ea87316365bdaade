from typing import Any

import pytest
from pydantic import ValidationError

from geoclf.errors import SchemeError
from geoclf.scheme.parts import CameoCode, LabelDefinition, Localised, SchemeExample


def test_plain_string_stands_for_both_languages() -> None:
    text = Localised.model_validate("  una medida ")
    assert (text.es, text.en) == ("una medida", "una medida")
    assert text == Localised(es="una medida", en="una medida")


def test_text_is_given_by_language() -> None:
    text = Localised(es="tratado", en="treaty")
    assert (text["es"], text["en"]) == ("tratado", "treaty")


def test_language_that_no_text_has_is_refused() -> None:
    language: Any = "fr"
    with pytest.raises(SchemeError, match="expected language es or en, got 'fr'"):
        Localised(es="tratado", en="treaty")[language]


def test_parts_are_frozen_and_hashable() -> None:
    text = Localised(es="tratado", en="treaty")
    assert {text: 1}[Localised(es="tratado", en="treaty")] == 1
    with pytest.raises(ValidationError, match="frozen"):
        text.es = "pacto"  # type: ignore[misc]


def test_title_is_made_from_the_name_when_absent() -> None:
    label = LabelDefinition.model_validate({"name": "humanitarian_aid", "definition": "Ayuda."})
    assert label.title == Localised(es="Humanitarian aid", en="Humanitarian aid")


def test_example_without_a_place_is_an_invented_sentence() -> None:
    assert SchemeExample(quote="Firman.", labels=()).seed is None


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ({"seed": "000"}, "expected seed, start and end together"),
        ({"start": 0, "end": 7}, "expected seed, start and end together"),
        ({"seed": "000", "start": 0, "end": 9}, r"the quote's length \(7 characters\), got 9 - 0"),
        ({"seed": "000", "start": -1, "end": 6}, "greater than or equal to 0"),
    ],
)
def test_example_with_half_a_place_or_a_wrong_one_is_refused(place: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SchemeExample.model_validate({"quote": "Firman.", "labels": [], **place})


@pytest.mark.parametrize("code", ["7", "57a", "01234", "٠٥٧"])
def test_cameo_code_is_two_to_four_digits(code: str) -> None:
    with pytest.raises(ValidationError, match="should match pattern"):
        CameoCode(code=code, title="Sign formal agreement")
