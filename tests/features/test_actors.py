import pytest

from geoclf.features.actors import ACTOR_CLASSES, actors, find_actors
from geoclf.texts import fold


def test_every_line_has_a_class_and_forms() -> None:
    assert {actor.actor_class for actor in actors().values()} == {*ACTOR_CLASSES, "none"}
    assert len(actors()) > 1000
    for name in actors():
        assert name
        assert all(word == fold(word, strip_accents=True) for word in name)
        assert all(word.isalnum() for word in name)


@pytest.mark.parametrize(
    "forms",
    [
        ("ruso", "rusa", "rusos", "rusas"),
        ("frances", "francesa", "franceses", "francesas"),
        ("israeli", "israelis", "israelies"),
        ("belga", "belgas"),
        ("estadounidense", "estadounidenses"),
    ],
)
def test_all_forms_of_an_adjective_are_known(forms: tuple[str, ...]) -> None:
    assert {actors()[form,].actor_class for form in forms} == {"state"}


def found(text: str) -> list[tuple[int, int, str]]:
    words = text.split()
    capitals = [word[0].isupper() for word in words]
    return [mention[:3] for mention in find_actors([fold(w, strip_accents=True) for w in words], capitals)]


def test_the_longest_name_wins() -> None:
    assert found("Guinea Ecuatorial y Guinea en el Consejo de Seguridad de la ONU") == [
        (0, 2, "state"),
        (3, 4, "state"),
        (6, 9, "organisation"),
        (11, 12, "organisation"),
    ]


def test_forms_of_one_name_are_one_actor() -> None:
    numbers = [mention.number for mention in find_actors(["rusia", "rusos", "moscu", "cuba", "farc", "eln"])]
    assert len(set(numbers[:3])) == 1
    assert len(set(numbers)) == 4


def test_a_name_that_only_begins_is_none() -> None:
    assert found("el Consejo de Ministros") == []
    assert found("Consejo de") == []
    assert find_actors([]) == []


def test_names_that_hold_an_actors_name_are_none() -> None:
    assert found("el Consejo de Seguridad Nuclear de España") == [(6, 7, "state")]


@pytest.mark.parametrize(
    "text",
    [
        *("la ira del pueblo", "por la paz", "los quince", "se dan la mano", "contra todo", "la gala"),
        *("con fines pacíficos", "ellos irán mañana", "le quitó el puesto", "usa la moneda", "aman la vida"),
        *("aunque la haya pagado", "sopa de chile", "cerca del ecuador", "la cañada", "una asunción"),
        *("la mancomunidad de aguas", "gente sana", "una lima", "la muchacha tirana", "corea consignas"),
    ],
)
def test_common_words_are_no_actors(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["Irán", "Quito", "La Haya", "CHILE", "Canadá", "IRÁN", "USA"])
def test_with_a_capital_they_are(text: str) -> None:
    assert [mention[2] for mention in found(text)] == ["state"]
