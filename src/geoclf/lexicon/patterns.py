"""A readable notation for words and phrases, compiled to regular expressions over folded text.

====================  =====================================================================
notation              matches
====================  =====================================================================
``tregua``            the word, in any case, with or without accents
``sanci*``            any word that begins so; ``*`` stands for any letters
``alto el fuego``     the words in a row, with blanks or punctuation between them
``(pacto|acuerdo)``   one of the alternatives, which may be phrases
``sancion(a|ó)``      ``sanciona`` or ``sancionó``; likewise ``(boliv|chile)*``
``gran? pacto``       the word before ``?``, or the group in parentheses, may be missing
``envía ... armas``   up to four words in between
``<state>``           one of the patterns of the list with that name
====================  =====================================================================
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from geoclf.errors import DataError
from geoclf.texts import fold

__all__ = ["Pattern", "Piece", "compile_patterns", "expand_list"]

_TOKEN = re.compile(r"\.\.\.|[()|?]|<\w*>?|[^\s()|?<]+")
_GLUE = "\0"  # stands between a word and a group that follow one another without a blank
# Between two words of a phrase: blanks, quotes, commas, hyphens, the stops of "EE. UU."; no end of a line.
_BETWEEN = r"[^\w\n;:!?]{1,3}"
_GAP = rf"(?:{_BETWEEN}\w+(?:[.,]\d+)*){{0,4}}?"  # "15.000" is one word


@dataclass(frozen=True)
class Pattern:
    """Alternatives compiled into one regular expression, with one group for each of `notations`.

    A text without any of the strings `hints` has no match; looking for them is many times faster.
    """

    notations: tuple[str, ...]
    regex: re.Pattern[str]
    hints: frozenset[str]

    def finditer(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield `(start, end, notation)` for each match in folded text."""
        if any(hint in text for hint in self.hints):
            for match in self.regex.finditer(text):
                yield match.start(), match.end(), self.notations[(match.lastindex or 1) - 1]


class Piece(NamedTuple):
    """A piece of a regular expression, and strings of which one is in every text that it matches."""

    regex: str
    hints: frozenset[str]


@dataclass(frozen=True)
class _Part:
    """An item of a phrase; a gap stands between words, an optional part may be missing."""

    piece: Piece
    optional: bool = False
    gap: bool = False


def compile_patterns(notations: Sequence[str], lists: Mapping[str, Piece]) -> Pattern:
    """Compile alternatives into one pattern, to be searched in text folded by `geoclf.texts.fold`.

    Parameters
    ----------
    notations
        Patterns, of which any may match.
    lists
        What each list stands for, see `expand_list`.

    Raises
    ------
    DataError
        If one is malformed; the message quotes it and says what is wrong.

    Examples
    --------
    >>> pattern = compile_patterns(["alto el fuego", "(pacto|acuerdo)* de paz"], {})
    >>> list(pattern.finditer("proponen un alto-el-fuego"))
    [(12, 25, 'alto el fuego')]
    >>> compile_patterns(["acuerdo de <pais>"], {"state": expand_list(["Perú"], {})})
    Traceback (most recent call last):
    geoclf.errors.DataError: pattern 'acuerdo de <pais>': there is no list 'pais'; lists: state
    """
    pieces = [_Parser(notation, lists).parse() for notation in notations]
    regex = re.compile(rf"\b(?:{'|'.join(f'({piece.regex})' for piece in pieces)})\b")
    return Pattern(tuple(notations), regex, _any_of(pieces).hints)


def expand_list(notations: Sequence[str], lists: Mapping[str, Piece]) -> Piece:
    """Return what a list of patterns stands for; it may refer to other `lists`.

    Examples
    --------
    >>> expand_list(["Perú", "Chile"], {}).regex
    '(?:peru|chile)'
    """
    return _any_of([_Parser(notation, lists).parse() for notation in notations])


def _any_of(pieces: Sequence[Piece]) -> Piece:
    hints = frozenset[str]().union(*(piece.hints for piece in pieces))
    return Piece(f"(?:{'|'.join(piece.regex for piece in pieces)})", hints)


def _rarest(choices: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the hints of the item with the longest strings: of items that must all occur, the rarest."""
    return max(choices, key=lambda hints: (min(map(len, hints)), -len(hints)))


def _tokens(notation: str) -> Iterator[str]:
    """Yield words, marks and `<lists>`, with `_GLUE` between words and groups that touch."""
    end, last = -1, "("
    for match in _TOKEN.finditer(notation):
        token = match.group()
        touches = match.start() == end and last not in ("(", "|", "?", "...") and not last.startswith("<")
        if touches and (token == "(" or token[0] not in ")|?.<"):
            yield _GLUE
        yield token
        end, last = match.end(), token


class _Parser:
    """Recursive descent over the tokens of one notation."""

    def __init__(self, notation: str, lists: Mapping[str, Piece]) -> None:
        self.notation = notation
        self.lists = lists
        self.tokens = list(_tokens(notation))
        self.position = 0

    def parse(self) -> Piece:
        """Return what the whole notation stands for."""
        piece = self._sequence()
        if self.position < len(self.tokens):
            raise self._error(f"unexpected {self.tokens[self.position]!r}; write alternatives as (one|other)")
        return piece

    def _sequence(self) -> Piece:
        parts: list[_Part] = []
        while self.position < len(self.tokens) and self.tokens[self.position] not in ("|", ")"):
            parts.append(self._part())
        needed = [i for i, part in enumerate(parts) if not (part.optional or part.gap)]
        if not needed:
            raise self._error("expected at least one word that cannot be missing")
        if parts[-1].gap or any(part.gap for part in parts[: needed[0]]):
            raise self._error("'...' must stand between two words")
        return Piece("".join(_joined(parts)), _rarest(parts[i].piece.hints for i in needed))

    def _part(self) -> _Part:
        token = self._next()
        if token == "...":
            return _Part(Piece(_GAP, frozenset()), gap=True)
        if token == "?":
            raise self._error("'?' must follow a word or a group")
        piece = self._atom(token)
        while self._take(_GLUE):
            suffix = self._atom(self._next(), glued=True)
            if self._take("?"):
                piece = Piece(f"{piece.regex}(?:{suffix.regex})?", piece.hints)
            else:
                piece = Piece(piece.regex + suffix.regex, _rarest([piece.hints, suffix.hints]))
        return _Part(piece, optional=self._take("?"))

    def _atom(self, token: str, *, glued: bool = False) -> Piece:
        if token == "(":
            return self._group()
        if token.startswith("<"):
            return self._list(token)
        return self._word(token, needs_letters=not glued)

    def _group(self) -> Piece:
        alternatives = [self._sequence()]
        while (token := self._next()) == "|":
            alternatives.append(self._sequence())
        if token != ")":
            raise self._error("a '(' is not closed")
        return _any_of(alternatives)

    def _list(self, token: str) -> Piece:
        name = token.strip("<>")
        if not token.endswith(">"):
            raise self._error(f"{token!r} is not closed by '>'")
        if name not in self.lists:
            raise self._error(f"there is no list {name!r}; lists: {', '.join(self.lists) or 'none'}")
        return self.lists[name]

    def _word(self, token: str, *, needs_letters: bool) -> Piece:
        pieces = [piece for piece in re.split(r"[^\w*]+", fold(token)) if piece]
        longest = max((run for piece in pieces for run in piece.split("*")), key=len, default="")
        if needs_letters and not longest:
            raise self._error(f"{token!r} has no letter")
        regex = _BETWEEN.join(piece.replace("*", r"\w*") for piece in pieces)
        return Piece(regex, frozenset([longest]))

    def _take(self, token: str) -> bool:
        """Step over the next token if it is `token`, and say whether it was."""
        found = self.position < len(self.tokens) and self.tokens[self.position] == token
        self.position += found
        return found

    def _next(self) -> str:
        if self.position == len(self.tokens):
            return ""
        self.position += 1
        return self.tokens[self.position - 1]

    def _error(self, reason: str) -> DataError:
        return DataError(f"pattern {self.notation!r}: {reason}")


def _joined(parts: Sequence[_Part]) -> Iterator[str]:
    """Yield the parts with what may stand between them; an optional part takes its blank along."""
    begun = False
    for part in parts:
        if part.gap:
            yield part.piece.regex
        elif not begun:
            yield f"(?:{part.piece.regex}{_BETWEEN})?" if part.optional else part.piece.regex
            begun = not part.optional
        else:
            yield f"(?:{_BETWEEN}{part.piece.regex})?" if part.optional else _BETWEEN + part.piece.regex
