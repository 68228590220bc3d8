"""Whoever has read how an agency grades itself judges it no more, also when they join its team only afterwards."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.walkabouts.models import Section11Assessment, Visit
from survey_app.walkabouts.self_assessment.declaring import declare
from survey_app.walkabouts.visits.conflicts import VisitRefused
from survey_app.walkabouts.visits.planning import change_visit, plan_visit
from tests.survey_app.factories import make_agency, make_user, sign_in
from tests.survey_app.walkabouts.section11_factories import make_section11_assessment
from tests.survey_app.walkabouts.self_assessment.returns_for_tests import (
    NO_KEYS,
    AgencyCase,
    begin,
    fill,
    make_case,
    said,
    whole_return,
)  # fmt: skip
from tests.survey_app.walkabouts.visits.plans import TODAY, make_plan

READ = "has read how the agency grades itself"


@pytest.fixture
def case(session: Session) -> AgencyCase:
    """A return that was sent, and nobody has read yet."""
    case = make_case(session)
    fill(session, begin(session, case), whole_return())
    declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)
    return case


def manager(session: Session, case: AgencyCase) -> User:
    return make_user(session, case.partnership, roles=("qa_group", "auditor"))


def plan(session: Session, assessment: Section11Assessment, team: dict[int, str]) -> Visit:
    return plan_visit(session, assessment, assessment.members[0].agency_id, make_plan(team), today=TODAY)


@pytest.mark.parametrize("page", ["walkabouts/self-assessment/progress/{assessment}", "rounds/{round}/results"])
def test_they_are_not_taken_into_the_team_but_may_observe(
    app: Flask, session: Session, case: AgencyCase, page: str
) -> None:
    reader, leader = manager(session, case), make_user(session, case.partnership, roles=("auditor",))
    address = page.format(assessment=case.assessment.id, round=case.assessment.cycle.self_round.slug)
    assert sign_in(app.test_client(), reader).get(f"/p/{case.partnership.slug}/{address}").status_code == 200
    for team in ({reader.id: "leader"}, {leader.id: "leader", reader.id: "auditor"}):
        with pytest.raises(VisitRefused, match=READ):
            plan(session, case.assessment, team)
    visit = plan(session, case.assessment, {leader.id: "leader", reader.id: "observer"})
    judging = make_plan({leader.id: "leader", reader.id: "auditor"})
    with pytest.raises(VisitRefused, match=READ):
        change_visit(session, visit, judging, today=TODAY, seen=visit.calendar_sequence)


def test_who_has_read_nothing_or_of_another_agency_is(app: Flask, session: Session, case: AgencyCase) -> None:
    reader = manager(session, case)
    other = make_section11_assessment(session, case.assessment.cycle, make_agency(session, case.partnership))
    address = f"/p/{case.partnership.slug}/walkabouts/self-assessment/progress/{case.assessment.id}"
    assert sign_in(app.test_client(), reader).get(address).status_code == 200
    assert plan(session, other, {reader.id: "leader"}).state == "planned"
    fresh = manager(session, case)
    assert plan(session, case.assessment, {fresh.id: "leader"}).state == "planned"
