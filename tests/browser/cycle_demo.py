"""What the pages of cycles and assessments need beside the demo's own cycle."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.partnership.models import Agency, Partnership
from survey_app.partnership.services import include_agency
from survey_app.walkabouts.cycles.agreeing import remark_on_rubric
from survey_app.walkabouts.cycles.assessments import start_assessment, start_collective
from survey_app.walkabouts.cycles.cycles import CyclePlan, create_cycle
from survey_app.walkabouts.cycles.exceptions import set_exceptions
from survey_app.walkabouts.cycles.standards import choose_all_standards
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle
from tests.survey_app.factories import make_agency, make_partnership
from tests.survey_app.walkabouts.section11_factories import make_cycle, make_section11_assessment


def prepare_cycles(session: Session, partnership: Partnership) -> dict[str, Any]:
    """A cycle in planning, councils assessed together, a comment on a rubric, an assessment shared from elsewhere."""
    today = date.today()
    plan = CyclePlan(title="Cycle in planning (constructed)", starts_on=today, ends_on=today)
    planning = create_cycle(session, partnership.id, plan)
    choose_all_standards(session, planning)
    cycle = session.scalars(
        select(Section11Cycle).where(Section11Cycle.title == "Section 11 cycle (constructed)")
    ).one()
    councils = [make_agency(session, partnership, agency_type="district_council") for _ in range(4)]
    ids = [council.id for council in councils[:2]]
    group = start_collective(session, cycle, ids, "District councils (constructed)", today=today, by=None)
    given = {"st5": {"grade": "partly", "reason": "The route is new to its housing team (constructed)."}}
    set_exceptions(session, group.members[0], given, by=None)
    led = select(Section11Assessment).where(Section11Assessment.cycle_id == cycle.id)
    police = session.scalars(led.where(Section11Assessment.title == "Police")).one()
    agency = session.scalars(select(Agency).where(Agency.name == "Police")).one()
    joint = make_section11_assessment(session, cycle, agency, councils[3], title="Police and a council (constructed)")
    remark_on_rubric(session, police, "We would say “custody staff” here (constructed).", agency=agency, by=None)
    return {
        "planning": planning.slug, "cycle": cycle.slug, "police_assessment": police.id, "group": group.id,
        "group_member": group.members[0].agency_id, "joint": joint.id,
        "shared_assessment": _shared(session, partnership, today),
    }  # fmt: skip


def _shared(session: Session, partnership: Partnership, today: date) -> str:
    """An assessment that another partnership leads of an agency which works here too."""
    neighbour = make_partnership(session, name="Neighbouring Partnership (constructed)")
    agency = make_agency(session, neighbour)
    led = start_assessment(session, make_cycle(session, neighbour, rounds=()), agency.id, today=today, by=None)
    include_agency(session, partnership.id, agency.id)
    return led.id
