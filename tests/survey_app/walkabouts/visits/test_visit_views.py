"""Planning, changing and calling off a visit, as people do it on the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Section11Assessment, Visit
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.walkabouts.section11_factories import make_section11_assessment, make_visit
from tests.survey_app.walkabouts.visits.plans import HOME, NEXT_WEEK, TODAY, filled, messages


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Visit)) or 0


def test_a_visit_is_planned_and_its_team_told(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User, second: User
) -> None:
    assert assessment.title in page.get(f"{HOME}/new").text
    data = filled(assessment, {second.id: "auditor", leader.id: "leader"})
    response = page.post(f"{HOME}/new/{assessment.id}", data=data)
    assert response.status_code == 302, response.text
    visit = session.scalars(select(Visit)).one()
    assert [(member.user_id, member.role) for member in visit.team] == [(leader.id, "leader"), (second.id, "auditor")]
    shown = page.get(response.location).text
    assert "2 of 2 have not said yet whether they have a conflict of interest" in shown
    assert "told by e-mail" in shown
    for user in (leader, second):
        (message,) = messages(session, user.email)
        assert f"http://localhost{HOME}/mine/{visit.id}/visit.ics" in message.body
        assert f"http://localhost{HOME}/mine/{visit.id}\n" in message.body
        others = {leader.name, second.name, leader.email, second.email} - {user.name, user.email}
        assert not any(other in message.body for other in others), "a message names nobody but its reader"
    assert "Main office" in page.get(f"{HOME}/").text
    assert session.scalars(select(AuditEvent).where(AuditEvent.action == "visit planned")).one()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"site": " "}, "Enter the site"),
        ({"day": "2026-02-31"}, "enter a real date"),
        ({"day": (TODAY - timedelta(days=1)).isoformat()}, "The day has passed"),
        ({"day": "2926-01-05"}, "Check the year"),
        ({"starts_at": "noon"}, "enter a time such as 09:30"),
        ({"ends_at": "09:30"}, "must end after it begins"),
        ({"ends_at": ""}, "Enter when the visit ends"),
        ({"arrangements": "x" * 4001}, "longer than 4,000"),
        ({"agency": "999999"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_nothing_typed_is_lost(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User, values: dict[str, str],
    sentence: str,
) -> None:  # fmt: skip
    data = {**filled(assessment, {leader.id: "leader"}, arrangements="Ring at the side door"), **values}
    response = page.post(f"{HOME}/new/{assessment.id}", data=data)
    assert response.status_code == 422
    assert sentence in response.text
    assert "Ring at the side door" in response.text or "arrangements" in values
    assert "Main office" in response.text or "site" in values
    assert count(session) == 0
    assert not messages(session)


def test_a_team_has_one_leader_and_only_people_who_visit(
    page: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User,
    second: User,
) -> None:  # fmt: skip
    address = f"{HOME}/new/{assessment.id}"
    assert "Choose one team leader" in page.post(address, data=filled(assessment, {leader.id: "auditor"})).text
    two = filled(assessment, {leader.id: "leader", second.id: "leader"})
    assert "Choose only one team leader" in page.post(address, data=two).text
    head = filled(assessment, {leader.id: "head"})
    assert page.post(address, data=head).status_code == 422
    not_visiting = make_user(session, partnership, roles=("executive_member",))
    elsewhere = make_user(session, make_partnership(session), roles=("auditor",))
    for stranger in (not_visiting, elsewhere):
        assert page.post(address, data=filled(assessment, {stranger.id: "leader"})).status_code == 422
    assert count(session) == 0


def test_a_visit_is_planned_before_the_rubric_is_agreed_and_marked_so(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    early = make_section11_assessment(session, assessment.cycle, stage="planned")
    assert "not agreed" in page.get(f"{HOME}/new/{early.id}").text
    response = page.post(f"{HOME}/new/{early.id}", data=filled(early, {leader.id: "leader"}, day=TODAY.isoformat()))
    visit = session.scalars(select(Visit)).one()
    assert "Rubric not agreed yet" in page.get(response.location).text
    assert "Rubric not agreed yet" in page.get(f"{HOME}/").text
    refused = page.post(f"{HOME}/{visit.id}/done")
    assert refused.status_code == 400
    assert "rubric is not agreed yet" in refused.text
    assert session.get_one(Visit, visit.id).state == "planned"


def test_a_change_is_told_with_the_new_day_and_only_to_whom_it_concerns(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User, second: User
) -> None:
    visit = make_visit(session, assessment, leader, day=NEXT_WEEK, site="Main office", starts_at="09:30",
                       ends_at="12:00", arrangements="Ask for the duty manager.")  # fmt: skip
    assert 'value="Main office"' in page.get(f"{HOME}/{visit.id}/change").text
    later = (NEXT_WEEK + timedelta(days=1)).isoformat()
    data = filled(assessment, {second.id: "leader"}, day=later, seen="0")
    assert page.post(f"{HOME}/{visit.id}/change", data=data).status_code == 302
    session.expire_all()
    assert (visit.day, visit.calendar_sequence) == (NEXT_WEEK + timedelta(days=1), 1)
    assert [message.subject.split(":")[0] for message in messages(session, leader.email)] == [
        "You are no longer in this visit"
    ]
    assert [message.subject.split(":")[0] for message in messages(session, second.email)] == ["Visit planned"]
    again = filled(assessment, {second.id: "leader"}, day=later, seen="1")
    assert page.post(f"{HOME}/{visit.id}/change", data=again).status_code == 302
    assert len(messages(session)) == 2, "nothing changed, so nobody is told"
    assert session.get_one(Visit, visit.id).calendar_sequence == 1


def test_two_people_who_change_a_visit_do_not_overwrite_each_other(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    visit = make_visit(session, assessment, leader, day=NEXT_WEEK)
    first = filled(assessment, {leader.id: "leader"}, site="First", seen="0")
    assert page.post(f"{HOME}/{visit.id}/change", data=first).status_code == 302
    late = page.post(f"{HOME}/{visit.id}/change", data={**first, "site": "Second"})
    assert late.status_code == 409
    assert session.get_one(Visit, visit.id).site == "First"
    for nonsense in ("", "x", "-1"):
        assert page.post(f"{HOME}/{visit.id}/change", data={**first, "seen": nonsense}).status_code == 409


def test_another_site_asks_the_team_about_conflicts_anew_and_another_hour_does_not(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    visit = make_visit(session, assessment, leader, day=NEXT_WEEK, site="Main office")
    page.post(f"{HOME}/{visit.id}/change", data=filled(assessment, {leader.id: "leader"}, ends_at="13:00", seen="0"))
    session.expire_all()
    assert visit.team[0].declared_at is not None
    moved = filled(assessment, {leader.id: "leader"}, ends_at="13:00", site="The other house", seen="1")
    page.post(f"{HOME}/{visit.id}/change", data=moved)
    session.expire_all()
    assert visit.team[0].declared_at is None


def test_a_visit_is_called_off_with_a_reason_that_the_team_reads(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    visit = make_visit(session, assessment, leader, day=NEXT_WEEK)
    assert page.post(f"{HOME}/{visit.id}/cancel", data={"reason": " "}).status_code == 422
    assert page.post(f"{HOME}/{visit.id}/cancel", data={"reason": "Flooded building"}).status_code == 302
    session.expire_all()
    assert (visit.state, visit.reason, visit.calendar_sequence) == ("cancelled", "Flooded building", 1)
    (message,) = messages(session, leader.email)
    assert "Flooded building" in message.body
    assert page.post(f"{HOME}/{visit.id}/cancel", data={"reason": "Again"}).status_code == 400
    assert page.get(f"{HOME}/{visit.id}/change").status_code == 400
    assert "Flooded building" in page.get(f"{HOME}/{visit.id}").text


def test_a_visit_that_took_place_is_marked_done_and_that_can_be_taken_back(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    coming = make_visit(session, assessment, leader, day=NEXT_WEEK)
    assert "still to come" in page.post(f"{HOME}/{coming.id}/done").text
    visit = make_visit(session, assessment, leader, day=TODAY)
    assert page.post(f"{HOME}/{visit.id}/done").status_code == 302
    session.expire_all()
    assert visit.state == "done"
    assert page.post(f"{HOME}/{visit.id}/done", data={"take_back": "y"}).status_code == 302
    session.expire_all()
    assert visit.state == "planned"
    page.post(f"{HOME}/{visit.id}/done")
    assessment.stage = "graded"
    assert page.post(f"{HOME}/{visit.id}/done", data={"take_back": "y"}).status_code == 400
    assert page.get(f"{HOME}/new/{assessment.id}").status_code == 404


def test_a_visit_that_its_assessment_went_on_without_is_called_off_and_not_done(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    visit = make_visit(session, assessment, leader, day=TODAY)
    assessment.stage = "withdrawn"
    assert "Call the visit off" in page.get(f"{HOME}/{visit.id}").text
    assert page.post(f"{HOME}/{visit.id}/done").status_code == 400
    session.expire_all()
    assert visit.state == "planned"
    assert page.post(f"{HOME}/{visit.id}/cancel", data={"reason": "Withdrawn"}).status_code == 302


def test_the_first_visit_done_begins_the_fieldwork_of_an_agreed_assessment(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    assessment.stage = "planned"
    visit = make_visit(session, assessment, leader, day=TODAY)
    assert page.post(f"{HOME}/{visit.id}/done").status_code == 302
    session.expire_all()
    assert assessment.stage == "fieldwork"


def test_visits_are_listed_by_state_and_cycle_and_never_another_partnership_s(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    make_visit(session, assessment, leader, site="Ours and planned", day=NEXT_WEEK)
    make_visit(session, assessment, leader, site="Ours and done", state="done")
    theirs = make_visit(session, None, leader, site="Not ours")
    everything = page.get(f"{HOME}/").text
    assert "Ours and planned" in everything
    assert "Ours and done" in everything
    assert "Not ours" not in everything
    done = page.get(f"{HOME}/?state=done&cycle={assessment.cycle.slug}").text
    assert "Ours and done" in done
    assert "Ours and planned" not in done
    assert page.get(f"{HOME}/?state=nonsense&cycle=nonsense").status_code == 200
    for place in ("", "/brief", "/brief.docx", "/visit.ics", "/change", "/cancel", "/letter"):
        assert page.get(f"{HOME}/{theirs.id}{place}").status_code == 404


def test_overlapping_visits_are_told_without_telling_of_other_partnerships(
    page: FlaskClient, client: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    visit = make_visit(session, assessment, leader, day=NEXT_WEEK, starts_at="09:30", ends_at="12:30")
    make_visit(session, assessment, leader, day=NEXT_WEEK, starts_at="12:30", ends_at="14:00", site="After")
    assert "also visiting" not in page.get(f"{HOME}/{visit.id}").text, "one ends when the other begins"
    make_visit(session, assessment, leader, day=NEXT_WEEK, starts_at="12:00", ends_at="13:00", site="Overlapping")
    assert f"{leader.name} is also visiting" in page.get(f"{HOME}/{visit.id}").text
    theirs = make_visit(session, None, leader, day=NEXT_WEEK, starts_at="09:00", ends_at="10:00")
    shown = page.get(f"{HOME}/{visit.id}").text
    assert f"{leader.name} is on a visit for another partnership at this time." in shown
    assert theirs.agency.name not in shown
    planned = page.post(f"{HOME}/new/{assessment.id}", data=filled(assessment, {leader.id: "leader"}))
    assert "is also visiting" in page.get(planned.location).text, "whoever plans is told at once"
    (message,) = messages(session, leader.email)
    assert "You are also visiting" in message.body
    assert "You are also on a visit for another partnership" in sign_in(client, leader).get(
        f"{HOME}/mine/{visit.id}"
    ).text  # fmt: skip


def test_who_may_only_read_plans_nothing_and_sees_no_declared_conflict(
    client: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    visit = make_visit(session, assessment, leader, day=NEXT_WEEK)
    visit.team[0].conflict = "My cousin works there"
    for role in ("scrutineer", "executive_member", "auditor"):
        reader = sign_in(client, make_user(session, partnership, roles=(role,)))
        shown = reader.get(f"{HOME}/{visit.id}")
        assert shown.status_code == 200
        assert "My cousin" not in shown.text
        for place in ("change", "cancel", "letter", f"conflict/{leader.id}"):
            assert reader.get(f"{HOME}/{visit.id}/{place}").status_code == 403
        assert reader.post(f"{HOME}/{visit.id}/done").status_code == 403
    assert "My cousin" in sign_in(client, make_user(session, partnership, roles=("qa_group",))).get(
        f"{HOME}/{visit.id}"
    ).text  # fmt: skip
