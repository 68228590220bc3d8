"""The team leader signs: that the notes were reconciled fairly and the grades are the team's own."""

from __future__ import annotations

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.walkabouts.cycles.stages import advance
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.models.outcomes import AssessmentStep
from survey_app.walkabouts.outcomes.actions import refuse_without_action
from survey_app.walkabouts.outcomes.grading import refuse_unexplained
from survey_app.walkabouts.outcomes.refusals import NotYours, StepRefused
from survey_app.walkabouts.outcomes.seats import leaders_of
from survey_app.walkabouts.outcomes.steps import add_step, lock, require_stage, since, steps_of

STATEMENT = (
    "I led this walkabout. The judgements are those of the whole team, rest on what we heard, read and saw, and were "
    "recorded before any of us saw the agency’s own grades."
)
UNDOING = ("revealed", "reopened")


def signatures(session: Session, assessment: Section11Assessment) -> list[AssessmentStep]:
    """The signatures that hold: none from before the grades were shown, a reopening, or one was taken back."""
    steps = steps_of(session, assessment)
    for kind in UNDOING:
        steps = since(steps, kind)
    signed = [step for step in steps if step.kind == "signed"]
    taken_back = max((place for place, step in enumerate(signed) if step.details.get("taken_back")), default=-1)
    return signed[taken_back + 1 :]


def still_to_sign(session: Session, assessment: Section11Assessment) -> list[User]:
    """The team leaders whose signature is missing."""
    signed = {step.made_by_id for step in signatures(session, assessment)}
    return [leader for leader in leaders_of(session, assessment) if leader.id not in signed]


def sign(session: Session, assessment: Section11Assessment, *, by: int, remark: str = "") -> bool:
    """Sign; whether every leader has. Where visits had different leaders, each signs."""
    lock(session, assessment)
    require_stage(assessment, ("compared",), "sign")
    waiting = still_to_sign(session, assessment)
    if by not in {leader.id for leader in waiting}:
        if by in {leader.id for leader in leaders_of(session, assessment)}:
            raise StepRefused("You have signed already.")
        raise NotYours("Only the team leader of the visit signs.")
    refuse_unexplained(session, assessment)
    refuse_without_action(session, assessment)
    add_step(session, assessment, "signed", by=by, details={"statement": STATEMENT, "remark": remark.strip()})
    session.flush()
    if still_to_sign(session, assessment):
        return False
    advance(session, assessment, "signed", by)
    return True


def take_back_signature(session: Session, assessment: Section11Assessment, *, by: int, reason: str) -> None:
    """Back to comparing, before it goes to the agency; every leader signs again."""
    lock(session, assessment)
    require_stage(assessment, ("signed",), "take the signature back")
    if by not in {leader.id for leader in leaders_of(session, assessment)}:
        raise NotYours("Only a team leader takes the signature back.")
    if not reason.strip():
        raise StepRefused("Say why you take the signature back.")
    add_step(session, assessment, "signed", by=by, details={"taken_back": True, "reason": reason.strip()})
    advance(session, assessment, "compared", by)
