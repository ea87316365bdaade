from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoclf.corpus.seeds import Article
from geoclf.corpus.segment import Span, split_sentences
from geoclf.corpus.segment_files import read_segments
from geoclf.resources import resource_dir


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def test_boundaries_are_those_that_people_drew(articles: Mapping[str, Article]) -> None:
    drawn = {
        (segment.seed, segment.start, segment.end)
        for segment in read_segments(resource_dir("data") / "annotations" / "segments.jsonl", articles)
    }
    found = {(key, *span) for key, article in articles.items() for span in split_sentences(article.text)}
    f1 = 2 * len(found & drawn) / (len(found) + len(drawn))
    assert (f1, sorted(found ^ drawn)) == (1.0, [])


# Each case is a text with "|" where a boundary is due.
BOUNDARIES = {
    "inside a quotation": "“Sería una tragedia.| Pero habrá ayuda”, dijo.| Fin.",
    "inside every kind of quotes": "«Uno.| Dos» \"y uno.| Dos\" y 'uno.| Dos'.",
    "closing quote after the stop": "“No cederemos.”| Putin calló.",
    "closing quote between two stops": "Dijo “¡no!”.| Y calló.",
    "closing quote set off by a blank": "“ No cederemos. ”| Putin calló.",
    "opening quote": "Putin calló.| “No cederemos”.",
    "quote never closed": "“No cederemos.| Nunca.| Jamás.",
    "dialogue": "—¿Vienes? —preguntó él.| —No.",
    "comma after a question": "“¿Por qué?”, preguntó.| “No sé”.",
    "question and exclamation": "¿Sí?| ¡No!| ¿¡Cómo!?| Bien.",
    "ellipsis": "Hay dudas…| Muchas.| Y más...| Luego nada… o poco.",
    "ellipsis left out": "El texto (…) El tratado […] La ley (...) El fin.",
    "ellipsis at the start": "“… No hay más”.| Fin.",
    "EE. UU. within": "Informes de EE. UU. y de EE.UU., según EE. UU. Rusia calla.",
    "EE. UU. at the end": "Viajó a EE. UU.| El martes volvió de EE.UU.| “Los informes”, dijo.",
    "quoted EE. UU. at the end": "Dijo “vengo de EE. UU.”| El martes volvió.",
    "others at the end": "A las 5 p. m.| La reunión de la S. A.| En 30 a. C.| El fin, etc.| Pero sí.",
    "no": "¿Va?| No.| Rusia va en el vuelo No. 5 y no en el no. 6.| Dijo “no”.| Fin.",
    "titles": "El Sr. López, la Dra. Ruiz, el Gral. Díaz, el Cnel. Paz, el Tte. Gil y Mons. Paz.",
    "titles before names with articles": "El Sr. La Torre y el Cnel. Los Arcos.",
    "initials": "J. D. Vance, Donald J. Trump y M. Oreja viajaron.| George H. W. Bush no.",
    "doubled capitals": "Las FF. AA. y los RR. EE. de JJ. OO. Río.| Juan Carlos II.| Rusia.",
    "ordinals": "El art. 5, la pág. 3, el n.º 7 y la 1.ª División.| Fin.",
    "numbers": "Costó 3.500 euros.| En 2022.| Hoy.",
    "numbered list": "1. Rusia atacó.| 2. Ucrania respondió.",
    "stray stop": "Para que Rusia ayude. su guerra en Ucrania.| “Lograr sus objetivos”. él afirmó.",
    "no blank": "Fin de Rusia.|El presidente calló.| Ver gob.mx o a.b@c.com.",
    "dateline": "Madrid (EFE).- El presidente calló.| PARÍS.— La reunión.| - Foto de Dpa.",
    "brackets": "Vino (dijo. Y calló. El fin) ayer.| (Todo.| Bien.",
    "sentence in brackets": "(Vino. Y habló.)| Calló.| Es (¿no?) Putin (EE. UU.) Rusia.",
    "reference": "Vino.[12]| Calló.[1][2]| Fin.",
    "link": "Visita oficial.| pic.twitter.com/0Z sí.| https://t.co/1 fin.| www.x.org",
    "case lost, lower": "la otan firmó.| rusia calló.",
    "case lost, upper": "LA OTAN FIRMÓ.| RUSIA CALLÓ.",
    "lines": "Titular sin punto\n|\n|  otra línea\r\n|y otra\u2028|y otra.",
    "no letters": "... 12. !!!\n|Uno. 12.\n|Dos.—",
    "emoji": "📹 🇷🇺🇰🇵 Llega.| 👍 Bien. 👍",
}


@pytest.mark.parametrize("marked", BOUNDARIES.values(), ids=BOUNDARIES)
def test_boundaries(marked: str) -> None:
    expected = [part.strip() for part in marked.split("|") if part.strip()]
    assert sentences(marked.replace("|", "")) == expected


def test_a_sentence_without_end_is_one() -> None:
    assert split_sentences("  sin punto ") == [Span(2, 11)]


@pytest.mark.parametrize("text", ["", " ", "\n\n\t\r\n\u3000"])
def test_blank_text_has_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "\ufeff", "\U0001f468\u200d\U0001f469", "E\u0301"])
def test_odd_characters_leave_offsets_right(odd: str) -> None:
    assert sentences(f"A{odd}. {odd}B.") == [f"A{odd}.", f"{odd}B."]


WORDS = (
    "Rusia",
    "calló",
    "El",
    "EE. UU.",
    "EE.UU.",
    "Sr.",
    "etc.",
    "n.º",
    "M.",
    "(Fin.)",
    "[1]",
    "...",
    "\r\n",
)
PIECES = st.sampled_from([*WORDS, *"….?!,:“”\"«»'()[]—- \n\t\x1c\x1f\u2028"])
ANYTHING = st.one_of(st.characters(), st.characters(categories=["Cs", "Cc", "Zs", "Po", "Ps", "Pe"]))
TEXTS = st.one_of(st.lists(PIECES).map("".join), st.lists(st.one_of(PIECES, ANYTHING)).map("".join))


@given(text=TEXTS)
@settings(max_examples=300, deadline=None)
def test_spans_are_trimmed_disjoint_and_leave_out_white_space_only(text: str) -> None:
    position = 0
    for start, end in split_sentences(text):
        assert position <= start < end
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        assert len(text[start:end].splitlines()) == 1
        position = end
    assert not text[position:].strip()


@given(first=TEXTS, second=TEXTS)
@settings(max_examples=100, deadline=None)
def test_lines_are_split_independently(first: str, second: str) -> None:
    shift = len(first) + 1
    expected = split_sentences(first) + [Span(a + shift, b + shift) for a, b in split_sentences(second)]
    assert split_sentences(f"{first}\n{second}") == expected


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", ["“Hola. ", ")(Hola. ", "A.A.", "1. ", ".)", "Una palabra tras otra "], ids=repr
)
def test_long_lines_come_to_an_end(piece: str) -> None:
    # What takes a second or two here took minutes when its time grew with the square of the length.
    text = piece * (320_000 // len(piece))
    spans = split_sentences(text)
    assert spans[0].start == 0
    assert spans[-1].end == len(text.rstrip())
