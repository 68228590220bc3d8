"""Factual accuracy: the assessment goes to the agency, its clock runs, corrections come back and each is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.walkabouts.cycles.stages import advance
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.models.outcomes import AssessmentStep, Correction
from survey_app.walkabouts.outcomes import mailing
from survey_app.walkabouts.outcomes.grading import add_revision
from survey_app.walkabouts.outcomes.judgements import Wording, find_standard
from survey_app.walkabouts.outcomes.refusals import NotYours, StepRefused
from survey_app.walkabouts.outcomes.reply_clock import ReplyClock, reply_clock, reply_due
from survey_app.walkabouts.outcomes.seats import agency_leads, leads_agency_of
from survey_app.walkabouts.outcomes.steps import add_step, lock, require_stage, since, steps_of

GENERAL = "general"  # a correction of no standard in particular
REMIND_WITH_LEFT = 2  # working days
ANSWERS = {
    "accurate": "Accurate as it stands",
    "corrections": "With corrections",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyState:
    """How the reply stands. ``answer`` is "", "accurate", "corrections" or "none" (no reply by the date)."""

    sent: AssessmentStep
    due_on: date
    answer: str
    answered: AssessmentStep | None
    reminders: int
    corrections: tuple[Correction, ...]

    @property
    def unanswered(self) -> tuple[Correction, ...]:
        return tuple(one for one in self.corrections if not one.answer)

    def clock(self, today: date) -> ReplyClock:
        return reply_clock(self.due_on, today)

    @property
    def is_settled(self) -> bool:
        """Whether the assessment may go on: replied with every correction answered, or no reply by the date."""
        return bool(self.answer) and not self.unanswered


def local_day(moment: datetime) -> date:
    """The day of a moment by the clock on the wall."""
    return moment.astimezone(LOCAL_TIME).date()


def send_for_accuracy(session: Session, assessment: Section11Assessment, *, by: int, at: datetime) -> date:
    """Send it to the agency's leads; the day on which the reply is due."""
    lock(session, assessment)
    require_stage(assessment, ("signed",), "send it to the agency")
    leads = agency_leads(session, assessment)
    if not leads:
        raise StepRefused(
            f"Nobody can reply for {assessment.title}. An administrator first gives somebody there the role “Agency "
            "lead”."
        )
    due = reply_due(local_day(at), assessment.cycle.reply_days)
    add_step(
        session, assessment, "sent", by=by,
        details={"due_on": due.isoformat(), "reply_days": assessment.cycle.reply_days, "to": [one.id for one in leads]},
    )  # fmt: skip
    advance(session, assessment, "replying", by)
    for lead in leads:
        mailing.queue_request(session, assessment, lead, due)
    return due


def reply_state(session: Session, assessment: Section11Assessment) -> ReplyState | None:
    """Where the reply to the newest sending stands; None where it was not sent, or was reopened since."""
    steps = since(steps_of(session, assessment), "reopened")
    places = [place for place, step in enumerate(steps) if step.kind == "sent"]
    if not places:
        return None
    sent, later = steps[places[-1]], steps[places[-1] + 1 :]
    answered = next((step for step in later if step.kind in ("replied", "no_reply")), None)
    answer = "" if answered is None else "none" if answered.kind == "no_reply" else str(answered.details["answer"])
    return ReplyState(
        sent=sent,
        due_on=date.fromisoformat(sent.details["due_on"]),
        answer=answer,
        answered=answered,
        reminders=sum(step.kind == "reminded" for step in later),
        corrections=tuple(sent_corrections(session, assessment, sent)),
    )


def sent_corrections(session: Session, assessment: Section11Assessment, sent: AssessmentStep) -> Sequence[Correction]:
    """The corrections of one reply."""
    return session.scalars(
        select(Correction)
        .where(Correction.assessment_id == assessment.id, Correction.sent_at >= sent.made_at)
        .order_by(Correction.made_at, Correction.id)
    ).all()


def drafted_corrections(session: Session, assessment: Section11Assessment) -> Sequence[Correction]:
    """What the agency has written down and not sent yet."""
    return session.scalars(
        select(Correction)
        .where(Correction.assessment_id == assessment.id, Correction.sent_at.is_(None))
        .order_by(Correction.made_at, Correction.id)
    ).all()


def add_correction(
    session: Session, assessment: Section11Assessment, *, standard: str, wrong: str, right: str, shown_by: str, by: int
) -> Correction:
    """Write down one correction of the agency's list."""
    _may_reply(session, assessment, by)
    if standard != GENERAL and find_standard(assessment, standard) is None:
        raise StepRefused("Choose the standard that the correction is about.")
    correction = Correction(
        assessment_id=assessment.id, standard=standard, wrong=wrong.strip(), right=right.strip(),
        shown_by=shown_by.strip(), made_by_id=by,
    )  # fmt: skip
    session.add(correction)
    session.flush()
    return correction


def remove_correction(session: Session, assessment: Section11Assessment, correction_id: str, *, by: int) -> None:
    """Take a correction out before it is sent."""
    _may_reply(session, assessment, by)
    found = next((one for one in drafted_corrections(session, assessment) if one.id == correction_id), None)
    if found is None:
        raise StepRefused("That correction is not on the list any more, or has been sent.")
    session.delete(found)
    session.flush()


def _may_reply(session: Session, assessment: Section11Assessment, by: int) -> ReplyState:
    lock(session, assessment)
    require_stage(assessment, ("replying",), "reply")
    if not leads_agency_of(session, assessment, by):
        raise NotYours("Only the lead of the agency that was assessed replies.")
    state = reply_state(session, assessment)
    if state is None or state.answered is not None:
        words = "has gone on without a reply" if state is not None and state.answer == "none" else "has your reply"
        raise StepRefused(f"The assessment {words} already. Write to the partnership if something is still wrong.")
    return state


def reply(session: Session, assessment: Section11Assessment, *, answer: str, by: int, at: datetime) -> None:
    """The agency's reply: accurate as it stands, or with its corrections. Late ones count until it goes on."""
    _may_reply(session, assessment, by)
    drafted = drafted_corrections(session, assessment)
    if answer not in ANSWERS:
        raise StepRefused("Say whether the facts are right, or send your corrections.")
    if answer == "corrections" and not drafted:
        raise StepRefused("Your list of corrections is empty. Add what is wrong, or reply that it is accurate.")
    if answer == "accurate" and drafted:
        raise StepRefused("There are corrections on your list. Take them out, or reply with corrections.")
    for correction in drafted:
        correction.sent_at = at
    add_step(session, assessment, "replied", by=by, details={"answer": answer, "corrections": len(drafted)})
    mailing.queue_reply_came(session, assessment)


def close_without_reply(session: Session, assessment: Section11Assessment, *, by: int | None, today: date) -> None:
    """Go on without a reply, once the date has passed."""
    lock(session, assessment)
    require_stage(assessment, ("replying",), "go on without a reply")
    state = reply_state(session, assessment)
    if state is None or state.answered is not None:
        raise StepRefused("The agency has replied.")
    if not state.clock(today).is_overdue:
        raise StepRefused(f"The agency may still reply: it is {state.clock(today).words}.")
    add_step(session, assessment, "no_reply", by=by, details={"due_on": state.due_on.isoformat()})


def answer_correction(
    session: Session, assessment: Section11Assessment, correction_id: str, *, accepted: bool, reason: str, by: int,
    at: datetime, wording: Wording | None = None, seen: int | None = None,
) -> Correction:  # fmt: skip
    """Answer one correction: accepted, with the judgement revised, or not accepted; either way with the reason."""
    lock(session, assessment)
    require_stage(assessment, ("replying",), "answer corrections")
    state = reply_state(session, assessment)
    found = next((one for one in (state.corrections if state else ()) if one.id == correction_id), None)
    if found is None:
        raise StepRefused("The agency has sent no such correction.")
    if found.answer:
        raise StepRefused("That correction has been answered already. Reload the page.")
    if not reason.strip():
        raise StepRefused("Give the reason. The agency reads it.")
    if accepted and found.standard != GENERAL:
        add_revision(
            session, assessment, found.standard, wording or Wording(), by=by,
            reason=f"Corrected after the agency’s reply on factual accuracy: {reason.strip()}", seen=seen,
        )  # fmt: skip
    found.answer, found.answer_reason = ("accepted" if accepted else "not_accepted"), reason.strip()
    found.answered_by_id, found.answered_at = by, at
    session.flush()
    return found


def chase_replies(session: Session, *, today: date) -> int:
    """Remind the agencies whose reply is nearly due, and note where none came in time; how many were concerned."""
    waiting = session.scalars(select(Section11Assessment).where(Section11Assessment.stage == "replying")).all()
    return sum(_chase(session, assessment, today) for assessment in waiting)


def _chase(session: Session, assessment: Section11Assessment, today: date) -> bool:
    lock(session, assessment)
    state = reply_state(session, assessment)
    if assessment.stage != "replying" or state is None or state.answered is not None:
        return False
    clock = state.clock(today)
    if clock.is_overdue:
        add_step(session, assessment, "no_reply", by=None, details={"due_on": state.due_on.isoformat()})
        mailing.queue_no_reply(session, assessment)
        return True
    if clock.left <= REMIND_WITH_LEFT and not state.reminders:
        add_step(session, assessment, "reminded", by=None)
        for lead in agency_leads(session, assessment):
            mailing.queue_reminder(session, assessment, lead, clock)
        return True
    return False
