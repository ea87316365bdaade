"""The label scheme: ordered labels with their meaning, a version and a content hash."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Self

import numpy as np
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from geoclf.errors import SchemeError
from geoclf.hashing import sha256_of_json
from geoclf.protocols import BoolArray
from geoclf.scheme.parts import (
    BoundaryCase,
    Decision,
    LabelDefinition,
    Localised,
    Record,
    Source,
    Text,
)
from geoclf.scheme.suggestion import did_you_mean

__all__ = ["Scheme"]


class Scheme(Record):
    """Ordered labels; their order is the column order of every label array.

    `geoclf.load_scheme` makes one from a YAML file, with errors that name the place in the file.

    Attributes
    ----------
    name, version
        What annotations refer to.
    definitions
        One per label; `labels` in a YAML file.
    title
        What the scheme is for, in a few words, or None.
    unit
        What is annotated: a sentence, a document; or None.
    rule
        When a label applies, whatever the label; one entry per paragraph.
    boundary_cases, decisions
        Cases and doubts already settled.
    sources, crosswalk_notes
        What the crosswalks of the labels were drawn from, and what holds for all of them.

    Examples
    --------
    >>> scheme = Scheme.model_validate({
    ...     "name": "toy", "version": "1",
    ...     "labels": [{"name": "sancion", "definition": "Una medida restrictiva."},
    ...                {"name": "protesta", "definition": "Una protesta."}],
    ... })
    >>> scheme.labels
    ('sancion', 'protesta')
    >>> scheme["sancion"].definition.es
    'Una medida restrictiva.'
    >>> scheme.encode([["protesta"], []]).tolist()
    [[False, True], [False, False]]
    >>> scheme.encode([["protestas"]])
    Traceback (most recent call last):
    geoclf.errors.SchemeError: row 0: unknown label 'protestas'; did you mean 'protesta'? \
Scheme 'toy' has: sancion, protesta
    """

    name: Text
    version: Text
    definitions: tuple[LabelDefinition, ...] = Field(alias="labels", min_length=1)
    title: Localised | None = None
    unit: Localised | None = None
    rule: tuple[Localised, ...] = ()
    boundary_cases: tuple[BoundaryCase, ...] = ()
    decisions: tuple[Decision, ...] = ()
    sources: tuple[Source, ...] = ()
    crosswalk_notes: tuple[Localised, ...] = ()

    @model_validator(mode="after")
    def _names_are_unique_and_known(self) -> Self:
        seen: set[str] = set()
        for index, label in enumerate(self.labels):
            if label in seen:
                message = f"label {label!r} stands twice; give each label its own name"
                raise _error(("labels", index, "name"), message)
            seen.add(label)
        for path, label in self._references():
            if label not in seen:
                raise _error(path, self._unknown(label))
        return self

    def _references(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield every place outside the definitions that names a label, with the name."""
        for i, definition in enumerate(self.definitions):
            for j, example in enumerate(definition.examples):
                for k, label in enumerate(example.labels):
                    yield ("labels", i, "examples", j, "labels", k), label
        for i, case in enumerate(self.boundary_cases):
            for key in ("labels", "about"):
                for k, label in enumerate(getattr(case, key)):
                    yield ("boundary_cases", i, key, k), label
        for i, decision in enumerate(self.decisions):
            for k, label in enumerate(decision.about):
                yield ("decisions", i, "about", k), label

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Label names; their order is the column order of every label array."""
        return tuple(definition.name for definition in self.definitions)

    @cached_property
    def hash(self) -> str:
        """Hexadecimal SHA-256 of the content: the same for the same content, however its YAML is laid out."""
        return sha256_of_json(self.to_json())

    def to_json(self) -> dict[str, Any]:
        """Return the content as JSON values, the way a YAML file holds it; `parse_scheme` reads it back."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    @cached_property
    def _column(self) -> dict[str, int]:
        return {label: column for column, label in enumerate(self.labels)}

    def __getitem__(self, label: str) -> LabelDefinition:
        """Return the definition of one label.

        Raises
        ------
        SchemeError
            If the scheme has no such label.
        """
        if label not in self._column:
            raise SchemeError(self._unknown(label))
        return self.definitions[self._column[label]]

    def __contains__(self, label: object) -> bool:
        """Tell whether the scheme has a label of this name."""
        return label in self._column

    def _unknown(self, label: object) -> str:
        near = did_you_mean(str(label), self.labels) or ";"
        return f"unknown label {label!r}{near} Scheme {self.name!r} has: {', '.join(self.labels)}"

    def encode(self, rows: Iterable[Iterable[str]]) -> BoolArray:
        """Return labels as an array, shape (n_rows, n_labels), bool.

        Parameters
        ----------
        rows
            Per row the names of its labels, in any order; an empty row has none.

        Raises
        ------
        SchemeError
            If a row is not a list of names, or names a label that the scheme lacks; the message gives the
            row's index.
        """
        if isinstance(rows, str) or not isinstance(rows, Iterable):
            raise SchemeError(
                f"expected one list of labels per row, got {rows!r} ({type(rows).__name__}); pass [[...]]"
            )
        columns = [self._columns(index, row) for index, row in enumerate(rows)]
        encoded = np.zeros((len(columns), len(self.labels)), dtype=np.bool_)
        for index, row in enumerate(columns):
            encoded[index, row] = True
        return encoded

    def _columns(self, index: int, row: object) -> list[int]:
        if isinstance(row, str):
            raise SchemeError(f"row {index}: expected a list of labels, got the text {row!r}; pass [{row!r}]")
        if not isinstance(row, Iterable):
            raise SchemeError(
                f"row {index}: expected a list of labels, got {row!r} ({type(row).__name__}); "
                "pass [] for a row without labels"
            )
        columns = []
        for label in row:
            if not isinstance(label, str) or label not in self._column:
                raise SchemeError(f"row {index}: {self._unknown(label)}")
            columns.append(self._column[label])
        return columns

    def decode(self, matrix: BoolArray) -> list[tuple[str, ...]]:
        """Return the names that each row of `matrix` stands for, in the scheme's order.

        Parameters
        ----------
        matrix
            Shape (n_rows, n_labels), bool.

        Raises
        ------
        SchemeError
            If the shape or the dtype is another.

        Examples
        --------
        >>> from geoclf.scheme.loading import load_scheme
        >>> scheme = load_scheme()
        >>> scheme.decode(scheme.encode([["treaty", "sanctions"], []]))
        [('sanctions', 'treaty'), ()]
        """
        array = np.asarray(matrix)
        if array.ndim != 2 or array.shape[1] != len(self.labels):
            raise SchemeError(
                f"expected an array of shape (n_rows, {len(self.labels)}), one column for each of "
                f"{', '.join(self.labels)}; got shape {array.shape}"
            )
        if array.dtype != np.bool_:
            raise SchemeError(
                f"expected an array of bool, got {array.dtype}; compare probabilities with a threshold "
                "first, or pass array.astype(bool) for 0 and 1"
            )
        return [tuple(self.labels[column] for column in np.flatnonzero(row)) for row in array]


def _error(path: tuple[str | int, ...], message: str) -> PydanticCustomError:
    return PydanticCustomError("scheme", "{message}", {"message": message, "path": path})
