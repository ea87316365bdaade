"""What a label scheme is made of: one frozen, checked record for each kind of entry in its YAML file."""

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from geoclf.errors import SchemeError

__all__ = [
    "LANGUAGES",
    "BoundaryCase",
    "CameoCode",
    "Crosswalk",
    "Decision",
    "LabelDefinition",
    "LabelName",
    "Language",
    "Localised",
    "Mode",
    "NotCameoCode",
    "PloverType",
    "Record",
    "SchemeExample",
    "Source",
    "Text",
]

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

# What CAMEO calls root codes 03, 02, 10, 12, 13 and 16, and the two that have no root of their own.
Mode = Literal[
    "done", "ease", "intent", "appeal", "demand", "reject", "threaten", "reduce_or_stop", "breach"
]  # fmt: skip

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
LabelName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,4}$")]


class Record(BaseModel):
    """Base of all parts of a scheme: frozen, hashable, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Localised(Record):
    """A text in Spanish and in English; one plain string in a YAML file stands for both.

    Attributes
    ----------
    es, en
        The text. A name between backticks is set as code.

    Examples
    --------
    >>> Localised(es="tratado", en="treaty")["en"]
    'treaty'
    """

    es: Text
    en: Text

    @model_validator(mode="before")
    @classmethod
    def _one_string_for_both(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        return {"es": value, "en": value} if isinstance(value, str) else value

    def __getitem__(self, language: Language) -> str:
        """Return the text in one language."""
        if language not in LANGUAGES:
            raise SchemeError(f"expected language {' or '.join(LANGUAGES)}, got {language!r}")
        return self.en if language == "en" else self.es


class SchemeExample(Record):
    """A sentence that shows coders how a label is used, or how it is not.

    Attributes
    ----------
    quote
        The sentence as printed.
    labels
        All labels that apply to it; empty when none does.
    seed, start, end
        The article it is quoted from and its character offsets there, end exclusive; None for an invented
        sentence.
    note
        Why, or None.
    """

    quote: Annotated[str, StringConstraints(min_length=1)]
    labels: tuple[LabelName, ...]
    seed: Text | None = None
    start: Annotated[int, Field(ge=0)] | None = None
    end: int | None = None
    note: Localised | None = None

    @model_validator(mode="after")
    def _has_its_place(self) -> Self:
        if self.seed is None and self.start is None and self.end is None:
            return self
        if self.seed is None or self.start is None or self.end is None:
            raise ValueError("expected seed, start and end together, got only some of them; add the others")
        if self.end - self.start != len(self.quote):
            raise ValueError(
                f"expected end - start to be the quote's length ({len(self.quote)} characters), "
                f"got {self.end} - {self.start}; correct the offsets or the quote"
            )
        return self


class CameoCode(Record):
    """One CAMEO event code that falls under a label.

    Attributes
    ----------
    code
        The code as a string: its leading zeros matter.
    title
        The official title, in English.
    mode
        How the act is spoken of: done, intended, asked for, refused and so on.
    nearest
        Whether the code is only the nearest one there is.
    """

    code: Code
    title: Text
    mode: Mode = "done"
    nearest: bool = False


class NotCameoCode(Record):
    """One CAMEO event code that looks as if it fell under a label and does not."""

    code: Code
    title: Text
    reason: Localised


class PloverType(Record):
    """One PLOVER event type that falls under a label.

    Attributes
    ----------
    type
        The event type, such as "AID".
    modes, contexts
        The modes and contexts it is limited to; empty when it is limited to none.
    note
        What part of the type is meant, or None.
    """

    type: Text
    modes: tuple[Text, ...] = ()
    contexts: tuple[Text, ...] = ()
    note: Localised | None = None


class Crosswalk(Record):
    """Where a label's acts are found in CAMEO and in PLOVER.

    Attributes
    ----------
    cameo
        Codes that fall under the label.
    not_cameo
        Codes that are easily mistaken for the label.
    plover
        Event types that fall under the label.
    notes
        Gaps and contradictions of the two sources.
    """

    cameo: tuple[CameoCode, ...] = ()
    not_cameo: tuple[NotCameoCode, ...] = ()
    plover: tuple[PloverType, ...] = ()
    notes: tuple[Localised, ...] = ()


def _title_from_name(data: dict[str, Any]) -> Localised:
    title = data["name"].replace("_", " ").capitalize()
    return Localised(es=title, en=title)


class LabelDefinition(Record):
    """One label and what a coder must know of it.

    Attributes
    ----------
    name
        Lower-case ASCII letters, digits and underscores, beginning with a letter.
    definition
        What the label means.
    title
        The label as people write it; made from the name when the file gives none.
    includes, excludes
        What falls under the label, and what does not although it may look so.
    examples
        Sentences that have the label, and sentences that nearly do.
    crosswalk
        The label in other coding schemes.
    """

    name: LabelName
    definition: Localised
    title: Localised = Field(default_factory=_title_from_name)
    includes: tuple[Localised, ...] = ()
    excludes: tuple[Localised, ...] = ()
    examples: tuple[SchemeExample, ...] = ()
    crosswalk: Crosswalk = Crosswalk()


class BoundaryCase(Record):
    """A sentence, in gist, on the border of one or more labels.

    Attributes
    ----------
    text
        The gist.
    labels
        The labels that apply to it; empty when none does.
    about
        Further labels it was written for, whose border it marks from outside.
    """

    text: Localised
    labels: tuple[LabelName, ...]
    about: tuple[LabelName, ...] = ()


class Decision(Record):
    """How a doubt that keeps coming back was settled.

    Attributes
    ----------
    text
        The doubt and its settlement.
    about
        The labels it concerns.
    """

    text: Localised
    about: tuple[LabelName, ...] = ()


class Source(Record):
    """A document that the crosswalk was drawn from."""

    title: Text
    version: Text
    date: Text
    url: Text | None = None
    licence: Text | None = None
