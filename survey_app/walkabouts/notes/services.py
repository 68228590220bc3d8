"""Whose notes of which visit: each of the team has a draft of their own in the cycle's walkabout round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.drafts import start_draft
from survey_app.collect.keeping import guards_round, guards_sending
from survey_app.collect.models import Draft, Submission
from survey_app.collect.problems import NotOpen
from survey_app.collect.services import check_open
from survey_app.collect.wording import Speaker
from survey_app.database import now
from survey_app.designer.services import compiled_version
from survey_app.errors import UserError
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import Section11Cycle, Visit, VisitMember, VisitNotes
from survey_app.walkabouts.notes.beginnings import known_of_visit
from survey_app.walkabouts.visits.conflicts import barred_from

KEPT = "What you wrote is kept as your own draft. Ask whoever plans the visits."


class NoNotes(UserError):
    """This person cannot take notes on this visit; the message says why."""

    status = 403
    title = "You cannot take notes on this visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVisit:
    """A visit of somebody's, with their notes; ``why`` says why there are none."""

    visit: Visit
    notes: VisitNotes | None
    reference: str | None
    why: str = ""


def notes_for(session: Session, visit: Visit, user: User) -> VisitNotes:
    """The notes of one of the team on a visit, begun where they are not yet; NoNotes or NotOpen for everybody else."""
    if why := notes_refusal(session, visit, user.id):
        raise NoNotes(why)
    found = session.get(VisitNotes, (visit.id, user.id))
    if found is not None:
        return found
    if visit.assessment is not None and visit.assessment.rubric_locked_at is None:
        raise NoNotes("What good looks like is not agreed with the agency yet. The notes begin when it is.")
    try:
        with session.begin_nested():
            return _begin_notes(session, visit, _round_of(visit), user)
    except IntegrityError:  # begun by another request of theirs at the same moment
        return session.get_one(VisitNotes, (visit.id, user.id))


def find_notes(session: Session, partnership_id: int, draft_id: str, user_id: int) -> VisitNotes | None:
    """Somebody's own notes by the id of their draft, of a visit of this partnership."""
    statement = (
        select(VisitNotes)
        .join(Visit)
        .where(
            VisitNotes.draft_id == draft_id, VisitNotes.user_id == user_id, Visit.partnership_id == partnership_id
        )
    )  # fmt: skip
    return session.scalars(statement).one_or_none()


def notes_refusal(session: Session, visit: Visit, user_id: int) -> str:
    """Why this person takes no notes on this visit; empty where they do. Nobody visits their own agency."""
    member = session.get(VisitMember, (visit.id, user_id))
    if member is None:
        return "You are not in the team of this visit."
    if member.role == "observer":
        return "Observers take no notes."
    if visit.state not in ("planned", "done"):
        return "This visit is not planned, or is called off."
    if own := barred_from(session, visit, [user_id]).get(user_id):
        return f"This visit goes to your own agency: {' and '.join(own)}. Nobody visits their own agency."
    return ""


def own_visits(session: Session, partnership_id: int, user: User, *, today: date) -> list[OwnVisit]:
    """A person's visits of today and later, and earlier ones whose notes are not sent; notes are begun on demand."""
    statement = (
        select(Visit)
        .join(VisitMember)
        .where(
            VisitMember.user_id == user.id, VisitMember.role != "observer",
            Visit.partnership_id == partnership_id, Visit.state.in_(("planned", "done")),
        )
        .order_by(Visit.day, Visit.starts_at, Visit.id)
    )  # fmt: skip
    found = (_own_visit(session, visit, user) for visit in session.scalars(statement).all())
    return [own for own in found if _is_wanted(session, own, today)]


def _own_visit(session: Session, visit: Visit, user: User) -> OwnVisit:
    try:
        notes = notes_for(session, visit, user)
    except (NoNotes, NotOpen) as refused:
        return OwnVisit(visit=visit, notes=None, reference=None, why=refused.message)
    sent = session.get(Submission, notes.draft_id)
    return OwnVisit(visit=visit, notes=notes, reference=sent.reference if sent is not None else None)


def _is_wanted(session: Session, own: OwnVisit, today: date) -> bool:
    if own.visit.day is None or own.visit.day >= today:
        return True
    return own.notes is not None and session.get(Draft, own.notes.draft_id) is not None


def _round_of(visit: Visit) -> Round:
    round_ = visit.assessment.cycle.walkabout_round if visit.assessment is not None else None
    if round_ is None or round_.anonymous or round_.access != "named":
        raise NoNotes("There is no round yet that takes the notes of this visit. Ask whoever plans the visits.")
    check_open(round_, now().date())
    return round_


def _begin_notes(session: Session, visit: Visit, round_: Round, user: User) -> VisitNotes:
    compiled = compiled_version(round_.version)
    speaker = Speaker(compiled, username=user.email)
    begun = speaker.begun()
    document = speaker.recalculated(begun | known_of_visit(session, visit, compiled), previous=begun)
    draft = start_draft(session, round_, author_id=user.id, document=document, version=round_.version)
    notes = VisitNotes(visit_id=visit.id, user_id=user.id, draft_id=draft.id)
    session.add(notes)
    session.flush()
    return notes


@guards_round
def round_of_notes(session: Session, round_: Round) -> str:
    """A cycle's walkabout round takes the notes of its visiting teams: an agency sends none on itself."""
    cycle = session.scalar(select(Section11Cycle.id).where(Section11Cycle.walkabout_round_id == round_.id))
    if cycle is None:
        return ""
    return (
        f"“{round_.title}” takes the notes of the visiting teams of a Section 11 cycle. Whoever is in a team finds "
        "theirs under “My visits”."
    )


@guards_sending
def sending_refusal(session: Session, draft_id: str, user_id: int) -> str:
    """Why notes are not taken as those of a team: whoever has left it since, or should not be in it, hands none in."""
    notes = session.scalars(
        select(VisitNotes).where(VisitNotes.draft_id == draft_id, VisitNotes.user_id == user_id)
    ).one_or_none()
    why = notes_refusal(session, notes.visit, user_id) if notes is not None else ""
    return f"{why} {KEPT}" if why else ""
