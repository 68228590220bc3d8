"""A constructed Section 11 cycle over the demo's walkabout, self-assessment and staff-survey rounds.

Its assessments stand at different stages: one whose visit is today, one whose visit is over, one whose agency reads the
rubric, one that has just been started. Three agencies have none yet, so that coverage has gaps to show.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.partnership.models import AGENCY_TYPES, Agency, Partnership
from survey_app.rounds.models import Round
from survey_app.walkabouts.cycles.agreeing import propose_rubric, record_agreement
from survey_app.walkabouts.cycles.assessments import start_assessment
from survey_app.walkabouts.cycles.cycles import CyclePlan, create_cycle, open_fieldwork
from survey_app.walkabouts.cycles.rounds import link_round
from survey_app.walkabouts.cycles.rubrics import save_rubric
from survey_app.walkabouts.cycles.stages import advance
from survey_app.walkabouts.cycles.standards import choose_standards
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle, Visit, VisitMember

ROUNDS = {
    "walkabout": "Section 11 walkabouts (constructed)",
    "self": "Section 11 self-assessments (constructed)",
    "staff": "Staff survey beside Section 11 (constructed)",
}
SECOND_VERSION = {
    "st5": {
        "fully": "Most staff name the partnership’s route for professional disagreement and its stages unprompted, "
        "with an example of their own and what came of it for the child. Leaders can say how often it was used.",
    }
}
NOT_FOR = {"st7": ("housing", "other")}  # they need not have a designated or named practitioner (constructed)
TEAM = ("auditor", "second-auditor", "young-scrutineer")


def load_section11_cycle(
    session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date
) -> Section11Cycle:
    """Load the cycle, its assessments and their visits; ``people`` are the demo's by their keys."""
    qa = people["qa"].id
    cycle = _cycle(session, partnership, today, by=qa)
    agencies = {name: _agency(session, name) for name in ("Children's social care", "Community health", "Police")}
    for agency in agencies.values():
        agreed = agency.name != "Police"
        started = today - timedelta(days=70 if agreed else 12)
        assessment = start_assessment(session, cycle, agency.id, today=started, by=qa)
        propose_rubric(session, assessment, cycle.rubrics[-1], by=qa)
        if agreed:
            on = started + timedelta(days=14)
            by_whom = "Head of safeguarding (constructed)"
            record_agreement(session, assessment, agreed_by=by_whom, on=on, today=today, by=qa)
            advance(session, assessment, "fieldwork", by=qa)
        _visit(session, assessment, people, today)
    start_assessment(session, cycle, _agency(session, "Youth services").id, today=today - timedelta(days=3), by=qa)
    session.flush()
    return cycle


def _cycle(session: Session, partnership: Partnership, today: date, *, by: int) -> Section11Cycle:
    """A cycle in fieldwork whose self-assessments are in."""
    plan = CyclePlan(
        title="Section 11 cycle (constructed)", starts_on=today - timedelta(days=120),
        ends_on=today + timedelta(days=240), self_due_on=today - timedelta(days=90),
    )  # fmt: skip
    cycle = create_cycle(session, partnership.id, plan)
    for kind, title in ROUNDS.items():
        round_ = session.scalars(
            select(Round).where(Round.partnership_id == partnership.id, Round.title == title)
        ).one()
        link_round(session, cycle, kind, round_, by=by)
    choose_standards(
        session,
        cycle,
        {
            standard.name: [kind for kind in AGENCY_TYPES if kind not in NOT_FOR.get(standard.name, ())]
            for standard in cycle.standards
        },
    )
    save_rubric(session, cycle, SECOND_VERSION, by=by)
    open_fieldwork(session, cycle, today=today)
    return cycle


def _agency(session: Session, name: str) -> Agency:
    return session.scalars(select(Agency).where(Agency.name == name)).one()


# agency → site, days from today, from, to, what to know, the team
VISITS = {
    "Children's social care": (
        "Front door and assessment team, Exampleford (constructed)", 0, "09:30", "12:30",
        "Ask at reception for the duty manager. Parking behind the building (constructed).", TEAM,
    ),
    "Community health": (
        "Health visiting base, Sampleton (constructed)", -20, "13:00", "16:00",
        "Ask for the team leader of the day (constructed).", TEAM[:2],
    ),
    "Police": (
        "Custody suite, Mockbury (constructed)", 9, "10:00", "13:00",
        "Bring photo identification; ask for the custody sergeant (constructed).", TEAM[:2],
    ),
}  # fmt: skip


def _visit(session: Session, assessment: Section11Assessment, people: Mapping[str, User], today: date) -> None:
    """The visit to an agency: over, today or to come."""
    agency = assessment.members[0].agency
    site, days, starts, ends, arrangements, team = VISITS[agency.name]
    visit = Visit(
        partnership_id=assessment.partnership_id, assessment_id=assessment.id, agency_id=agency.id, site=site,
        day=today + timedelta(days=days), starts_at=starts, ends_at=ends, arrangements=arrangements,
        state="done" if days < 0 else "planned", notified_at=now(),
    )  # fmt: skip
    session.add(visit)
    session.flush()
    for position, key in enumerate(team):
        role = "leader" if position == 0 else "young_scrutineer" if key == "young-scrutineer" else "auditor"
        session.add(
            VisitMember(visit_id=visit.id, user_id=people[key].id, role=role, position=position, declared_at=now())
        )
    session.flush()
