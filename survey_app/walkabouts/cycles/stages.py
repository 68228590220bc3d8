"""The way of an assessment from stage to stage: which moves there are, and what must hold before each."""

from __future__ import annotations

from sqlalchemy.orm import Session

from survey_app.audit_log import record
from survey_app.errors import Conflict, UserError
from survey_app.walkabouts.models import STAGES, Section11Assessment

# The self-grades are seen from "compared" on, so no way leads from there back to grading.
MOVES: dict[str, tuple[str, ...]] = {
    "planned": ("fieldwork",),
    "fieldwork": ("reconciled",),
    "reconciled": ("graded", "fieldwork"),
    "graded": ("compared", "reconciled"),
    "compared": ("signed",),
    "signed": ("replying", "compared"),
    "replying": ("final",),
    "final": (),
    "withdrawn": (),
}
LONGEST_REASON = 2000


class MoveRefused(Conflict):
    """An assessment cannot go to that stage now; the message says why."""

    title = "That cannot be done at this stage"


def advance(session: Session, assessment: Section11Assessment, to: str, by: int | None) -> None:
    """Move an assessment to another stage, and log it. The caller commits.

    Parameters
    ----------
    to : str
        One of :data:`STAGES`; to withdraw, use :func:`withdraw`.
    by : int or None
        The user who does it; None for the system itself.

    Raises
    ------
    MoveRefused
        No such move leads from the present stage (somebody may have moved it meanwhile), or something is missing:
        fieldwork needs a locked rubric and a cycle whose fieldwork is open.
    """
    if to not in STAGES or to == "withdrawn":
        raise ValueError(f"no move leads to {to!r}")
    _lock(session, assessment)
    if to not in MOVES[assessment.stage]:
        raise MoveRefused(
            f"The assessment of {assessment.title} is at the stage “{STAGES[assessment.stage]}”, from where it cannot "
            f"go to “{STAGES[to]}”. Reload the page: somebody may have moved it meanwhile."
        )
    if to == "fieldwork":
        _check_fieldwork(assessment)
    _move(session, assessment, to, by)


def may_advance(assessment: Section11Assessment, to: str) -> bool:
    """Whether a move leads from the present stage to that one; not whether everything it needs is there."""
    return to in MOVES[assessment.stage]


def is_underway(assessment: Section11Assessment) -> bool:
    """Neither final nor withdrawn."""
    return assessment.stage not in ("final", "withdrawn")


def withdraw(session: Session, assessment: Section11Assessment, *, reason: str, by: int | None) -> None:
    """End an assessment that will not be finished. Its agencies can be assessed anew; what was done stays."""
    _lock(session, assessment)
    if not is_underway(assessment):
        raise MoveRefused(f"The assessment of {assessment.title} is {STAGES[assessment.stage].lower()} already.")
    if not reason.strip():
        raise UserError("Say why the assessment is withdrawn; the agency and the other partnerships read it.")
    assessment.withdrawn_reason = reason.strip()[:LONGEST_REASON]
    _move(session, assessment, "withdrawn", by)


def _lock(session: Session, assessment: Section11Assessment) -> None:
    """Two people who move an assessment at once do it one after the other, each on what is true then."""
    session.flush()
    session.refresh(assessment, with_for_update={"key_share": True})


def _check_fieldwork(assessment: Section11Assessment) -> None:
    if assessment.rubric_locked_at is None:
        raise MoveRefused(
            f"Fieldwork at {assessment.title} cannot begin: the rubric has not been agreed and locked. Propose a "
            "version to the agency first, or record that it was agreed."
        )
    if assessment.cycle.state != "fieldwork":
        state = "is closed" if assessment.cycle.state == "closed" else "has not opened its fieldwork yet"
        raise MoveRefused(
            f"Fieldwork at {assessment.title} cannot begin: the cycle “{assessment.cycle.title}” {state}."
        )


def _move(session: Session, assessment: Section11Assessment, to: str, by: int | None) -> None:
    before, assessment.stage = assessment.stage, to
    session.flush()
    record(
        session, "section 11 stage", actor_id=by, partnership_id=assessment.partnership_id,
        subject=f"section 11 assessment {assessment.id}", details={"from": before, "to": to},
    )  # fmt: skip
