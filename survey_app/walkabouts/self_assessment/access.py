"""Whose return is whose: the leads of an agency, and who sees an agency's grades of itself when.

An agency lead belongs to an agency in the partnership that leads its assessment. A role for the same agency in another
partnership opens nothing: whoever gives roles there has no say here.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, Role, User
from survey_app.walkabouts.cycles.people import agencies_led_by
from survey_app.walkabouts.cycles.people import leads_of as leads_of_agency
from survey_app.walkabouts.models import AssessmentMember, Section11Assessment, Visit, VisitMember

MANAGING, READING = "walkabouts.manage", "walkabouts.read"
COMPARED = ("compared", "signed", "replying", "final")  # the stages at which the self-grades have been shown


def leads_assessment(session: Session, assessment: Section11Assessment, user_id: int) -> bool:
    """Whether this person leads an agency of the assessment."""
    led = agencies_led_by(session, user_id, assessment.partnership_id)
    return any(member.agency_id in led for member in assessment.members)


def assessments_led(session: Session, partnership_id: int, user_id: int) -> list[Section11Assessment]:
    """The assessments of one's agency that a partnership leads, the newest first; withdrawn ones are left out."""
    led = agencies_led_by(session, user_id, partnership_id)
    covered = select(AssessmentMember.assessment_id).where(AssessmentMember.agency_id.in_(led))
    return list(
        session.scalars(
            select(Section11Assessment)
            .where(
                Section11Assessment.partnership_id == partnership_id,
                Section11Assessment.id.in_(covered),
                Section11Assessment.stage != "withdrawn",
            )
            .order_by(Section11Assessment.created_at.desc(), Section11Assessment.id)
        )
    )


def find_led(session: Session, partnership_id: int, user_id: int, assessment_id: str) -> Section11Assessment | None:
    """One of these by its id."""
    return next((one for one in assessments_led(session, partnership_id, user_id) if one.id == assessment_id), None)


def leads_of(session: Session, assessment: Section11Assessment) -> list[User]:
    """Everybody who leads an agency of the assessment: whom reminders go to."""
    found = (leads_of_agency(session, assessment.partnership_id, member.agency_id) for member in assessment.members)
    return list({lead.id: lead for leads in found for lead in leads}.values())


def visits_assessment(session: Session, assessment: Section11Assessment, user_id: int) -> bool:
    """Whether this person is in a visiting team of the assessment, of whichever role; cancelled visits do not count."""
    found = session.scalar(
        select(VisitMember.user_id)
        .join(Visit, Visit.id == VisitMember.visit_id)
        .where(
            Visit.assessment_id == assessment.id, Visit.state != "cancelled", VisitMember.user_id == user_id
        )
    )  # fmt: skip
    return found is not None


def may_see_self_grades(session: Session, assessment: Section11Assessment, user: User) -> bool:
    """Whether this person may see now how the agency grades itself.

    Its own leads may, and so may those who plan cycles. Whoever is in a visiting team may not, whatever else they are,
    before the walkabout's own grades stand (stage "compared"); everybody else who reads walkabouts waits for that too.
    """
    if assessment.stage not in COMPARED:
        if visits_assessment(session, assessment, user.id):
            return False
        return leads_assessment(session, assessment, user.id) or _holds(session, assessment, user, (MANAGING,))
    if leads_assessment(session, assessment, user.id) or visits_assessment(session, assessment, user.id):
        return True
    return _holds(session, assessment, user, (MANAGING, READING))


def _holds(session: Session, assessment: Section11Assessment, user: User, wanted: Iterable[str]) -> bool:
    """Whether somebody holds one of these permissions in the partnership that leads the assessment."""
    rows = session.scalars(
        select(Role.permissions)
        .join(Membership, Membership.role_key == Role.key)
        .where(Membership.partnership_id == assessment.partnership_id, Membership.user_id == user.id)
    )
    held = {permission for permissions in rows for permission in permissions}
    return bool(held & set(wanted))
