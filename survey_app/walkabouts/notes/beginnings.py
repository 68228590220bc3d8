"""What the notes of a visit begin with: what the plan knows already, so that nobody types it on site."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.answer_types import type_problem
from instruments.compiled import CompiledInstrument, Item
from survey_app.accounts.models import Membership
from survey_app.partnership.models import Agency
from survey_app.walkabouts.models import TEAM_ROLES, Visit
from survey_app.walkabouts.self_assessment.given import AGENCY_TYPE_ANSWERS


def known_of_visit(session: Session, visit: Visit, compiled: CompiledInstrument) -> dict[str, Any]:
    """Answers to those questions of the form that the plan of the visit can give; all that are seen can be changed."""
    given = {name: value for name, value in _of_plan(session, visit).items() if value}
    return {name: value for name, value in given.items() if _takes(compiled.find(name), value)}


def _takes(item: Item | None, value: str) -> bool:
    """Whether the form has a question outside repeats that this can be an answer to, seen or hidden."""
    if item is None or item.repeats or item.is_calculated:
        return False
    return (item.question.is_seen or item.question.kind == "hidden") and type_problem(item, value) is None


def _of_plan(session: Session, visit: Visit) -> dict[str, Any]:
    assessment = visit.assessment
    rubric = assessment.rubric if assessment is not None else None
    return {
        "agency": assessment.title if assessment is not None else visit.agency.name,
        "agency_type": AGENCY_TYPE_ANSWERS.get(visit.agency.agency_type),
        "site": visit.site,
        "visit_date": visit.day.isoformat() if visit.day is not None else None,
        # Then the form does not ask how the agency grades itself: its self-assessment says so, after the grading.
        "in_cycle": "yes" if assessment is not None else None,
        # An assessment exists only where nobody else has made one.
        "assessed_elsewhere": "no" if assessment is not None else None,
        "team_members": "\n".join(_member_line(session, visit, member.user_id, member.role) for member in visit.team),
        "conflicts": _conflicts(visit),
        "conflicts_detail": "\n".join(
            f"{member.conflict} – {member.conflict_handling}" for member in visit.team if member.conflict
        ),
        "rubric_version": str(rubric.number) if rubric is not None else None,
        "joint_district_visit": _is_joint(visit),
        "joint_members": "\n".join(member.agency.name for member in assessment.members)
        if assessment is not None and assessment.is_collective
        else None,
    }


def _member_line(session: Session, visit: Visit, user_id: int, role: str) -> str:
    """The role and the own agency of one of the team."""
    agency = session.scalars(
        select(Agency.name)
        .join(Membership, Membership.agency_id == Agency.id)
        .where(Membership.user_id == user_id, Membership.partnership_id == visit.partnership_id)
        .order_by(Agency.name)
    ).first()
    return f"{TEAM_ROLES[role]}, {agency or 'of the partnership'}"


def _conflicts(visit: Visit) -> str | None:
    """Yes as soon as one is declared; no only when everybody has been asked."""
    if any(member.conflict for member in visit.team):
        return "yes"
    return "no" if visit.team and all(member.declared_at is not None for member in visit.team) else None


def _is_joint(visit: Visit) -> str | None:
    if visit.assessment is None:
        return None
    return "yes" if visit.assessment.is_collective else "no"
