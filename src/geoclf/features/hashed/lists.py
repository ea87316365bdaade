"""The lists of actors and word classes as numbers: what `find_actors` and `find_word_classes` rest on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from geoclf.features.actors import ACTOR_CLASSES, actors
from geoclf.features.hashed.hashes import BASE, UInt32Array, UInt64Array, code_values, word_keys, word_names
from geoclf.features.hashed.table import KeyTable
from geoclf.features.hashed.words import RunningSums
from geoclf.features.word_classes import NO_CLASS, dictionary
from geoclf.protocols import BoolArray

__all__ = ["Forms", "Lists", "class_names", "lists", "phrase_keys", "text_keys"]


@dataclass(frozen=True)
class Forms:
    """Words and phrases of a list.

    Attributes
    ----------
    words
        The number of a form of one word by the key of the word.
    phrases
        The number of each form of several words, by `phrase_keys`; for the beginnings of such forms, from two
        words on, the number of forms.
    kind
        Shape (n_forms,), int16: the number of the form's class, counted from 1; 0 for the class "none".
    number
        Shape (n_forms,), int32: tells actors apart; 0 in the dictionary.
    needs_capital
        Shape (n_forms,).
    """

    words: KeyTable
    phrases: KeyTable
    kind: npt.NDArray[np.int16]
    number: npt.NDArray[np.int32]
    needs_capital: BoolArray


@dataclass(frozen=True)
class Lists:
    """Actors, the dictionary's forms, and its beginnings of words.

    `may_begin` says, by the upper 16 bits of its key, whether a phrase of two words may begin one of a list.
    `beginnings` gives the number of a class, counted from 1 (0 for "none"), by the key of a beginning;
    `longest_beginning` is a number of letters. `actor_names` and `class_names` are what the classes go by in
    pairs, uint32, in the order of their numbers less 1.
    """

    actors: Forms
    dictionary: Forms
    may_begin: BoolArray
    beginnings: KeyTable
    longest_beginning: int
    actor_names: UInt32Array
    class_names: UInt32Array


def text_keys(texts: Iterable[str]) -> UInt64Array:
    """Return the key of each string, uint64; none may be empty."""
    strings = list(texts)
    ends = np.cumsum([len(string) for string in strings])
    values = code_values(np.frombuffer("".join(strings).encode("utf-32-le"), dtype=np.uint32))
    return word_keys(RunningSums(values).between(np.concatenate([[0], ends[:-1]]), ends))


def phrase_keys(keys: UInt64Array, following: UInt64Array) -> UInt64Array:
    """Return the keys of phrases that go on with one word more."""
    return (keys ^ (keys >> np.uint64(31))) * BASE + following


def class_names() -> tuple[str, ...]:
    """Return the names of the dictionary's classes, "none" aside, sorted."""
    known = dictionary()
    found = {form.word_class for form in known.forms.values()} | set(known.beginnings.values())
    return tuple(sorted(found - {NO_CLASS}))


@lru_cache(maxsize=1)
def lists() -> Lists:
    """Return the lists that ship with the package."""
    known = dictionary()
    kinds = {NO_CLASS: 0, **{name: i for i, name in enumerate(class_names(), start=1)}}
    actor_kinds = {NO_CLASS: 0, **{name: i for i, name in enumerate(ACTOR_CLASSES, start=1)}}
    named = _forms(
        {
            words: (actor_kinds[actor.actor_class], actor.number, actor.needs_capital)
            for words, actor in actors().items()
        }
    )
    forms = _forms(
        {words: (kinds[form.word_class], 0, form.needs_capital) for words, form in known.forms.items()}
    )
    return Lists(
        actors=named,
        dictionary=forms,
        may_begin=named.phrases.filter | forms.phrases.filter,
        beginnings=KeyTable(
            text_keys(known.beginnings), np.array([kinds[name] for name in known.beginnings.values()])
        ),
        longest_beginning=known.longest_beginning,
        actor_names=word_names(text_keys(f"<{name}>" for name in ACTOR_CLASSES)),
        class_names=word_names(text_keys(f"<{name}>" for name in class_names())),
    )


def _forms(entries: Mapping[tuple[str, ...], tuple[int, int, bool]]) -> Forms:
    words = list(entries)
    lengths = np.array([len(form) for form in words])
    number = np.arange(len(words))
    joined = text_keys(form[0] for form in words)
    keys, numbers = [joined[:0]], [number[:0]]
    for length in range(2, lengths.max() + 1):
        longer = (lengths >= length).nonzero()[0]
        joined[longer] = phrase_keys(joined[longer], text_keys(words[i][length - 1] for i in longer))
        keys.append(joined[longer])
        numbers.append(np.where(lengths[longer] == length, longer, len(words)))
    kind, actor, needs_capital = zip(*entries.values(), strict=True)
    return Forms(
        KeyTable(joined[lengths == 1], number[lengths == 1]),
        _least(np.concatenate(keys), np.concatenate(numbers)),
        kind=np.array(kind, dtype=np.int16),
        number=np.array(actor, dtype=np.int32),
        needs_capital=np.array(needs_capital, dtype=np.bool_),
    )


def _least(keys: UInt64Array, numbers: npt.NDArray[np.int64]) -> KeyTable:
    """Return a table of the keys, with the smallest number of those that come more than once."""
    order = np.lexsort((numbers, keys))
    distinct, first = np.unique(keys[order], return_index=True)
    return KeyTable(distinct, numbers[order][first])
