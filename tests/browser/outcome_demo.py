"""Assessments of the demo at every step after their visits, for the pages that show them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.partnership.models import Agency, Partnership
from survey_app.walkabouts.cycles.sharing import grant
from survey_app.walkabouts.models import Section11Assessment, Visit
from survey_app.walkabouts.outcomes import accuracy
from tests.survey_app.factories import make_round
from tests.survey_app.walkabouts.outcomes.visited import STANDARDS, make_visited, to_stage
from tests.survey_app.walkabouts.section11_factories import make_cycle


def prepare_outcomes(session: Session, partnership: Partnership) -> dict[str, Any]:
    """Assessments that are graded, compared, with their agency and corrected; final ones the demo has."""
    reconciling = _assessment(session, "Community health")
    rounds = {
        f"{kind}_round": make_round(session, partnership, getattr(reconciling.cycle, f"{kind}_round").version)
        for kind in ("walkabout", "self")
    }
    cycle = make_cycle(
        session, partnership, rounds=(), standards=STANDARDS, title="Another cycle (constructed)", **rounds
    )
    people = {
        "leader": _person(session, "auditor"), "auditor": _person(session, "second-auditor"),
        "qa": _person(session, "qa"),
    }  # fmt: skip
    graded = to_stage(session, make_visited(session, cycle=cycle, people=people), "reconciled")
    compared = to_stage(session, make_visited(session, cycle=cycle, people=people), "compared")
    police = session.scalars(select(Agency).where(Agency.name == "Police")).one()
    asked = make_visited(
        session, cycle=cycle, agency=police, people={**people, "lead": _person(session, "agency-lead")}
    )
    to_stage(session, asked, "replying")
    corrected = to_stage(session, make_visited(session, cycle=cycle, people=people), "replying")
    correction = accuracy.add_correction(
        session, corrected.assessment, standard="st5", wrong="Nobody names the route.", right="Three do.",
        shown_by="The log of March.", by=corrected.lead.id,
    )  # fmt: skip
    accuracy.reply(session, corrected.assessment, answer="corrections", by=corrected.lead.id, at=now())
    elsewhere = to_stage(session, make_visited(session), "final")
    grant(session, elsewhere.assessment, partnership, by=None)
    visit = session.scalars(select(Visit).where(Visit.assessment_id == reconciling.id)).one()
    return {
        "graded_assessment": graded.assessment.id, "compared_assessment": compared.assessment.id,
        "asked_assessment": asked.assessment.id, "corrected_assessment": corrected.assessment.id,
        "correction": correction.id, "final_elsewhere": elsewhere.assessment.id,
        "reconciling": reconciling.id, "final_assessment": _assessment(session, "Adult social care").id,
        "card_visit": visit.id, "outcome_cycle": reconciling.cycle.slug,
    }  # fmt: skip


def _person(session: Session, key: str) -> User:
    return session.scalars(select(User).where(User.email == f"{key}@example.org")).one()


def _assessment(session: Session, title: str) -> Section11Assessment:
    return session.scalars(select(Section11Assessment).where(Section11Assessment.title == title)).one()
