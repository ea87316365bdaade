"""Names and phrases of the lists in texts, and the tokens that are left: the arrays behind `PairAnalyzer`."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from geoclf.features.hashed.facts import Facts
from geoclf.features.hashed.hashes import UInt32Array, UInt64Array
from geoclf.features.hashed.lists import Forms, lists, phrase_keys
from geoclf.features.hashed.table import FILTER_SHIFT
from geoclf.features.hashed.words import Words
from geoclf.protocols import BoolArray

__all__ = ["Tokens", "find_tokens"]

_MOST_ACTORS = 2  # "several"


@dataclass(frozen=True)
class Tokens:
    """What takes part in pairs.

    Attributes
    ----------
    stem, word_class
        Shape (n_words,), uint32: what the word, or the phrase that begins there, goes by; 0 for nothing.
    is_actor
        Shape (n_words,).
    n_actors
        Shape (n_texts,): 0, 1 or 2 (several) different actors.
    """

    stem: UInt32Array
    word_class: UInt32Array
    is_actor: BoolArray
    n_actors: npt.NDArray[np.int64]


class _Matches(NamedTuple):
    """Where phrases of a list stand: their first words, numbers of words, and numbers in the list."""

    starts: npt.NDArray[Any]
    lengths: npt.NDArray[Any]
    entries: npt.NDArray[Any]


class _Begun(NamedTuple):
    """Places where a phrase may begin, and the keys of their two words joined."""

    starts: npt.NDArray[np.intp]
    joined: UInt64Array


def find_tokens(words: Words, facts: Facts) -> Tokens:
    """Return the tokens of the texts whose words have these `facts`."""
    known = lists()
    begun = _beginnings(words)
    names = _names(words, facts, begun)
    actor_class = known.actors.kind[names.entries]
    named = actor_class > 0  # the class "none" keeps its words from being taken for actors, no more
    taken = _covered(len(words.keys), names.starts[named], names.lengths[named])
    stem, word_class = _plain_tokens(words, facts, taken, begun)
    word_class[names.starts[named]] = known.actor_names[actor_class[named] - 1]
    is_actor = np.zeros(len(words.keys), dtype=np.bool_)
    is_actor[names.starts[named]] = True
    n_actors = _count_actors(
        words.text_of[names.starts[named]], known.actors.number[names.entries[named]], len(words.bounds) - 1
    )
    return Tokens(stem, word_class, is_actor, n_actors)


def _names(words: Words, facts: Facts, begun: _Begun) -> _Matches:
    """Return the names of actors, the longest at each place, from left to right."""
    forms = lists().actors
    long = _in_turn(_longest(_phrases(words, forms, begun)))
    actor = facts.actor
    single = (actor >= 0).nonzero()[0]
    applies = _applies(forms, actor.take(single), words.capital.take(single))
    applies &= ~_covered(len(words.keys), long.starts, long.lengths).take(single)
    single = single[applies]
    return _Matches(
        np.concatenate([long.starts, single]),
        np.concatenate([long.lengths, np.ones(len(single), dtype=np.int64)]),
        np.concatenate([long.entries, actor.take(single)]),
    )


def _plain_tokens(
    words: Words, facts: Facts, taken: BoolArray, begun: _Begun
) -> tuple[UInt32Array, UInt32Array]:
    """Return stem and class of each word that is not `taken` by an actor's name."""
    forms, names = lists().dictionary, lists().class_names
    phrases = _phrases(words, forms, begun)
    n_taken = np.concatenate([[0], np.cumsum(taken)])
    free = n_taken[phrases.starts + phrases.lengths] == n_taken[phrases.starts]
    phrases = _in_turn(_longest(_Matches(*(column[free] for column in phrases))))
    alone = ~taken
    alone[_covered_places(phrases.starts, phrases.lengths)] = False
    kind = facts.beginning  # -1 no class, 0 "none", else the class
    form = facts.form
    whole = (form >= 0).nonzero()[0]
    whole = whole[_applies(forms, form.take(whole), words.capital.take(whole))]
    kind[whole] = forms.kind.take(form.take(whole))
    stem = facts.stem
    stem *= alone & (kind != 0)
    word_class = np.zeros(len(stem), dtype=np.uint32)
    classed = (alone & (kind > 0)).nonzero()[0]
    word_class[classed] = names.take(kind.take(classed) - 1)
    phrase_kind = forms.kind[phrases.entries]
    with_class = phrase_kind > 0
    word_class[phrases.starts[with_class]] = names[phrase_kind[with_class] - 1]
    return stem, word_class


def _applies(forms: Forms, entries: npt.NDArray[Any], capital: BoolArray) -> BoolArray:
    """Say which entries of a list apply to words with or without a capital."""
    return capital | ~forms.needs_capital.take(entries)


def _beginnings(words: Words) -> _Begun:
    """Return the places of two words with which a phrase of a list may begin."""
    joined = phrase_keys(words.keys[:-1], words.keys[1:])
    starts = lists().may_begin.take((joined >> FILTER_SHIFT).view(np.intp)).nonzero()[0]
    return _Begun(starts, joined.take(starts))


def _phrases(words: Words, forms: Forms, begun: _Begun) -> _Matches:
    """Return every phrase of two words and more that applies at its place."""
    starts, joined = begun
    found: list[tuple[Any, ...]] = [(np.empty(0, dtype=np.int64),) * 3]
    length = 2
    while len(starts):
        entries = forms.phrases.find(joined)
        known = (entries >= 0).nonzero()[0]
        starts, joined, entries = starts[known], joined[known], entries[known]
        known = (entries < len(forms.kind)).nonzero()[0]  # the others are beginnings of longer ones
        known = known[words.text_of[starts[known]] == words.text_of[starts[known] + (length - 1)]]
        known = known[_applies(forms, entries[known], words.capital[starts[known]])]
        found.append((starts[known], np.full(len(known), length), entries[known]))
        inside = starts + length < len(words.keys)
        starts = starts[inside]
        joined = phrase_keys(joined[inside], words.keys.take(starts + length))
        length += 1
    return _Matches(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _longest(matches: _Matches) -> _Matches:
    """Return the longest match at each place, in the order of places."""
    order = np.lexsort((-matches.lengths, matches.starts))
    starts = matches.starts[order]
    first = np.ones(len(starts), dtype=np.bool_)
    first[1:] = starts[1:] != starts[:-1]
    return _Matches(*(column[order[first]] for column in matches))


def _in_turn(matches: _Matches) -> _Matches:
    """Return the matches that are left when each, from left to right, takes its words from later ones."""
    kept, end = [], 0
    for i, (start, length) in enumerate(zip(matches.starts.tolist(), matches.lengths.tolist(), strict=True)):
        if start >= end:
            kept.append(i)
            end = start + length
    return _Matches(*(column[kept] for column in matches))


def _covered(n: int, starts: npt.NDArray[Any], lengths: npt.NDArray[Any]) -> BoolArray:
    covered = np.zeros(n, dtype=np.bool_)
    covered[_covered_places(starts, lengths)] = True
    return covered


def _covered_places(starts: npt.NDArray[Any], lengths: npt.NDArray[Any]) -> npt.NDArray[Any]:
    stops = np.cumsum(lengths)
    shift = np.repeat(starts - stops + lengths, lengths)
    shift += np.arange(len(shift))
    return shift


def _count_actors(text_of: npt.NDArray[Any], number: npt.NDArray[Any], n_texts: int) -> npt.NDArray[np.int64]:
    """Return how many different actors each text names, counting no further than several."""
    first = np.zeros(n_texts, dtype=np.int64)
    first[text_of] = number  # any one of the text's; actors are counted from 1
    other = np.zeros(n_texts, dtype=np.bool_)
    other[text_of[number != first[text_of]]] = True
    return np.minimum((first > 0).astype(np.int64) + other, _MOST_ACTORS)
