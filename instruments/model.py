"""What an instrument is: the questions, choices and scales of one form.

The keys are XLSForm's own column names wherever XLSForm has one (``type``, ``name``, ``label``, ``hint``,
``relevant``, ``constraint`` …), arranged as in the YAML rendering of XLSForm by *yxf*: ``settings``, ``choices``
(a list of rows for each list name) and ``survey``. Groups nest through ``children``, as in pyxform's JSON. Our
additions are ``scales`` and the few columns marked "ours" below.

A text in another language stands beside its column, as in XLSForm: ``label::Welsh (cy)``. Here it is kept under
``translations``, by language.

The classes here hold one parsed file and check what can be said of one object alone. What needs the whole
instrument (unknown lists, cycles, expressions) is checked in :mod:`instruments.validation`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

# XML's names without the colon, which XLSForm takes: letters of any script, digits, '_', '-' and '.'.
Name = Annotated[str, Field(pattern=r"^[\p{L}_][\p{L}\p{M}\p{N}._-]{0,119}$")]
CHOICE_NAME = r"^\S{1,200}$"
ChoiceName = Annotated[str, Field(pattern=CHOICE_NAME)]
NOT_BLANK = r"\S"
MAXIMUM_LENGTH = 10_000
Text = Annotated[str, Field(min_length=1, max_length=MAXIMUM_LENGTH, pattern=NOT_BLANK)]
Expression = Annotated[str, Field(min_length=1, max_length=MAXIMUM_LENGTH, pattern=NOT_BLANK)]
Language = Annotated[str, Field(min_length=1, max_length=60, pattern=NOT_BLANK)]
FileName = Annotated[str, Field(min_length=1, max_length=200, pattern=NOT_BLANK)]

Unit = Literal["people", "organisations", "cases"]
Missing = Literal["not_applicable", "dont_know"]
Direction = Literal["best_first", "best_last", "none"]

TEXT_TYPES = ("text", "email", "phone", "url", "barcode")
NUMBER_TYPES = ("integer", "decimal", "range")
MOMENT_TYPES = ("date", "time", "dateTime")
PLACE_TYPES = ("geopoint", "geotrace", "geoshape")
FILE_TYPES = ("image", "audio", "video", "file", "signature")
CHOICE_TYPES = ("select_one", "select_multiple", "rank")
COMPUTED_TYPES = ("calculate", "hidden")
# What the form fills in by itself. The last five say something of the device, which is never asked here: always blank.
METADATA_TYPES = ("start", "end", "today", "username", "deviceid", "phonenumber", "subscriberid", "simserial", "audit")
COMPOSITE_TYPES = ("grade", "safety", "consent")
ANSWERED_TYPES = (
    *TEXT_TYPES, *NUMBER_TYPES, *MOMENT_TYPES, *CHOICE_TYPES, "acknowledge", *COMPUTED_TYPES, *FILE_TYPES, *PLACE_TYPES,
    *METADATA_TYPES, *COMPOSITE_TYPES,
)  # fmt: skip
UNSEEN_TYPES = (*COMPUTED_TYPES, *METADATA_TYPES)  # they have an answer and are not shown
TRUTH_WORDS = {"yes": True, "true": True, "true()": True, "no": False, "false": False, "false()": False}
LIST_TYPES = (*CHOICE_TYPES, "grade", "standard")
CONTAINER_TYPES = ("group", "repeat", "standard")
TYPES = (*ANSWERED_TYPES, "note", *CONTAINER_TYPES)


class Part(BaseModel):
    """Base of every piece: strict types, no unknown keys, immutable once read."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Translation(Part):
    """The texts of one row in another language; which of them a row may have is said by its class."""

    label: Text | None = None
    hint: Text | None = None
    guidance_hint: Text | None = None
    required_message: Text | None = None
    constraint_message: Text | None = None
    image: FileName | None = None
    audio: FileName | None = None
    video: FileName | None = None
    form_title: Text | None = None
    purpose: Text | None = None
    entry_name: Text | None = None
    rubric: dict[ChoiceName, Text] = {}


class Translatable(Part):
    """A row whose texts may be there in several languages.

    A file writes ``column::language``; :mod:`instruments.languages` gathers such keys here and writes them out again.
    """

    translations: dict[Language, Translation] = {}

    def text(self, column: str, language: str | None = None) -> Any:
        """The text of a column in a language; where it is not translated, in the default language."""
        translation = self.translations.get(language or "")
        return (getattr(translation, column) if translation is not None else None) or getattr(self, column)


EASY_READ = "easy_read"  # a word of XLSForm's setting ``style``


class Settings(Translatable):
    """The instrument's own description (XLSForm's settings sheet, and what a partnership needs to know of a form)."""

    form_id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    form_title: Text
    version: str = "1"
    default_language: Language = "English (en)"
    instance_name: Expression | None = None
    allow_choice_duplicates: bool = False
    purpose: Text | None = None  # ours: what it is for, in a sentence
    source: Text | None = None  # ours: where its content comes from
    licence: str | None = None  # ours
    unit: Unit = "people"  # ours: what one response counts, which decides whether small numbers are hidden
    extra: dict[str, str] = {}  # settings of other tools, kept for them; only ``style`` is looked at here

    @property
    def is_easy_read(self) -> bool:
        """Whether pages are drawn for children: XLSForm's ``style``, with the word ``easy_read`` among others."""
        return EASY_READ in self.extra.get("style", "").split()


class Choice(Translatable):
    """One row of a choice list. Answers store ``name``, never the label and never a number."""

    name: ChoiceName
    label: Text
    image: FileName | None = None
    audio: FileName | None = None
    video: FileName | None = None
    columns: dict[str, str] = {}  # further columns of the choices sheet, for choice_filter and pulldata
    missing: Missing | None = None  # ours: this choice is an absence ("not applicable", "don't know"), not a grade
    exclusive: bool = False  # ours: in a select_multiple, cannot be chosen together with others


class Scale(Translatable):
    """Ours: the order and meaning of a choice list used as a scale.

    The list's own order is the scale's order; ``direction`` says which end is best. ``none`` is an ordered scale with
    no better end ("too short / right / too long").
    """

    direction: Direction = "none"
    favourable: tuple[ChoiceName, ...] = ()
    rubric: dict[ChoiceName, Text] = {}
    action_below: ChoiceName | None = None  # a grade worse than this one asks for an action


# Pages ask a hundred times for the kind and the appearances of each question; a form has few different ones.
@lru_cache(maxsize=4096)
def _words_of(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@lru_cache(maxsize=4096)
def _set_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Question(Translatable):
    """One row of the survey sheet: a question, a note, a group or a repeat."""

    type: Annotated[str, Field(min_length=1)]
    name: Name
    label: Text | None = None
    hint: Text | None = None
    guidance_hint: Text | None = None
    required: bool | Expression = False
    required_message: Text | None = None
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Text | None = None
    calculation: Expression | None = None
    trigger: Expression | None = None  # ``${name}``: the calculation is made anew when that answer changes
    choice_filter: Expression | None = None
    default: str | None = None
    read_only: bool | Expression = False
    appearance: str | None = None
    parameters: str | None = None
    repeat_count: Expression | None = None
    or_other: bool = False
    image: FileName | None = None
    audio: FileName | None = None
    video: FileName | None = None
    children: tuple[Question, ...] = ()
    extra: dict[str, str] = {}  # columns of other tools (bind::, body::, instance::), kept for them and not used here
    core: Name | None = None  # ours: the question of the question bank that this one is, word for word
    unit: Unit | None = None  # ours, on a repeat: what one entry counts
    narrative_below: Annotated[int, Field(ge=1)] | None = None  # ours, on a repeat: fewer entries, no percentages
    entry_name: Text | None = None  # ours, on a repeat: what one entry is called ("conversation")
    rubric: dict[ChoiceName, Text] = {}  # ours, on a grade or standard: goes before the scale's rubric

    @property
    def kind(self) -> str:
        """The type without its list: ``select_one agree5`` is of kind ``select_one``."""
        words = _words_of(self.type)
        return words[0] if words else ""

    @property
    def list_name(self) -> str | None:
        """The choice list that the type names, or None."""
        words = _words_of(self.type)
        return words[1] if len(words) == 2 else None

    @property
    def is_answered(self) -> bool:
        return self.kind in ANSWERED_TYPES

    @property
    def is_seen(self) -> bool:
        """Whether it is shown: calculated values and metadata are not."""
        return self.kind not in UNSEEN_TYPES

    @property
    def appearances(self) -> frozenset[str]:
        """The words of the appearance column."""
        return _set_of(self.appearance or "")

    @property
    def is_comment(self) -> bool:
        """Free text of more than a line: it is coded to themes and never counted as it stands."""
        return self.kind == "text" and "multiline" in self.appearances

    @property
    def settings_of_type(self) -> Mapping[str, str]:
        """The ``parameters`` column taken apart: ``start=1 end=10`` (or with commas or semicolons) by name."""
        words = _words_of((self.parameters or "").replace(",", " ").replace(";", " "))
        return dict(word.split("=", 1) for word in words if "=" in word)

    @field_validator("required", "read_only", mode="before")
    @classmethod
    def _read_truth(cls, value: object) -> object:
        """XLSForm's authors write "yes" or "true()" for what is no expression."""
        return TRUTH_WORDS.get(value.strip().lower(), value) if isinstance(value, str) else value

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
            near = get_close_matches(kind, TYPES, n=1)
            advice = f"did you mean '{near[0]}'? There are" if near else "there are"
            yield f"there is no type '{self.type}'; {advice}: {', '.join(TYPES)}"
            return
        if kind in LIST_TYPES and len(words) != 2:
            yield f"type '{kind}' needs one list name after it, as in '{kind} yes_no'"
        if kind not in LIST_TYPES and len(words) != 1:
            yield f"type '{kind}' takes no list name; remove '{' '.join(words[1:])}'"
        if kind in ("group", "repeat") and not self.children:
            yield f"the {kind} '{self.name}' has no questions; put them under 'children'"
        if kind not in CONTAINER_TYPES and self.children:
            yield f"only a group, a repeat or a standard has 'children'; '{self.name}' is a {kind}"
        if kind != "repeat" and (self.unit or self.narrative_below or self.entry_name or self.repeat_count):
            columns = "'unit', 'narrative_below', 'entry_name' and 'repeat_count'"
            yield f"{columns} belong to a repeat; '{self.name}' is not one"
        if kind not in ("grade", "standard") and self.rubric:
            yield f"a rubric belongs to a grade, a standard or their scale; '{self.name}' is a {kind}"
        if kind not in ("select_one", "select_multiple") and (self.or_other):
            yield f"'or_other' belongs to a select_one or a select_multiple; '{self.name}' is a {kind}"
        if kind not in CHOICE_TYPES and self.choice_filter:
            yield f"a choice_filter belongs to a question with choices; '{self.name}' is a {kind}"
        if kind == "calculate" and self.calculation is None and self.default is None:
            yield f"'{self.name}' is a calculate and has no calculation; add one"
        if self._needs_label:
            yield f"'{self.name}' has no label; add one"

    @property
    def _needs_label(self) -> bool:
        """Whoever is asked something must be told what; a group and what is not shown may go without."""
        if self.kind in (*UNSEEN_TYPES, "group", "repeat"):
            return False
        return not any((self.label, self.hint, self.image, self.audio, self.video, self.translations))


class Instrument(Part):
    """A whole form, as one file gives it."""

    settings: Settings
    choices: dict[Name, tuple[Choice, ...]] = {}
    scales: dict[Name, Scale] = {}
    files: dict[Name, FileName] = {}
    """Lists whose choices come from a file beside the form (``select_one_from_file``, ``pulldata``), by list name."""
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

    @property
    def languages(self) -> tuple[str, ...]:
        """The default language, then every other that any text is there in, in the order of their first use."""
        rows: list[Translatable] = [self.settings]
        rows += [choice for choices in self.choices.values() for choice in choices]
        rows += [*self.scales.values(), *self.walk()]
        found = dict.fromkeys(language for row in rows for language in row.translations)
        found.pop(self.settings.default_language, None)
        return (self.settings.default_language, *found)
