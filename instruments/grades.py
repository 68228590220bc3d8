"""What our composite questions are made of: ``grade``, ``standard``, ``safety``, ``consent`` and ``or_other``.

Each stands for a fixed set of plain questions, so that the form, the stored answers and the analysis know plain
questions only. A grade asks for its reason, its evidence and, where it is bad enough, an action; a standard is graded
after its criteria are answered, and asks for its impact besides; a safety question answered "yes" asks who was told,
and when; a consent is a choice on which the rest of the form hangs (:mod:`instruments.branches`); a list with
``or_other`` gets a choice more and the question which other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from instruments.built_in_welsh import translations_of
from instruments.model import Choice, Question, Scale

COMPOSITE_KINDS = ("grade", "standard", "safety", "consent")
MAXIMUM_COMPOSITE_NAME = 40  # the longest part adds 23 characters; a workbook's column heading stays readable
MAXIMUM_GRADES = 20
OTHER = "other"

When = Literal["graded", "not_applicable", "action", "raised"]


@dataclass(frozen=True, slots=True)
class Part:
    """One plain question of a composite one: ``part`` says which ("grade", "rationale", "told" …)."""

    question: Question
    part: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """How one part is asked; ``constraint`` and its message are for the few that have one."""

    part: str
    type: str
    label: str
    when: When
    required: bool = False
    multiline: bool = False
    hint: str | None = None
    constraint: str | None = None
    constraint_message: str | None = None


def _choice(name: str, label: str) -> Choice:
    return Choice(name=name, label=label, translations=translations_of(label=label))


BUILT_IN_LISTS: dict[str, tuple[Choice, ...]] = {
    "_evidence_type": (
        _choice("document", "Document"),
        _choice("data", "Data"),
        _choice("observation", "Observation"),
        _choice("staff_voice", "Staff voice"),
        _choice("child_voice", "Child voice"),
    ),
    "_confidence": (
        _choice("high", "High"),
        _choice("medium", "Medium"),
        _choice("low", "Low"),
    ),
    "_action_status": (
        _choice("not_started", "Not started"),
        _choice("in_progress", "In progress"),
        _choice("done", "Done"),
    ),
    "_yes_no": (_choice("yes", "Yes"), _choice("no", "No")),
    "_consent": (_choice("yes", "Yes, I agree"), _choice("no", "No, I do not agree")),
    "_change": (
        _choice("better", "Better"),
        _choice("same", "The same"),
        _choice("worse", "Worse"),
        _choice("first_time", "This is the first time"),
    ),
}
OTHER_CHOICE = _choice(OTHER, "Other")

GRADE_ROWS: tuple[_Row, ...] = (
    _Row("na_reason", "text", "Why this does not apply", "not_applicable", required=True, multiline=True),
    _Row("rationale", "text", "Reason for the grade", "graded", required=True, multiline=True),
    _Row("evidence_type", "select_multiple _evidence_type", "Type of evidence", "graded"),
    _Row("evidence_reference", "text", "Evidence reference", "graded", hint="Where the evidence can be found again"),
    _Row(
        "evidence_date",
        "date",
        "Date of the evidence",
        "graded",
        constraint=". <= today()",
        constraint_message="The date of the evidence must be today or in the past",
    ),
    _Row("confidence", "select_one _confidence", "Confidence in the grade", "graded"),
    _Row("strength", "text", "Strength", "graded", multiline=True),
    _Row("gap", "text", "Gap", "graded", multiline=True),
    _Row("action_what", "text", "Action: what will be done", "action", required=True, multiline=True),
    _Row("action_owner", "text", "Action: owner", "action", hint="A role rather than a name"),
    _Row("action_agency", "text", "Action: agency", "action"),
    _Row("action_due", "date", "Action: due date", "action"),
    _Row("action_success_measure", "text", "Action: how success will be measured", "action", multiline=True),
    _Row("action_impact_evidence", "text", "Action: evidence of impact", "action", multiline=True),
    _Row("action_status", "select_one _action_status", "Action: status", "action"),
)

STANDARD_ROWS: tuple[_Row, ...] = (
    *GRADE_ROWS,
    _Row("impact", "text", "Impact on children", "graded", multiline=True),
    _Row("change", "select_one _change", "Change since the last round", "graded"),
)

SAFETY_ROWS: tuple[_Row, ...] = (
    _Row("told", "text", "Who was told", "raised", required=True, hint="Their role, not their name"),
    _Row("time", "dateTime", "When they were told", "raised", required=True),
    _Row("note", "text", "What was agreed", "raised", multiline=True, hint="No names or other identifying details"),
)

_ROWS: Mapping[str, tuple[_Row, ...]] = {"grade": GRADE_ROWS, "standard": STANDARD_ROWS, "safety": SAFETY_ROWS}


def expand(question: Question, choices: tuple[Choice, ...], scale: Scale | None) -> tuple[Part, ...]:
    """The plain questions of a composite question, itself first; ``choices`` are those of its list."""
    update: dict[str, object] = {"rubric": {}, "children": ()}
    if question.kind in ("grade", "standard"):
        update |= {"type": f"select_one {question.list_name}"}
        if question.kind == "standard":  # its condition is that of the whole page
            update |= {"relevant": None}
        part, conditions = "grade", _grade_conditions(choices, scale)
    else:
        own_list = "_yes_no" if question.kind == "safety" else "_consent"
        update |= {"type": f"select_one {own_list}", "required": True}
        part, choices, conditions = question.kind, BUILT_IN_LISTS[own_list], {"raised": ("yes",)}
    first = Part(question.model_copy(update=update), part, choices)
    return (first, *_asked_parts(question.name, _ROWS.get(question.kind, ()), conditions))


def other_of(question: Question) -> Question:
    """The question which other, of a list with ``or_other``; its words are XLSForm's."""
    return Question(
        type="text",
        name=f"{question.name}_{OTHER}",
        label="Specify other.",
        relevant=f"selected(${{{question.name}}}, '{OTHER}')",
        translations=translations_of(label="Specify other."),
    )


def with_other(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """A list with the choice "Other" at its end, unless it has one."""
    return choices if any(choice.name == OTHER for choice in choices) else (*choices, OTHER_CHOICE)


def part_names(question: Question) -> tuple[str, ...]:
    """All names that a question may take up besides its own; none for a plain one."""
    rows = _ROWS.get(question.kind, ())
    names = tuple(f"{question.name}_{row.part}" for row in rows)
    return (*names, f"{question.name}_{OTHER}") if question.or_other else names


def worse_than(choices: tuple[Choice, ...], scale: Scale, name: str) -> tuple[str, ...]:
    """The choices of a scale that are worse than one of them; absences are not grades."""
    names = [choice.name for choice in choices if choice.missing is None]
    if name not in names or scale.direction == "none":
        return ()
    at = names.index(name)
    return tuple(names[at + 1 :] if scale.direction == "best_first" else names[:at])


def _grade_conditions(choices: tuple[Choice, ...], scale: Scale | None) -> dict[str, tuple[str, ...]]:
    """The grades on which each kind of part is asked."""
    below = scale.action_below if scale else None
    return {
        "graded": tuple(choice.name for choice in choices if choice.missing is None),
        "not_applicable": tuple(choice.name for choice in choices if choice.missing == "not_applicable"),
        "action": worse_than(choices, scale, below) if scale and below else (),
    }


def _asked_parts(name: str, rows: tuple[_Row, ...], conditions: dict[str, tuple[str, ...]]) -> Iterator[Part]:
    for row in rows:
        grades = conditions[row.when]
        if not grades:  # a scale without "not applicable" never asks why
            continue
        question = Question(
            type=row.type,
            name=f"{name}_{row.part}",
            label=row.label,
            hint=row.hint,
            required=row.required,
            relevant=f"selected('{' '.join(grades)}', ${{{name}}})",
            constraint=row.constraint,
            constraint_message=row.constraint_message,
            appearance="multiline" if row.multiline else None,
            translations=translations_of(label=row.label, hint=row.hint, constraint_message=row.constraint_message),
        )
        yield Part(question, row.part, BUILT_IN_LISTS.get(question.list_name or "", ()))
