"""Sentences of Spanish news text, as character offsets into it.

`sentencex` proposes where sentences end. The rules here cover what it leaves out, all of it common in the
news: several sentences inside one quotation, the ellipsis, "EE. UU. El martes", a sentence broken by a stray
full stop, and on which side of a boundary quotes and dashes stand.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import sentencex

__all__ = ["Span", "split_sentences"]

# sentencex never splits inside quotes and takes quadratic time where quotes or brackets stay open, so it is
# shown none. Nor does it count "…" as a full stop or accept lone surrogates. Every character is replaced by
# one character, so that offsets stay, and a short stretch in brackets by underscores: no sentence ends in it.
_BRACKETS = re.compile(r"\([^()]{0,300}\)|\[[^\[\]]{0,300}\]")
_AS_SHOWN = {
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    **dict.fromkeys(map(ord, "\"'“”„‟«»‹›‘’‚‛「《([{<（"), " "),
    ord("…"): ".",
}

# What belongs to a sentence after its full stop: further stops, closing quotes and brackets, the number of a
# reference, a closing quote set off by a blank.
_TAIL = re.compile(r"[.!?…\"'”’»›)\]]*(?:\[\d{1,3}\])*(?:\s+[”»](?=\s|$))?")
_BLANKS = re.compile(r"\s*")
_LETTER = re.compile(r"[^\W\d_]")

_OPENING = r"[\"'“‘«‹¿¡(\[—–-]*\s*"
_WORD = re.compile(rf"{_OPENING}(?!https?:|www\.|pic\.twitter\.com)(\w)")
# The dash is that of a dateline or an article of law: "Madrid (EFE).- El", "Artículo 1.- Los".
_CONTINUATION = re.compile(r"\s*[,;:)\]}%/]|[-–—](?:\s|$)")
# Words with a capital only where a sentence begins: never part of a name after an abbreviation.
_STARTER = re.compile(
    rf"{_OPENING}(?:El|La|Los|Las|Lo|Un|Una|Este|Esta|Estos|Estas|Esto|Ese|Esa|Eso|Su|Sus|Al|En|Por|Para|Con|"
    r"Según|Sin|Sobre|Tras|Desde|Hasta|Entre|Ante|Durante|Pese|Y|Pero|Aunque|Cuando|Como|Mientras|Si|No|Ya|Se|"
    r"Además|También|Así|Hoy|Ayer|Ahora|Después|Luego|Más|Todos|Todas|Cada|Otro|Otra|Ambos|Ambas|Él|Ella|Ellos)\b"
)

# Titles, and abbreviations that sentencex lacks: no sentence ends in them.
_TITLE = re.compile(
    r"\b(?:aprox|arts|brig|cd|cf|cmdte|cnel|col|cte|diput|dña|edo|excma|fr|gen|hno|ilmo|mons|mrs?|ms|núms|op|pdta|"
    r"pdte|rev|sec|sen|sgto|srtas|st|tte)\.$",
    re.IGNORECASE,
)
# Initials and doubled capitals ("FF. AA."; not the Roman II and XX): a sentence may end in them.
_INITIAL = re.compile(r"\b(?:[A-ZÁÉÍÓÚÑ]|([A-HJ-WYZÑ])\1|[Cc]ía)\.$")
_LONGEST_ABBREVIATION = 8
# Those after which sentencex never ends one.
_CLOSING_ABBREVIATION = re.compile(
    r"\b(?:([A-HJ-WYZÑ])\1|(?:[A-ZÑ]{1,2}\.){1,5}[A-ZÑ]{1,2}|S\. A|[ap]\. ?m|[ad]\. ?C|etc)\."
    r"(?=[\"'”’»›)\]]*\s)"
)
# To sentencex "No." is always a number's.
_NO = re.compile(r"\b[Nn]o[\"'”’»›]*\.(?=[\"'”’»›)\]]*\s+[^\s\d])")


class Span(NamedTuple):
    """A stretch of a text: character offsets, end exclusive."""

    start: int
    end: int


def split_sentences(text: str) -> list[Span]:
    """Return where the sentences of `text` stand.

    A line break always ends a sentence. Any text will do, in time proportional to its length.

    Parameters
    ----------
    text
        An article, or any other string.

    Returns
    -------
    list of Span
        In order, disjoint, without white space at either end; all outside them is white space.

    Examples
    --------
    >>> text = "“No habrá guerra. Pero habrá ayuda”. dijo. El Sr. Rutte viajó a EE. UU. El martes volvió."
    >>> for start, end in split_sentences(text):
    ...     print(text[start:end])
    “No habrá guerra.
    Pero habrá ayuda”. dijo.
    El Sr. Rutte viajó a EE. UU.
    El martes volvió.
    """
    spans = []
    offset = 0
    for line in text.splitlines(keepends=True):
        start = 0
        for end in _ends(line.rstrip()):
            sentence = line[start:end].lstrip()
            spans.append(Span(offset + end - len(sentence), offset + end))
            start = end
        offset += len(line)
    return spans


def _ends(line: str) -> list[int]:
    """Return where the sentences of `line` end."""
    ends = list(_boundaries(line))
    if ends and not _LETTER.search(line, ends[-1]):
        ends.pop()
    return [*ends, len(line)] if line else []


def _boundaries(line: str) -> Iterator[int]:
    """Yield where sentences end within `line`, in order."""
    has_case = line != line.lower()
    end = 0
    letters = False
    for stop in _stops(line):
        if stop <= end:
            continue
        letters = letters or _LETTER.search(line, end, stop) is not None
        end = _end(_TAIL, line, stop)
        # A stretch without a letter, such as the number of a list item, is no sentence of its own.
        if letters and not _goes_on(line, stop, end, has_case=has_case):
            yield end
            letters = False


def _stops(line: str) -> list[int]:
    """Return where a sentence may end: offsets just after a full stop or its like."""
    stops = {match.end() for match in _NO.finditer(line)}
    shown = _BRACKETS.sub(_masked, line).translate(_AS_SHOWN)
    for boundary in sentencex.get_sentence_boundaries("es", shown):
        stops.add(boundary["start_index"] + len(boundary["text"].rstrip()))
    for abbreviation in _CLOSING_ABBREVIATION.finditer(line):
        if _STARTER.match(line, _end(_BLANKS, line, _end(_TAIL, line, abbreviation.end()))):
            stops.add(abbreviation.end())
    return sorted(stops)


def _masked(brackets: re.Match[str]) -> str:
    """Return as many underscores; the full stop of a whole sentence in brackets stays."""
    stretch = brackets[0]
    last = stretch[-2] if stretch[1].isupper() and stretch[-2] == "." else "_"
    return "_" * (len(stretch) - 2) + last + "_"


def _goes_on(line: str, stop: int, end: int, *, has_case: bool) -> bool:
    """Say whether the sentence goes on that has its full stop before `stop`, its last quote before `end`."""
    if _CONTINUATION.match(line, end):
        return True
    following = _end(_BLANKS, line, end)
    word = _WORD.match(line, following)
    if has_case and word and word[1].islower():
        return True
    before = (line, max(0, stop - _LONGEST_ABBREVIATION), stop)
    if _TITLE.search(*before):
        return True
    return _INITIAL.search(*before) is not None and not _STARTER.match(line, following)


def _end(pattern: re.Pattern[str], line: str, start: int) -> int:
    """Return where the match of `pattern` at `start` ends; `start` itself if there is none."""
    match = pattern.match(line, start)
    return match.end() if match else start
