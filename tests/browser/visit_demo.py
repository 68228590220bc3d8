"""Visits that the browser tests look at: one planned with a conflict to deal with, one proposed by a report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.partnership.models import Agency, Partnership
from survey_app.walkabouts.models import VisitMember
from survey_app.walkabouts.visits.inspections import ReportEntry, log_report
from tests.survey_app.factories import make_user
from tests.survey_app.walkabouts.section11_factories import make_cycle, make_section11_assessment, make_visit


def prepare_visits(session: Session, partnership: Partnership, auditor: User, planner: User) -> dict[str, Any]:
    """The identifiers of a visit and an assessment, of a report and the visit that it proposes, of a team member."""
    agency = session.scalars(select(Agency).where(Agency.name == "Police")).one()
    cycle = make_cycle(session, partnership, rounds=(), title="Cycle of visits (constructed)")
    assessment = make_section11_assessment(session, cycle, agency)
    visit = make_visit(
        session, assessment, auditor, day=date.today() + timedelta(days=3), site="Front desk (constructed)",
        arrangements="Meet at the side entrance.\nAsk for the duty inspector.", notified_at=now(),
    )  # fmt: skip
    other = make_user(session, partnership, roles=("young_scrutineer",))
    other.name = "Yasmin Example (constructed)"
    member = VisitMember(
        visit_id=visit.id, user_id=other.id, role="young_scrutineer", position=1, declared_at=now(),
        conflict="Took part in a consultation of this agency (constructed).",
    )  # fmt: skip
    session.add(member)
    report, proposed = log_report(
        session, partnership.id,
        ReportEntry(
            agency_id=agency.id, inspectorate="Example Inspectorate (constructed)", title="Custody suite (constructed)",
            published_on=date.today() - timedelta(days=9), link="https://inspectorate.example/custody",
            finding="Children waited too long for an appropriate adult (constructed).", is_concern=True,
        ),
        by=planner.id, today=date.today(),
    )  # fmt: skip
    assert proposed is not None
    session.flush()
    return {
        "visit": visit.id, "visit_assessment": assessment.id, "report": report.id, "proposed_visit": proposed.id,
        "conflicted": other.id,
    }  # fmt: skip
