from collections import Counter
from pathlib import Path

import pytest

import geoclf.features.word_classes
from geoclf.features.actors import actors
from geoclf.features.word_classes import NO_CLASS, find_word_classes
from geoclf.texts import fold

LINES = (
    Path(geoclf.features.word_classes.__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
)
FORMS = [form.strip() for line in LINES for form in line.partition("\t")[2].split(",")]


def words_of(form: str) -> tuple[str, ...]:
    folded = fold(form.rstrip("!"), strip_accents=True)
    return tuple("".join(c if c.isalnum() else " " for c in folded).split())


def found(text: str) -> list[tuple[int, int, str]]:
    words = text.split()
    capitals = [word[0].isupper() for word in words]
    folded = [fold(word, strip_accents=True) for word in words]
    return [(m.start, m.end, m.word_class) for m in find_word_classes(folded, capitals)]


def test_every_form_stands_once_and_is_no_actor() -> None:
    counts = Counter(fold(form.rstrip("!"), strip_accents=True) for form in FORMS)
    assert [form for form, n in counts.items() if n > 1] == []
    assert [form for form in FORMS if not form.endswith("*") and words_of(form) in actors()] == []
    assert all(words_of(form.rstrip("*")) for form in FORMS)
    assert len(FORMS) > 700


def test_every_class_has_one_line() -> None:
    names = [line.partition("\t")[0] for line in LINES]
    assert len(set(names)) == len(names)
    assert NO_CLASS in names


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("firmaron los pactos", [(0, 1, "conclude"), (2, 3, "treaty")]),
        ("el alto el fuego", [(1, 4, "treaty")]),
        ("alto funcionario", []),
        ("De acuerdo con el acuerdo", [(0, 3, "none"), (4, 5, "treaty")]),
        ("guerrilleros de la guerra", [(0, 1, "fight"), (3, 4, "fight")]),
        ("el entrenador entrenó", [(1, 2, "sport"), (2, 3, "train")]),  # the longest beginning decides
        ("pan del PAN", [(2, 3, "domestic")]),
        ("Carros de combate y combates", [(0, 3, "weapon"), (4, 5, "fight")]),
    ],
)
def test_words_and_phrases_have_their_class(text: str, classes: list[tuple[int, int, str]]) -> None:
    assert found(text) == classes


def test_no_words() -> None:
    assert find_word_classes([], []) == []
