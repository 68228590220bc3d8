"""What a ``grade`` and a ``safety`` question are made of.

Both stand for a fixed set of plain questions, so that the form, the stored answers and the analysis know plain
questions only. A grade asks for its reason, its evidence and, where it is bad enough, an action; a safety question
answered "yes" asks who was told, and when.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from instruments.model import Choice, Question, Scale

COMPOSITE_KINDS = ("grade", "safety")
MAXIMUM_COMPOSITE_NAME = 40  # the longest part adds 23 characters, and a name has at most 64
MAXIMUM_GRADES = 20

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


BUILT_IN_LISTS: dict[str, tuple[Choice, ...]] = {
    "_evidence_type": (
        Choice(name="document", label="Document"),
        Choice(name="data", label="Data"),
        Choice(name="observation", label="Observation"),
        Choice(name="staff_voice", label="Staff voice"),
        Choice(name="child_voice", label="Child voice"),
    ),
    "_confidence": (
        Choice(name="high", label="High"),
        Choice(name="medium", label="Medium"),
        Choice(name="low", label="Low"),
    ),
    "_action_status": (
        Choice(name="not_started", label="Not started"),
        Choice(name="in_progress", label="In progress"),
        Choice(name="done", label="Done"),
    ),
    "_yes_no": (Choice(name="yes", label="Yes"), Choice(name="no", label="No")),
}

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

SAFETY_ROWS: tuple[_Row, ...] = (
    _Row("told", "text", "Who was told", "raised", required=True, hint="Their role, not their name"),
    _Row("time", "dateTime", "When they were told", "raised", required=True),
    _Row("note", "text", "What was agreed", "raised", multiline=True, hint="No names or other identifying details"),
)

_SAFETY_CONDITIONS: dict[str, tuple[str, ...]] = {"raised": ("yes",)}


def expand(question: Question, choices: tuple[Choice, ...], scale: Scale | None) -> tuple[Part, ...]:
    """The plain questions of a composite question, itself first."""
    if question.kind == "safety":
        update = {"type": "select_one _yes_no", "required": True}
        first = Part(question.model_copy(update=update), "safety", BUILT_IN_LISTS["_yes_no"])
        rows, conditions = SAFETY_ROWS, _SAFETY_CONDITIONS
    else:
        update = {"type": f"select_one {question.list_name}", "rubric": {}}
        first = Part(question.model_copy(update=update), "grade", choices)
        rows, conditions = GRADE_ROWS, _grade_conditions(choices, scale)
    return (first, *_asked_parts(question.name, rows, conditions))


def part_names(question: Question) -> tuple[str, ...]:
    """All names that a composite question may take up besides its own; none for a plain one."""
    rows = {"safety": SAFETY_ROWS, "grade": GRADE_ROWS}.get(question.kind, ())
    return tuple(f"{question.name}_{row.part}" for row in rows)


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
        )
        yield Part(question, row.part, BUILT_IN_LISTS.get(question.list_name or "", ()))
