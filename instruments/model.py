"""What an instrument is: the questions, choices and scales of one form.

The keys are XLSForm's own column names wherever XLSForm has one (``type``, ``name``, ``label``, ``hint``,
``relevant``, ``constraint`` …), arranged as in the YAML rendering of XLSForm by *yxf*: ``settings``, ``choices``
(a list of rows for each list name) and ``survey``. Groups nest through ``children``, as in pyxform's JSON. Our
additions are ``scales`` and the few columns marked "ours" below.

The classes here hold one parsed file and check what can be said of one object alone. What needs the whole
instrument (unknown lists, cycles, expressions) is checked in :mod:`instruments.validation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_-]{0,63}$")]
NOT_BLANK = r"\S"
Text = Annotated[str, Field(min_length=1, max_length=5000, pattern=NOT_BLANK)]
Expression = Annotated[str, Field(min_length=1, max_length=2000, pattern=NOT_BLANK)]

Unit = Literal["people", "organisations", "cases"]
Missing = Literal["not_applicable", "dont_know"]
Direction = Literal["best_first", "best_last", "none"]

ANSWERED_TYPES = (
    "text", "integer", "decimal", "date", "time", "dateTime", "select_one", "select_multiple", "grade", "safety",
)  # fmt: skip
LIST_TYPES = ("select_one", "select_multiple", "grade")
CONTAINER_TYPES = ("group", "repeat")
TYPES = (*ANSWERED_TYPES, "note", *CONTAINER_TYPES)


class Part(BaseModel):
    """Base of every piece: strict types, no unknown keys, immutable once read."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Settings(Part):
    """The instrument's own description (XLSForm's settings sheet, and what a partnership needs to know of a form)."""

    form_id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    form_title: Text
    version: str = "1"
    default_language: str = "English (en)"
    instance_name: Expression | None = None
    purpose: Text | None = None  # ours: what it is for, in a sentence
    source: Text | None = None  # ours: where its content comes from
    licence: str | None = None  # ours
    unit: Unit = "people"  # ours: what one response counts, which decides whether small numbers are hidden


class Choice(Part):
    """One row of a choice list. Answers store ``name``, never the label and never a number."""

    name: Name
    label: Text
    missing: Missing | None = None  # ours: this choice is an absence ("not applicable", "don't know"), not a grade
    exclusive: bool = False  # ours: in a select_multiple, cannot be chosen together with others


class Scale(Part):
    """Ours: the order and meaning of a choice list used as a scale.

    The list's own order is the scale's order; ``direction`` says which end is best. ``none`` is an ordered scale with
    no better end ("too short / right / too long").
    """

    direction: Direction = "none"
    favourable: tuple[Name, ...] = ()
    rubric: dict[Name, Text] = {}
    action_below: Name | None = None  # a grade worse than this one asks for an action


class Question(Part):
    """One row of the survey sheet: a question, a note, a group or a repeat."""

    type: Annotated[str, Field(min_length=1)]
    name: Name
    label: Text | None = None
    hint: Text | None = None
    guidance_hint: Text | None = None
    required: bool = False
    required_message: Text | None = None
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Text | None = None
    appearance: str | None = None
    children: tuple[Question, ...] = ()
    unit: Unit | None = None  # ours, on a repeat: what one entry counts
    narrative_below: Annotated[int, Field(ge=1)] | None = None  # ours, on a repeat: fewer entries, no percentages
    entry_name: Text | None = None  # ours, on a repeat: what one entry is called ("conversation")
    rubric: dict[Name, Text] = {}  # ours, on a grade: overrides the scale's rubric for this question

    @property
    def kind(self) -> str:
        """The type without its list: ``select_one agree5`` is of kind ``select_one``."""
        return self.type.split()[0] if self.type.split() else ""

    @property
    def list_name(self) -> str | None:
        """The choice list that the type names, or None."""
        words = self.type.split()
        return words[1] if len(words) == 2 else None

    @property
    def is_answered(self) -> bool:
        return self.kind in ANSWERED_TYPES

    @property
    def is_comment(self) -> bool:
        """Free text of more than a line: it is coded to themes and never counted as it stands."""
        return self.kind == "text" and self.appearance == "multiline"

    @model_validator(mode="after")
    def _check_shape(self) -> Self:
        """All that is wrong with the row, in one message, so that it is put right in one go."""
        wrong = tuple(self._shape_problems())
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def _shape_problems(self) -> Iterator[str]:
        words, kind = self.type.split(), self.kind
        if kind not in TYPES:
            yield f"type '{self.type}' is not one of: {', '.join(TYPES)}"
            return
        if kind in LIST_TYPES and len(words) != 2:
            yield f"type '{kind}' needs one list name after it, as in '{kind} yes_no'"
        if kind not in LIST_TYPES and len(words) != 1:
            yield f"type '{kind}' takes no list name; remove '{' '.join(words[1:])}'"
        if kind in CONTAINER_TYPES and not self.children:
            yield f"the {kind} '{self.name}' has no questions; put them under 'children'"
        if kind not in CONTAINER_TYPES and self.children:
            yield f"only a group or a repeat has 'children'; '{self.name}' is a {kind}"
        if kind != "repeat" and (self.unit or self.narrative_below or self.entry_name):
            yield f"'unit', 'narrative_below' and 'entry_name' belong to a repeat; '{self.name}' is not one"
        if kind != "grade" and self.rubric:
            yield f"a rubric belongs to a grade question or its scale; '{self.name}' is a {kind}"
        if self.label is None:
            yield f"'{self.name}' has no label; add one"


class Instrument(Part):
    """A whole form, as one file gives it."""

    settings: Settings
    choices: dict[Name, tuple[Choice, ...]] = {}
    scales: dict[Name, Scale] = {}
    survey: Annotated[tuple[Question, ...], Field(min_length=1)]

    def walk(self) -> Iterator[Question]:
        """Every question, group and repeat, in form order, parents before children."""
        stack = list(reversed(self.survey))
        while stack:
            question = stack.pop()
            yield question
            stack.extend(reversed(question.children))

    def choices_of(self, question: Question) -> tuple[Choice, ...]:
        """The choices a question offers, in order; empty for a question without a list."""
        return self.choices.get(question.list_name or "", ())

    def scale_of(self, question: Question) -> Scale | None:
        """The scale behind a question's list, if the list is one."""
        return self.scales.get(question.list_name or "")
