"""What is written: the single answers of a round, and the tables and variables that they become."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from analysis.columns import substantive_choices
from analysis.responses import entry_keys, main_items, repeat_items
from analysis.round_data import Form, ResponseRecord
from instruments.items import Item
from instruments.merging import Merged
from instruments.model import Choice

FileKind = Literal["csv", "parquet", "sav", "dta"]
FILE_KINDS: tuple[FileKind, ...] = ("csv", "parquet", "sav", "dta")
KIND_NAMES = {"csv": "CSV", "parquet": "Parquet", "sav": "SPSS", "dta": "Stata"}

Role = Literal["choice", "flag", "place", "whole", "number", "day", "moment", "tick", "text"]
Measure = Literal["nominal", "ordinal", "scale"]
MAIN = "responses"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerData:
    """The single answers of a round that is not anonymous.

    ``responses`` are gone through more than once. Whoever calls has seen to it that they may be given out: nothing
    here can tell an anonymous round. ``remark`` stands in what goes with the files ("Constructed for the demo.").
    """

    title: str
    slug: str
    form: Form
    responses: Iterable[ResponseRecord]
    produced_at: datetime
    partnership: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One column of the frames: a question, or one choice of a question where several can be chosen or ranked."""

    name: str  # "useful", "topics/gangs"
    item: Item
    role: Role
    choice: Choice | None = None

    @property
    def label(self) -> str:
        """The question in words, with the choice where the column is of one."""
        question = self.item.question.label or self.item.name
        return question if self.choice is None else f"{question}: {self.choice.label}"

    @property
    def measure(self) -> Measure:
        """The level of measurement."""
        if self.role in ("whole", "number", "day", "moment"):
            return "scale"
        return "ordinal" if self.role == "place" or self.item.scale is not None else "nominal"

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices that count as answers, in the list's order; the first has the code 1."""
        return substantive_choices(self.item) if self.role == "choice" else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One file: the responses themselves, or the entries of one repeat."""

    name: str
    label: str
    repeats: tuple[str, ...]
    keys: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def is_main(self) -> bool:
        return not self.repeats

    def variables(self, numbers: frozenset[str] = frozenset()) -> tuple[Variable, ...]:
        """The variables of its questions; ``numbers`` names the computed ones that are numbers in these data."""
        return tuple(variable for item in self.items for variable in variables_of(item, numbers))


def tables_of(form: Form) -> tuple[Table, ...]:
    """The table of responses, then one for each repeat, outer ones first."""
    main = Table(name=MAIN, label="Responses", repeats=(), keys=("response_id",), items=main_items(form))
    taken = {MAIN}
    repeats = []
    for name, section in sorted(form.repeats.items(), key=lambda pair: len(pair[1].repeats)):
        own = name
        while own.casefold() in taken:  # files are told apart by more than capital letters
            own += "-entries"
        taken.add(own.casefold())
        keys = entry_keys(section.repeats)
        repeats.append(
            Table(
                name=own,
                label=section.label,
                repeats=section.repeats,
                keys=keys,
                items=repeat_items(form, name),
            )
        )
    return (main, *repeats)


def variables_of(item: Item, numbers: frozenset[str] = frozenset()) -> Sequence[Variable]:
    """The variables of one question."""
    role = _role(item, item.name in numbers)
    if role in ("flag", "place"):
        return [
            Variable(name=f"{item.name}/{choice.name}", item=item, role=role, choice=choice)
            for choice in substantive_choices(item)
        ]
    return [Variable(name=item.name, item=item, role=role)]


#: What an answer is in a data file, where it is no text. A new kind of question is one row here.
ROLES: dict[str, Role] = {
    **dict.fromkeys(("select_one", "grade", "safety", "consent"), "choice"),
    "select_multiple": "flag",
    "rank": "place",
    "integer": "whole",
    **dict.fromkeys(("decimal", "range"), "number"),
    **dict.fromkeys(("date", "today"), "day"),
    **dict.fromkeys(("dateTime", "start", "end"), "moment"),
    "acknowledge": "tick",
}


def _role(item: Item, is_number: bool) -> Role:
    if item.question.kind in ("calculate", "hidden"):
        return "number" if is_number else "text"
    return ROLES.get(item.question.kind, "text")


def checked(responses: Iterable[ResponseRecord]) -> Iterator[ResponseRecord]:
    """The responses as they come.

    Raises
    ------
    ValueError
        Where two of them share an identifier.
    """
    seen = set[str]()
    for record in responses:
        if record.response_id in seen:
            raise ValueError(f"response_id '{record.response_id}' occurs more than once")
        seen.add(record.response_id)
        yield record


def in_one_form(form: Form, record: ResponseRecord) -> Mapping[str, Any]:
    """The answers of a response under the names of the one form."""
    if not isinstance(form, Merged):
        return record.document
    return form.translate(form.versions[-1] if record.version is None else record.version, record.document)
