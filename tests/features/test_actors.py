import pytest

from geoclf.features.actors import ACTOR_CLASSES, Mention, actors, find_actors
from geoclf.texts import fold


def test_every_line_has_a_class_and_forms() -> None:
    assert set(actors().values()) == set(ACTOR_CLASSES)
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
    assert {actors()[form,] for form in forms} == {"state"}


def test_the_longest_name_wins() -> None:
    words = [
        "guinea",
        "ecuatorial",
        "y",
        "guinea",
        "en",
        "el",
        "consejo",
        "de",
        "seguridad",
        "de",
        "la",
        "onu",
    ]
    assert find_actors(words) == [
        Mention(0, 2, "state"),
        Mention(3, 4, "state"),
        Mention(6, 9, "organisation"),
        Mention(11, 12, "organisation"),
    ]


def test_a_name_that_only_begins_is_none() -> None:
    assert find_actors(["el", "consejo", "de", "ministros"]) == []
    assert find_actors(["consejo", "de"]) == []
    assert find_actors([]) == []


@pytest.mark.parametrize("words", ["ira", "sana", "aman", "la paz", "dan", "contra", "los quince"])
def test_common_words_are_no_actors(words: str) -> None:
    assert find_actors(words.split()) == []
