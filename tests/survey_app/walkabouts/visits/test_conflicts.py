"""Nobody visits their own agency; who declares a conflict does not decide on it; nothing gets round either."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, Role, User
from survey_app.accounts.services import grant_roles
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Section11Assessment, Visit, VisitMember
from survey_app.walkabouts.notes.services import notes_refusal
from survey_app.walkabouts.visits.conflicts import VisitRefused
from survey_app.walkabouts.visits.planning import change_visit, plan_visit
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.walkabouts.section11_factories import make_section11_assessment, make_visit
from tests.survey_app.walkabouts.visits.plans import HOME, NEXT_WEEK, TODAY, filled, make_plan, messages

OWN = "Nobody visits their own agency"


def plan(session: Session, assessment: Section11Assessment, *team: User) -> Visit:
    roles = {user.id: "auditor" if place else "leader" for place, user in enumerate(team)}
    return plan_visit(session, assessment, assessment.members[0].agency_id, make_plan(roles), today=TODAY)


def belongs(session: Session, user: User, partnership: Partnership, agency_id: int, *roles: str) -> None:
    grant_roles(session, user, partnership_id=partnership.id, role_keys=roles, agency_id=agency_id)


def test_nobody_is_planned_for_their_own_agency(
    page: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    agency = assessment.members[0].agency
    belongs(session, leader, partnership, agency.id, "auditor")
    response = page.post(f"{HOME}/new/{assessment.id}", data=filled(assessment, {leader.id: "leader"}))
    assert response.status_code == 422
    assert OWN in response.text
    assert agency.name in response.text
    assert session.scalars(select(Visit)).all() == []
    assert messages(session) == []


def test_a_membership_in_any_partnership_and_under_any_role_counts(
    session: Session, assessment: Section11Assessment, leader: User
) -> None:
    session.add(Role(key="tea-round", name="Makes the tea", permissions=[]))
    session.flush()
    belongs(session, leader, make_partnership(session), assessment.members[0].agency_id, "tea-round")
    with pytest.raises(VisitRefused, match=OWN):
        plan(session, assessment, leader)


def test_another_agency_s_person_may_go(session: Session, partnership: Partnership, leader: User,
                                        assessment: Section11Assessment) -> None:  # fmt: skip
    belongs(session, leader, partnership, make_agency(session, partnership).id, "auditor")
    assert plan(session, assessment, leader).state == "planned"


def test_an_agency_assessed_together_with_the_one_visited_counts_as_well(
    session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    districts = [make_agency(session, partnership, agency_type="district_council") for _ in range(3)]
    together = make_section11_assessment(session, assessment.cycle, *districts)
    belongs(session, leader, partnership, districts[2].id, "auditor")
    visited = together.members[0].agency_id
    assert visited != districts[2].id
    with pytest.raises(VisitRefused, match=f"{districts[2].name}.*{OWN}"):
        plan_visit(session, together, visited, make_plan({leader.id: "leader"}), today=TODAY)


def test_a_renamed_role_that_visits_may_go_and_one_that_lost_the_permission_may_not(
    session: Session, partnership: Partnership, assessment: Section11Assessment
) -> None:
    session.add(Role(key="lay-visitor", name="Lay visitor", permissions=["walkabouts.visit"]))
    session.add(Role(key="walkabouts.visit", name="Named like the permission", permissions=["partnership.read"]))
    session.flush()
    lay = make_user(session, partnership, roles=("lay-visitor",))
    pretender = make_user(session, partnership, roles=("walkabouts.visit",))
    assert plan(session, assessment, lay).team[0].user_id == lay.id
    with pytest.raises(VisitRefused, match="no role that visits"):
        plan(session, assessment, pretender)


def test_nobody_gets_in_by_a_change_and_who_joins_the_agency_later_is_seen_and_stopped(
    page: FlaskClient, client: FlaskClient, session: Session, partnership: Partnership,
    assessment: Section11Assessment, leader: User, second: User, planner: User,
) -> None:  # fmt: skip
    visit = plan(session, assessment, leader, second)
    agency_id = assessment.members[0].agency_id
    joining = make_user(session, partnership, roles=("auditor",), agency=assessment.members[0].agency)
    with pytest.raises(VisitRefused, match=OWN):
        change_visit(session, visit, make_plan({leader.id: "leader", joining.id: "observer"}), today=TODAY, seen=0)
    assert notes_refusal(session, visit, second.id) == ""
    belongs(session, second, partnership, agency_id, "auditor")
    assert OWN in notes_refusal(session, visit, second.id)
    assert f"{second.name} belongs to" in page.get(f"{HOME}/{visit.id}").text
    with pytest.raises(VisitRefused, match=OWN):
        change_visit(session, visit, make_plan({leader.id: "leader", second.id: "auditor"}), today=TODAY, seen=0)
    theirs = sign_in(client, second)
    assert "tell whoever planned this visit" in theirs.get(f"{HOME}/mine/{visit.id}").text
    assert theirs.post(f"{HOME}/mine/{visit.id}/notes").status_code == 400
    off = sign_in(client, planner).post(f"{HOME}/{visit.id}/conflict/{second.id}", data={"way": "off", "seen": ""})
    assert off.status_code == 302
    session.expire_all()
    assert [member.user_id for member in visit.team] == [leader.id]
    assert messages(session, second.email)[-1].subject.startswith("You are no longer in this visit")


def test_a_declaration_is_asked_for_shown_and_dealt_with_by_somebody_else(
    client: FlaskClient, session: Session, assessment: Section11Assessment, leader: User, planner: User
) -> None:
    visit = plan(session, assessment, leader)
    address = f"{HOME}/mine/{visit.id}/declare"
    theirs = sign_in(client, leader)
    assert "Declare interests" in theirs.get(f"{HOME}/mine").text
    for wrong in ({}, {"answer": "yes", "conflict": " "}, {"answer": "no", "conflict": "But my aunt"},
                  {"answer": "yes", "conflict": "x" * 2001}):  # fmt: skip
        assert theirs.post(address, data=wrong).status_code == 422
    assert theirs.post(address, data={"answer": "yes", "conflict": "My aunt leads it"}).status_code == 302
    assert "Not dealt with yet" in theirs.get(f"{HOME}/mine/{visit.id}").text
    page = sign_in(client, planner)
    assert "Conflict to deal with" in page.get(f"{HOME}/{visit.id}").text
    dealing = f"{HOME}/{visit.id}/conflict/{leader.id}"
    assert "My aunt leads it" in page.get(dealing).text
    assert page.post(dealing, data={"way": "keep", "handling": " ", "seen": "My aunt leads it"}).status_code == 422
    kept = {"way": "keep", "handling": "Does not speak with her", "seen": "My aunt leads it"}
    assert page.post(dealing, data=kept).status_code == 302
    assert "Does not speak with her" in page.get(f"{HOME}/{visit.id}").text
    sign_in(client, leader).post(address, data={"answer": "yes", "conflict": "My aunt and my uncle"})
    session.expire_all()
    assert visit.team[0].conflict_handling == "", "another conflict has to be dealt with anew"
    assert sign_in(client, planner).post(dealing, data=kept).status_code == 409, "what was read stands no more"


def test_who_plans_does_not_decide_on_a_conflict_of_their_own(
    client: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    both = make_user(session, partnership, roles=("qa_group", "auditor"))
    visit = make_visit(session, assessment, leader, both, day=NEXT_WEEK)
    visit.team[1].conflict = "Used to work there"
    page = sign_in(client, both)
    address = f"{HOME}/{visit.id}/conflict/{both.id}"
    assert page.get(address).status_code == 400
    data = {"way": "keep", "handling": "It is fine", "seen": "Used to work there"}
    assert page.post(address, data=data).status_code == 400
    session.expire_all()
    assert visit.team[1].conflict_handling == ""
    assert address not in page.get(f"{HOME}/{visit.id}").text


def test_a_visit_is_not_done_while_a_conflict_waits(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    visit = make_visit(session, assessment, leader, day=TODAY)
    visit.team[0].conflict = "Friends with the manager"
    assert "not dealt with" in page.post(f"{HOME}/{visit.id}/done").text
    session.expire_all()
    assert visit.state == "planned"
    visit.team[0].conflict_handling = "Sits out the leader's conversation"
    assert page.post(f"{HOME}/{visit.id}/done").status_code == 302


def test_the_leader_is_replaced_before_they_are_taken_off(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User, second: User
) -> None:
    visit = make_visit(session, assessment, leader, second, day=NEXT_WEEK)
    visit.team[0].conflict = "Friends with the manager"
    refused = page.post(f"{HOME}/{visit.id}/conflict/{leader.id}", data={"way": "off", "seen": ""})
    assert refused.status_code == 422
    assert "Choose another leader first" in refused.text
    assert session.get(VisitMember, (visit.id, leader.id)) is not None


def test_a_declaration_is_nobody_else_s(
    client: FlaskClient, session: Session, assessment: Section11Assessment, leader: User, second: User
) -> None:
    visit = make_visit(session, assessment, leader, day=NEXT_WEEK)
    visit.team[0].conflict = "My secret"
    other = sign_in(client, second)
    for place in ("", "/declare", "/brief", "/brief.docx", "/visit.ics"):
        assert other.get(f"{HOME}/mine/{visit.id}{place}").status_code == 404
    assert other.post(f"{HOME}/mine/{visit.id}/declare", data={"answer": "no"}).status_code == 404
    assert other.post(f"{HOME}/mine/{visit.id}/notes").status_code == 404
    assert "My secret" not in other.get(f"{HOME}/{visit.id}").text
    assert session.scalars(select(Membership).where(Membership.user_id == second.id)).one().agency_id is None
