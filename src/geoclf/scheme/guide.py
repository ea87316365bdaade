"""An annotation guide as a list of blocks: what it says and in which order, not how it looks."""

from collections.abc import Iterator

from geoclf.errors import SchemeError
from geoclf.scheme.blocks import Block, Code, Heading, Items, Line, Paragraph, Quote, Strong, Table, line
from geoclf.scheme.crosswalk import crosswalk_blocks
from geoclf.scheme.parts import (
    LANGUAGES,
    Crosswalk,
    LabelDefinition,
    Language,
    Localised,
    SchemeExample,
)
from geoclf.scheme.schema import Scheme
from geoclf.scheme.wording import WORDING, Wording

__all__ = ["guide"]


def guide(scheme: Scheme, language: Language, label: str | None = None) -> list[Block]:
    """Return the annotation guide of a scheme, or the part of it that one label needs.

    Parameters
    ----------
    scheme
        Any scheme; what it lacks is left out of the guide.
    language
        "es" or "en".
    label
        A label to limit the guide to, or None for all.

    Raises
    ------
    SchemeError
        If the language is another, or the scheme has no such label.
    """
    if language not in LANGUAGES:
        raise SchemeError(f"expected language {' or '.join(LANGUAGES)}, got {language!r}")
    definitions = scheme.definitions if label is None else (scheme[label],)
    return list(_Guide(scheme, language, definitions, whole=label is None).blocks())


class _Guide:
    def __init__(
        self, scheme: Scheme, language: Language, definitions: tuple[LabelDefinition, ...], *, whole: bool
    ) -> None:
        self.scheme = scheme
        self.language = language
        self.definitions = definitions
        self.whole = whole
        self.names = {definition.name for definition in definitions}
        self.words: Wording = WORDING[language]

    def blocks(self) -> Iterator[Block]:
        yield from self._opening()
        for definition in self.definitions:
            yield from self._label(definition)
        yield from self._boundary_cases()
        yield from self._decisions()
        yield from self._crosswalks()

    def _line(self, text: Localised) -> Line:
        return line(text[self.language])

    def _names(self, labels: tuple[str, ...]) -> Line:
        if not labels:
            return (self.words.none,)
        return tuple(part for label in labels for part in (", ", Code(label)))[1:]

    def _concerned(self, labels: tuple[str, ...]) -> bool:
        return self.whole or bool(self.names & set(labels))

    def _opening(self) -> Iterator[Block]:
        scheme, words = self.scheme, self.words
        title = (scheme.name,) if scheme.title is None else self._line(scheme.title)
        yield Heading(1, (*title, f": {words.guide}"))
        yield Paragraph(
            (Code(scheme.name), f", {words.version.lower()} {scheme.version}, ", Code(scheme.hash[:12]))
        )
        if not self.whole:
            return
        if scheme.unit is not None:
            yield Heading(2, (words.unit,))
            yield Paragraph(self._line(scheme.unit))
        if scheme.rule:
            yield Heading(2, (words.rule,))
            yield from (Paragraph(self._line(paragraph)) for paragraph in scheme.rule)
        yield Heading(2, (words.labels,))
        rows = tuple(((Code(each.name),), self._line(each.title)) for each in self.definitions)
        yield Table((words.name, words.label), rows)

    def _label(self, definition: LabelDefinition) -> Iterator[Block]:
        words = self.words
        yield Heading(2, (*self._line(definition.title), " (", Code(definition.name), ")"))
        yield Paragraph(self._line(definition.definition))
        for heading, texts in ((words.includes, definition.includes), (words.excludes, definition.excludes)):
            if texts:
                yield Heading(3, (heading,))
                yield Items(tuple(self._line(text) for text in texts))
        if definition.examples:
            yield Heading(3, (words.examples,))
            yield from (self._example(example) for example in definition.examples)

    def _example(self, example: SchemeExample) -> Quote:
        remarks: list[Line] = [(Strong(f"{self.words.labels}: "), *self._names(example.labels))]
        if example.note is not None:
            remarks.append(self._line(example.note))
        if example.seed is not None:
            remarks.append((f"{self.words.seed} {example.seed}, {example.start}-{example.end}",))
        return Quote(example.quote, tuple(remarks))

    def _boundary_cases(self) -> Iterator[Block]:
        cases = [each for each in self.scheme.boundary_cases if self._concerned(each.labels + each.about)]
        if cases:
            yield Heading(2, (self.words.boundary_cases,))
            rows = tuple((self._line(case.text), self._names(case.labels)) for case in cases)
            yield Table((self.words.boundary_case, self.words.labels), rows)

    def _decisions(self) -> Iterator[Block]:
        decisions = [
            (number, decision)
            for number, decision in enumerate(self.scheme.decisions, start=1)
            if self._concerned(decision.about)
        ]
        if decisions:
            yield Heading(2, (self.words.decisions,))
            lines = tuple(self._line(decision.text) for _, decision in decisions)
            yield Items(lines, tuple(number for number, _ in decisions))

    def _crosswalks(self) -> Iterator[Block]:
        scheme, words = self.scheme, self.words
        crossed = [each for each in self.definitions if each.crosswalk != Crosswalk()]
        if crossed or scheme.sources or scheme.crosswalk_notes:
            yield Heading(2, (words.crosswalk,))
        for definition in crossed:
            yield Heading(3, self._line(definition.title))
            yield from crosswalk_blocks(definition.crosswalk, self.language)
        if scheme.crosswalk_notes:
            yield Heading(3, (words.notes,))
            yield Items(tuple(self._line(note) for note in scheme.crosswalk_notes))
        if scheme.sources:
            yield Heading(3, (words.sources,))
            yield Items(
                tuple(
                    (", ".join(filter(None, (each.title, each.version, each.date, each.licence, each.url))),)
                    for each in scheme.sources
                )
            )
