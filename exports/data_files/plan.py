"""The variables of an SPSS or Stata file: their names, labels and codes, known before any answer is.

The choices of a question are numbered from 1 in the order of its list; the numbers mean nothing else. What is absent
keeps its kind: in SPSS as a code below zero that is declared missing, in Stata as ``.a`` to ``.d``. A text has no room
for that, so a variable ``NAME_absence`` stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from analysis.column_building import Presence
from analysis.exported_answers import GROUP, RECEIVED, VERSION
from exports.data_files.answer_data import Measure, Role, Table, Variable, variables_of
from exports.data_files.names import SPSS_LIMIT, SPSS_RESERVED, STATA_LIMIT, STATA_RESERVED, VariableNames

CodedKind = Literal["sav", "dta"]
PlannedRole = Role | Literal["identifier", "entry", "version", "received", "group", "absence"]

#: The kinds of absence in the order of their codes: the first is -1 in SPSS and .a in Stata.
ABSENCES: tuple[Presence, ...] = ("dont_know", "not_applicable", "not_answered", "not_asked")
ABSENCE_LABELS: Mapping[Presence, str] = {
    "dont_know": "Don't know",
    "not_applicable": "Not applicable",
    "not_answered": "Not answered",
    "not_asked": "Not asked",
}
STATA_LETTERS: Mapping[Presence, str] = dict(zip(ABSENCES, "abcd", strict=True))
ABSENCE_CODES: Mapping[int, str] = {0: "Answered"} | {
    -place: ABSENCE_LABELS[presence] for place, presence in enumerate(ABSENCES, start=1)
}
RETURN, RETURN_LABEL = "return", "Complete, or partial: sent without all that is asked for"
_KEY_LABELS = {
    "response_id": "Response",
    "entry": "Entry, counted from 1",
    RECEIVED: "Received on",
    VERSION: "Version of the instrument",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedVariable:
    """One variable. ``column`` is what CSV and Parquet call it; ``variable`` is None for what is no answer."""

    name: str
    column: str
    label: str
    measure: Measure
    role: PlannedRole
    variable: Variable | None = None
    value_labels: Mapping[int, str] = field(default_factory=dict)

    @property
    def question(self) -> str | None:
        return self.variable.item.name if self.variable is not None else None

    @property
    def has_absence_codes(self) -> bool:
        """Whether its own values say in which way an answer is absent."""
        return self.variable is not None and self.role not in ("text", "absence")


def plan_variables(
    table: Table, kind: CodedKind, *, numbers: frozenset[str] = frozenset(), groups: tuple[str, ...] = ()
) -> tuple[PlannedVariable, ...]:
    """The variables of one file, keys first, then the questions in form order.

    Parameters
    ----------
    table : Table
    kind : {"sav", "dta"}
        SPSS names may have 64 characters, Stata names 32; each language keeps some words for itself.
    numbers : frozenset of str
        The computed questions that are numbers in these data.
    groups : tuple of str
        The breakdowns that the invitations name.
    """
    names = VariableNames(SPSS_LIMIT, SPSS_RESERVED) if kind == "sav" else VariableNames(STATA_LIMIT, STATA_RESERVED)
    planned = [*_keys(table, groups if table.is_main else (), names)]
    for item in table.items:
        for variable in variables_of(item, numbers):
            planned += _of_answer(variable, names)
    return tuple(planned)


def _keys(table: Table, groups: tuple[str, ...], names: VariableNames) -> Iterator[PlannedVariable]:
    for key in table.keys:
        role: PlannedRole = "identifier" if key == "response_id" else "entry"
        label = _KEY_LABELS.get(key, f"Entry of {key.partition(':')[0]}, counted from 1")
        yield PlannedVariable(name=names.take(key), column=key, label=label, measure="nominal", role=role)
    if not table.is_main:
        return
    yield PlannedVariable(
        name=names.take(RECEIVED), column=RECEIVED, label=_KEY_LABELS[RECEIVED], measure="scale", role="received"
    )
    yield PlannedVariable(
        name=names.take(VERSION), column=VERSION, label=_KEY_LABELS[VERSION], measure="nominal", role="version"
    )
    for group in groups:
        label = RETURN_LABEL if group == RETURN else f"{group.replace('_', ' ').capitalize()}, as invited"
        column = f"{GROUP}{group}"
        yield PlannedVariable(name=names.take(column), column=column, label=label, measure="nominal", role="group")


def _of_answer(variable: Variable, names: VariableNames) -> Iterator[PlannedVariable]:
    yield PlannedVariable(
        name=names.take(variable.name), column=variable.name, label=variable.label, measure=variable.measure,
        role=variable.role, variable=variable, value_labels=_value_labels(variable),
    )  # fmt: skip
    if variable.role == "text":
        yield PlannedVariable(
            name=names.take(f"{variable.name}_absence"), column=f"{variable.name}:absence",
            label=f"How it was answered: {variable.label}", measure="nominal", role="absence", variable=variable,
            value_labels=ABSENCE_CODES,
        )  # fmt: skip


def _value_labels(variable: Variable) -> dict[int, str]:
    if variable.role == "flag":
        return {0: "Not chosen", 1: "Chosen"}
    if variable.role == "tick":
        return {1: "Confirmed"}
    return {code: choice.label for code, choice in enumerate(variable.choices, start=1)}
