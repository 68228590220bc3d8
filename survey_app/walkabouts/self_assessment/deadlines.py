"""Where a return stands: in progress, declared, sent, or past its deadline; and extending that."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sqlalchemy.orm import Session

from survey_app.application import LONDON
from survey_app.audit_log import record
from survey_app.database import now
from survey_app.errors import UserError
from survey_app.walkabouts.models import STAGES, Section11Assessment
from survey_app.walkabouts.self_assessment.access import COMPARED
from survey_app.walkabouts.self_assessment.models import SelfAssessment

State = Literal["no_round", "not_begun", "in_progress", "awaiting", "sent", "overdue", "closed"]
STATES: dict[State, str] = {
    "no_round": "Not asked for yet",
    "not_begun": "Not begun",
    "in_progress": "In progress",
    "awaiting": "Waits for the board sponsor",
    "sent": "Declared and sent",
    "overdue": "Past its deadline",
    "closed": "No longer open",
}
LONGEST_REASON = 1000


class ReturnLocked(UserError):
    """The return cannot be changed now; the message says why, and who can open it."""

    status = 409
    title = "The return cannot be changed"


class ExtensionRefused(UserError):
    """A deadline cannot be extended as asked; the message says why."""

    status = 422


def today_here() -> date:
    """The day it is in England: a deadline ends at midnight there."""
    return now().astimezone(LONDON).date()


def declaration_day(kept: SelfAssessment | None) -> date:
    """The day on which the age of evidence is counted: that of the declaration, today before there is one."""
    return kept.declared_at.astimezone(LONDON).date() if kept is not None and kept.declared_at else today_here()


def state_of(assessment: Section11Assessment, kept: SelfAssessment | None, day: date) -> State:
    """Where the return stands on a day; ``kept`` is None before anything was done."""
    if kept is not None and kept.submitted_at is not None and kept.reopened_at is None:
        return "sent"
    if assessment.cycle.self_round is None:
        return "no_round"
    if assessment.stage in (*COMPARED, "withdrawn") or assessment.cycle.self_round.state == "closed":
        return "closed"
    if is_past(assessment, kept, day):
        return "overdue"
    if kept is None or kept.begun_at is None:
        return "not_begun"
    return "awaiting" if kept.declared_at is not None else "in_progress"


def deadline_of(assessment: Section11Assessment, kept: SelfAssessment | None) -> date | None:
    """The last day on which the return can be sent; None where the cycle has set none."""
    return kept.deadline if kept is not None and kept.deadline is not None else assessment.cycle.self_due_on


def is_past(assessment: Section11Assessment, kept: SelfAssessment | None, day: date) -> bool:
    deadline = deadline_of(assessment, kept)
    return deadline is not None and day > deadline


def refusal(assessment: Section11Assessment, kept: SelfAssessment | None, day: date) -> str:
    """Why nothing of the return may be changed on this day; empty where it may."""
    state = state_of(assessment, kept, day)
    if state == "sent":
        return "The return is declared and sent, so it is locked. The QA group can open it again with a new deadline."
    if state == "awaiting":
        return (
            "The return is declared and waits for the board sponsor, so it stands as it was declared. To change it, "
            "take the declaration back first."
        )
    if state == "overdue":
        deadline = deadline_of(assessment, kept)
        return (
            f"The deadline, {deadline:%-d %B %Y}, has passed. What you had saved by then is kept and has not been "
            "sent. Ask the QA group for a new deadline; you can then go on where you were."
        )
    if state == "closed":
        return "Self-assessments of this cycle are closed, so the return can no longer be changed."
    return "" if state != "no_round" else "The partnership has not opened its self-assessment yet."


def check_may_change(assessment: Section11Assessment, kept: SelfAssessment | None, day: date) -> None:
    """Refuse a change to a return that is locked."""
    if reason := refusal(assessment, kept, day):
        raise ReturnLocked(reason)


def extend(
    session: Session, assessment: Section11Assessment, kept: SelfAssessment, *, to: date, why: str, by: int | None
) -> None:
    """Give a return a later deadline, for a reason that its leads read. A return that was sent can then be reopened.

    The caller holds the return's lock, commits, and mails the leads.
    """
    day = today_here()
    before = deadline_of(assessment, kept)
    if problem := _extension_problem(assessment, kept, to, day):
        raise ExtensionRefused(problem)
    if not why.strip():
        raise ExtensionRefused("Say why the deadline is extended; the agency reads it.")
    kept.extended_to, kept.extended_why = to, why.strip()[:LONGEST_REASON]
    kept.extended_at, kept.extended_by_id, kept.locked_at = now(), by, None
    session.flush()
    record(
        session, "self-assessment extended", actor_id=by, partnership_id=assessment.partnership_id,
        subject=f"self-assessment {assessment.id}",
        details={"from": before.isoformat() if before else None, "to": to.isoformat()},
    )  # fmt: skip


def _extension_problem(assessment: Section11Assessment, kept: SelfAssessment, to: date, day: date) -> str:
    """Why a deadline cannot become this day; empty where it can."""
    before, round_ = deadline_of(assessment, kept), kept.round
    if assessment.stage in (*COMPARED, "withdrawn"):
        return (
            f"The assessment is at the stage “{STAGES[assessment.stage]}”: the grades have been compared, or it has "
            "ended, so the agency's own grades stand as they are."
        )
    if to < day:
        return "The new deadline must be today or later."
    if before is not None and to <= before:
        return f"The deadline is {before:%-d %B %Y} already. Choose a later day."
    if round_.state == "closed":
        return f"The round “{round_.title}” is closed, so it takes no more returns."
    if round_.closes_on is not None and to > round_.closes_on:
        return f"The round “{round_.title}” closes on {round_.closes_on:%-d %B %Y}. Choose a day up to then."
    return ""
