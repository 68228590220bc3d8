"""What this feature tells of assessments: on their page, in the overview of a cycle, and to other partnerships."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.walkabouts.cycles.parts import AssessmentPart, NextStep, PartLink, Viewer, assessment_part, shared_part
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.outcomes.accuracy import ReplyState, reply_state
from survey_app.walkabouts.outcomes.finals import final_revisions
from survey_app.walkabouts.outcomes.reply_clock import ReplyClock
from survey_app.walkabouts.outcomes.seats import Seat, seat_of
from survey_app.walkabouts.outcomes.way import next_person

TITLE = "After the visit"
STATES = {
    "planned": ("Not begun", "grey"),
    "fieldwork": ("Notes to reconcile", "blue"),
    "reconciled": ("Being graded", "blue"),
    "graded": ("Graded", "blue"),
    "compared": ("Compared, to be signed", "yellow"),
    "signed": ("To be sent to the agency", "yellow"),
    "replying": ("With the agency", "yellow"),
    "final": ("Final", "green"),
    "withdrawn": ("Withdrawn", "grey"),
}
NEXT = {
    "fieldwork": "reconcile the notes",
    "reconciled": "record the grades",
    "graded": "compare with the agency’s own grades",
    "compared": "give the reasons for gaps and sign",
    "signed": "send it to the agency for factual accuracy",
}


@assessment_part("outcomes", position=40)
def outcomes_part(
    session: Session, assessments: Sequence[Section11Assessment], viewer: Viewer
) -> Mapping[str, AssessmentPart]:
    """How far each assessment is after its visits. Those who read only what is final learn no more than that."""
    today = now().astimezone(LOCAL_TIME).date()
    return {one.id: _part(session, one, viewer, today) for one in assessments}


def _part(session: Session, assessment: Section11Assessment, viewer: Viewer, today: date) -> AssessmentPart:
    seat = seat_of(session, assessment, viewer.user_id, viewer.permissions)
    copies = final_revisions(session, assessment)
    if not seat.sees_working:
        return _final_only(assessment, len(copies))
    status, tone = STATES[assessment.stage]
    state = reply_state(session, assessment) if assessment.stage == "replying" else None
    clock = state.clock(today) if state is not None and not state.answer else None
    if clock is not None and clock.is_overdue:
        status, tone = "Reply overdue", "red"
    return AssessmentPart(
        title=TITLE,
        status=status,
        tone=tone,
        lines=(f"Reply {clock.words}.",) if clock is not None else (),
        links=_links(assessment, copies=len(copies)),
        next_steps=_next(session, assessment, seat, state, clock),
    )


def _final_only(assessment: Section11Assessment, copies: int) -> AssessmentPart:
    if not copies:
        return AssessmentPart(title=TITLE, status="Not final", tone="grey", lines=("It can be read when it is final.",))
    return AssessmentPart(title=TITLE, status="Final", tone="green", links=(_copy_link(assessment, copies),))


def _copy_link(assessment: Section11Assessment, copies: int) -> PartLink:
    return PartLink(
        text="Read the final assessment",
        endpoint="outcomes.revision",
        values={"assessment_id": assessment.id, "number": copies},
    )


def _links(assessment: Section11Assessment, *, copies: int) -> tuple[PartLink, ...]:
    values = {"assessment_id": assessment.id}
    links = [PartLink(text="Open the way of this assessment", endpoint="outcomes.show", values=values)]
    if copies:
        links.append(_copy_link(assessment, copies))
        links.append(PartLink(text="Three views", endpoint="outcomes.assessment_views", values=values))
    return tuple(links)


def _next(
    session: Session, assessment: Section11Assessment, seat: Seat, state: ReplyState | None, clock: ReplyClock | None
) -> tuple[NextStep, ...]:
    if assessment.stage in NEXT:
        return (NextStep(person=next_person(session, assessment), text=NEXT[assessment.stage]),)
    if state is None:
        return ()
    if clock is not None:
        return (NextStep(person="Agency lead", text="reply on factual accuracy", due=state.due_on),)
    text = "answer the agency’s corrections" if state.unanswered else "make the assessment final"
    return (NextStep(person="QA group", text=text),)


@shared_part("outcomes", position=40)
def shared_outcomes(session: Session, assessment: Section11Assessment) -> Sequence[AssessmentPart]:
    """The final copy, and nothing before it."""
    if not final_revisions(session, assessment):
        return ()
    link = PartLink(
        text="Read the final assessment", endpoint="outcomes.shared", values={"assessment_id": assessment.id}
    )
    return (AssessmentPart(title="What it found", status="Final", tone="green", links=(link,)),)
