"""The part of a guide that places a label in CAMEO and in PLOVER."""

from collections.abc import Iterator

from geoclf.scheme.blocks import Block, Code, Items, Line, Paragraph, Strong, Table, line
from geoclf.scheme.parts import CameoCode, Crosswalk, Language, NotCameoCode, PloverType
from geoclf.scheme.wording import WORDING, Wording

__all__ = ["crosswalk_blocks"]

_Row = tuple[Line, ...]


def crosswalk_blocks(crosswalk: Crosswalk, language: Language) -> Iterator[Block]:
    """Yield the tables and notes of one label's crosswalk; what it lacks is left out."""
    words = WORDING[language]
    cameo, plover = f"CAMEO: {words.code.lower()}", f"PLOVER: {words.type.lower()}"
    if crosswalk.cameo:
        yield _table((cameo, words.title, words.mode), [_cameo(each, words) for each in crosswalk.cameo])
    if crosswalk.not_cameo:
        yield Paragraph((Strong(words.not_cameo),))
        rows = [_not_cameo(each, language) for each in crosswalk.not_cameo]
        yield _table((cameo, words.title, words.reason), rows)
    if crosswalk.plover:
        rows = [_plover(each, language) for each in crosswalk.plover]
        yield _table((plover, words.mode, words.contexts, words.notes), rows)
    if crosswalk.notes:
        yield Items(tuple(line(note[language]) for note in crosswalk.notes))


def _table(header: tuple[str, ...], rows: list[_Row]) -> Table:
    """Return a table without the columns that are empty in every row."""
    filled = [column for column in range(len(header)) if any("".join(row[column]) for row in rows)]
    return Table(
        tuple(header[column] for column in filled),
        tuple(tuple(row[column] for column in filled) for row in rows),
    )


def _not_cameo(code: NotCameoCode, language: Language) -> _Row:
    return (Code(code.code),), (code.title,), line(code.reason[language])


def _cameo(code: CameoCode, words: Wording) -> _Row:
    mode = words.modes[code.mode]
    return (Code(code.code),), (code.title,), (f"{mode} ({words.nearest})" if code.nearest else mode,)


def _plover(each: PloverType, language: Language) -> _Row:
    note = () if each.note is None else line(each.note[language])
    return (Code(each.type),), (", ".join(each.modes),), (", ".join(each.contexts),), note
