from typing import Any

import pytest

from geoclf.errors import SchemeError
from geoclf.scheme.blocks import Block, Heading, Items, Paragraph, Quote, Table
from geoclf.scheme.guide import guide
from geoclf.scheme.loading import parse_scheme
from geoclf.scheme.schema import Scheme


def headings(blocks: list[Block]) -> list[str]:
    return ["".join(block.text) for block in blocks if isinstance(block, Heading)]


def test_sections_stand_in_the_order_a_coder_reads(shipped: Scheme) -> None:
    blocks = guide(shipped, "en")
    assert ["".join(b.text) for b in blocks if isinstance(b, Heading) and b.level <= 2] == [
        "Four labels for Spanish-language geopolitical news: annotation guide",
        "Unit of annotation",
        "The one rule",
        "Labels",
        "Military cooperation (military_cooperation)",
        "Sanctions (sanctions)",
        "Humanitarian aid (humanitarian_aid)",
        "Treaty (treaty)",
        "Boundary cases",
        "Decisions on recurring doubts",
        "Crosswalk to CAMEO and PLOVER",
    ]


def test_opening_names_version_and_hash(shipped: Scheme) -> None:
    paragraph = guide(shipped, "es")[1]
    assert isinstance(paragraph, Paragraph)
    assert "".join(paragraph.text) == f"geopolitical, versión 1.0, {shipped.hash[:12]}"


def test_scheme_of_bare_definitions_has_no_empty_sections(toy: Scheme) -> None:
    assert headings(guide(toy, "es")) == [
        "toy: guía de anotación",
        "Etiquetas",
        "Sancion (sancion)",
        "Protesta (protesta)",
        "Cumbre (cumbre)",
    ]


def test_example_shows_labels_note_and_place(shipped: Scheme) -> None:
    quotes = [block for block in guide(shipped, "en", "treaty") if isinstance(block, Quote)]
    assert quotes[2].remarks == (
        ("Labels: ", "military_cooperation", ", ", "treaty"),
        ("A defence treaty signed and ratified has both labels.",),
        ("article 003, 299-497",),
    )
    assert quotes[-1].remarks[0] == ("Labels: ", "none")


def test_invented_example_shows_no_place() -> None:
    example = {"quote": "Firman.", "labels": ["one"]}
    scheme = parse_scheme(
        {
            "name": "toy",
            "version": "1",
            "labels": [{"name": "one", "definition": "Uno.", "examples": [example]}],
        },
        "test",
    )
    quote = guide(scheme, "es")[-1]
    assert quote == Quote("Firman.", (("Etiquetas: ", "one"),))


def test_one_label_brings_the_cases_and_decisions_that_concern_it(shipped: Scheme) -> None:
    blocks = guide(shipped, "es", "sanctions")
    assert [text for text in headings(blocks) if "(" in text] == ["Sanciones (sanctions)"]
    cases = next(b for b in blocks if isinstance(b, Table) and b.header[0] == "Oración (en esencia)")
    assert [("".join(row[0]), "".join(row[1])) for row in cases.rows] == [
        ("X se sumó a las sanciones y envió mantas y medicinas", "sanctions, humanitarian_aid"),
        ("ambos rechazan el uso de sanciones políticas", "sanctions"),
        ("el TAS confirmó la sanción al jugador", "ninguna"),
    ]
    decisions = next(b for b in blocks if isinstance(b, Items) and b.numbers)
    assert decisions.numbers == (7, 8)


def test_whole_guide_has_all_cases_and_decisions(shipped: Scheme) -> None:
    blocks = guide(shipped, "es")
    assert next(len(b.rows) for b in blocks if isinstance(b, Table) and "Oración" in b.header[0]) == 16
    assert next(b.numbers for b in blocks if isinstance(b, Items) and b.numbers) == tuple(range(1, 11))


def test_other_languages_are_refused(toy: Scheme) -> None:
    language: Any = "fr"
    with pytest.raises(SchemeError, match="expected language es or en, got 'fr'"):
        guide(toy, language)


def test_label_outside_the_scheme_is_refused(toy: Scheme) -> None:
    with pytest.raises(SchemeError, match="unknown label 'protestas'; did you mean 'protesta'"):
        guide(toy, "es", "protestas")
