import re

import pytest

from geoclf.errors import DataError
from geoclf.lexicon.patterns import compile_patterns, expand_list
from geoclf.texts import fold

LISTS = {"país": expand_list(["Perú", "(EE UU|Estados Unidos)"], {})}
LISTS["actor"] = expand_list(["<país>", "ONU"], LISTS)


@pytest.mark.parametrize(
    ("notation", "text", "found"),
    [
        ("sanción", "La SANCION", ["SANCION"]),
        ("sanción", "las sanciones", []),
        ("sanci*", "sancionó las sanciones", ["sancionó", "sanciones"]),
        ("alto el fuego", "un «alto el fuego», el alto-el-fuego", ["alto el fuego", "alto-el-fuego"]),
        ("alto el fuego", "alto. El nuevo fuego", []),
        ("alto fuego", "alto\nfuego", []),
        ("alto fuego", "¡alto! Fuego", []),
        (
            "(pacto|acuerdo marco) de paz",
            "acuerdo marco de paz y pacto de paz",
            ["acuerdo marco de paz", "pacto de paz"],
        ),
        ("gran? pacto", "pacto gran pacto", ["pacto", "gran pacto"]),
        ("pacto (muy breve)? firmado", "pacto firmado", ["pacto firmado"]),
        ("sancion(a|ó)", "sanciona, sancionó, sancionar", ["sanciona", "sancionó"]),
        ("país(es)? árabe", "país árabe", ["país árabe"]),
        ("(boliv|chil)*", "bolivianos y chilenos", ["bolivianos", "chilenos"]),
        ("envía ... armas", "envía hoy 15.000 nuevas y buenas armas", []),
        ("envía ... armas", "envía 15.000 nuevas y buenas armas", ["envía 15.000 nuevas y buenas armas"]),
        ("envía ... armas", "envía armas", ["envía armas"]),
        ("a <actor>", "a EE. UU. o a la ONU, a Perú", ["a EE. UU", "a Perú"]),
        ("S-400", "el s 400 y el S-400", ["s 400", "S-400"]),
    ],
)
def test_what_a_pattern_matches(notation: str, text: str, found: list[str]) -> None:
    pattern = compile_patterns([notation], LISTS)
    assert [text[start:end] for start, end, _ in pattern.finditer(fold(text))] == found


def test_a_match_names_the_pattern_that_made_it() -> None:
    pattern = compile_patterns(["(pacto|acuerdo)*", "tregua"], {})
    names = [notation for _, _, notation in pattern.finditer("tregua y pactos")]
    assert names == ["tregua", "(pacto|acuerdo)*"]


@pytest.mark.parametrize(
    "notation", ["gran? pacto", "(un|dos)? pacto", "envía ... pacto", "<país> pacto", "x(y)*"]
)
def test_hints_never_hide_a_match(notation: str) -> None:
    pattern = compile_patterns([notation], LISTS)
    for text in ("pacto", "gran pacto", "un pacto", "envia ya el pacto", "peru pacto", "xyz"):
        assert bool(list(pattern.finditer(text))) == bool(pattern.regex.search(text))


@pytest.mark.parametrize(
    ("notation", "reason"),
    [
        ("(pacto|acuerdo", "a '(' is not closed"),
        ("pacto)", "unexpected ')'; write alternatives as (one|other)"),
        ("pacto|acuerdo", "unexpected '|'; write alternatives"),
        ("? pacto", "'?' must follow a word or a group"),
        ("pacto?", "expected at least one word that cannot be missing"),
        ("", "expected at least one word"),
        ("(pacto|)", "expected at least one word"),
        ("... pacto", "'...' must stand between two words"),
        ("gran? ... pacto", "'...' must stand between two words"),
        ("pacto ...", "'...' must stand between two words"),
        ("de <pais>", "there is no list 'pais'; lists: país, actor"),
        ("de <país", "'<país' is not closed by '>'"),
        ("pacto *", "'*' has no letter"),
        ("pacto -", "'-' has no letter"),
    ],
)
def test_a_malformed_pattern_is_quoted(notation: str, reason: str) -> None:
    with pytest.raises(DataError, match=re.escape(f"pattern {notation!r}: {reason}")):
        compile_patterns(["tregua", notation], LISTS)
