"""What each column of an export means: a document that is made once and used for every file of the same form."""

from __future__ import annotations

from io import StringIO
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from analysis.importing.moments import Order
from analysis.importing.refusals import ImportRefused, refuse
from analysis.importing.table import Program
from instruments.compiled import CompiledInstrument
from instruments.versions import content_hash

LONGEST = 10_000
MOST_BYTES = 2_000_000
Key = Annotated[str, Field(max_length=LONGEST)]


class Piece(BaseModel):
    """Base of every part of a mapping: unknown keys are refused, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OtherAnswers(Piece):
    """Where a value that is none of the choices is kept: as the text of this question, under this choice."""

    text: Key
    choice: Key = ""


class QuestionMapping(Piece):
    """How one question is answered by a file.

    Exactly one of three says from where: ``column``, one column; ``choices``, a column for each choice; ``constant``,
    the same value for every row. ``values`` says what values mean that are neither a label nor a name of a choice:
    a choice's name, or for other questions the value to read instead. ``leave_out`` are values given up on purpose;
    with ``leave_rest`` all are that mean nothing.
    """

    column: Key = ""
    choices: dict[Key, Key] = {}
    constant: Key = ""
    separator: Annotated[str, Field(max_length=5)] = ""
    values: dict[Key, Key] = {}
    leave_out: tuple[Key, ...] = ()
    leave_rest: bool = False
    other: OtherAnswers | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it looks at."""
        return (*([self.column] if self.column else []), *self.choices.values())


class RepeatMapping(Piece):
    """The sheet with the entries of a repeat, and how the questions of an entry are answered."""

    sheet: Key
    questions: dict[Key, QuestionMapping] = {}
    leave_out: tuple[Key, ...] = ()


class Mapping(Piece):
    """The whole of it. ``content_hash`` is that of the version of the instrument that it was made for."""

    walkabout_mapping: Literal["1"] = "1"
    form_id: str
    version: str = ""
    content_hash: str
    program: Program
    sheet: Key = ""
    heading: int | None = None
    dates: Order | None = None
    identifier: tuple[Key, ...] = ()
    submitted: Key = ""
    accept_blanks: bool = False
    not_applicable: tuple[Key, ...] = ()
    blank: tuple[Key, ...] = ()
    leave_out: tuple[Key, ...] = ()
    questions: dict[Key, QuestionMapping] = {}
    repeats: dict[Key, RepeatMapping] = {}


def empty_mapping(compiled: CompiledInstrument, program: Program) -> Mapping:
    """A mapping that maps nothing yet."""
    settings = compiled.instrument.settings
    return Mapping(
        form_id=settings.form_id, version=settings.version, content_hash=content_hash(compiled.instrument),
        program=program,
    )  # fmt: skip


def dump_mapping(mapping: Mapping) -> str:
    """The mapping as YAML, what is left at its default left out."""
    data = mapping.model_dump(mode="json", exclude_defaults=True)
    stream = StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    writer.width = 110
    writer.dump({"walkabout_mapping": "1", **data}, stream)
    return stream.getvalue()


def load_mapping(text: str) -> Mapping:
    """A mapping from YAML or JSON. Every value is read as the text that it is, so ``no`` and ``1`` need no quotes.

    Raises
    ------
    ImportRefused
        With every problem and its place.
    """
    if len(text) > MOST_BYTES:
        raise refuse("The mapping is larger than 2 MB.")
    try:
        data: Any = YAML(typ="base", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError) as error:
        place = getattr(error, "problem_mark", None)
        where = f" (line {place.line + 1})" if place is not None else ""
        raise refuse(f"The mapping is not well-formed YAML{where}.") from error
    if not isinstance(data, dict) or "walkabout_mapping" not in data:
        raise refuse("This is no mapping: it must begin with “walkabout_mapping: 1”.")
    try:
        return Mapping.model_validate(data)
    except ValidationError as error:
        raise ImportRefused(
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}." for problem in error.errors()
        ) from error
