"""The agency learns of a visit, of its changes and of its end; nobody else reads its letter."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import Role, User
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Section11Assessment, Visit
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.walkabouts.section11_factories import make_section11_assessment, make_visit
from tests.survey_app.walkabouts.visits.plans import HOME, NEXT_WEEK, filled, messages


def planned(session: Session, assessment: Section11Assessment, leader: User) -> Visit:
    return make_visit(session, assessment, leader, day=NEXT_WEEK, site="Main office", starts_at="09:30",
                      ends_at="12:00", arrangements="Ask for the duty manager.")  # fmt: skip


def test_the_notice_goes_to_the_leads_of_the_agency_alone_whatever_their_role_is_called(
    page: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    agency = assessment.members[0].agency
    session.add(Role(key="link", name="Section 11 link", permissions=["walkabouts.agency"]))
    session.flush()
    told = [make_user(session, partnership, roles=(role,), agency=agency) for role in ("agency_lead", "link")]
    away = make_user(session, partnership, roles=("agency_lead",), agency=agency)
    away.active = False
    others = [
        make_user(session, partnership, roles=("agency_lead",), agency=make_agency(session, partnership)),
        make_user(session, partnership, roles=("action_owner",), agency=agency),
        make_user(session, partnership, roles=("agency_lead",)),
        make_user(session, make_partnership(session), roles=("agency_lead",), agency=agency),
        away,
    ]
    visit = planned(session, assessment, leader)
    preview = page.get(f"{HOME}/{visit.id}/letter").text
    assert told[0].name in preview
    assert others[0].name not in preview
    assert page.post(f"{HOME}/{visit.id}/letter").status_code == 302
    session.expire_all()
    assert visit.notified_at is not None
    assert {message.to_address for message in messages(session)} == {user.email for user in told}
    body = messages(session)[0].body
    assert "Main office" in body
    assert f"{NEXT_WEEK:%A %-d %B %Y}, 09:30 to 12:00" in body
    assert "version 1 of the rubric, agreed with you" in body
    assert f"http://localhost{HOME}/letters/{visit.id}" in body
    assert leader.name not in body


def test_the_letter_says_what_where_whom_and_what_good_looks_like(
    client: FlaskClient, page: FlaskClient, session: Session, partnership: Partnership,
    assessment: Section11Assessment, leader: User,
) -> None:  # fmt: skip
    assessment.cycle.fewest_conversations = 7
    visit = planned(session, assessment, leader)
    lead = make_user(session, partnership, roles=("agency_lead",), agency=visit.agency)
    address = f"{HOME}/letters/{visit.id}"
    assert sign_in(client, lead).get(address).status_code == 404, "not told yet"
    visit.notified_at = visit.created_at
    text = sign_in(client, lead).get(address).text
    for words in ("Main office", "At least 7 members of staff", "What will happen", "st1 fully, version 1.", "09:30"):
        assert words in text
    assert leader.name not in text
    assert "Send" not in text


def test_another_agency_s_lead_and_one_of_another_partnership_read_no_letter(
    client: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    visit = planned(session, assessment, leader)
    visit.notified_at = visit.created_at
    other_agency = make_user(session, partnership, roles=("agency_lead",), agency=make_agency(session, partnership))
    no_agency = make_user(session, partnership, roles=("agency_lead",))
    elsewhere = make_user(session, make_partnership(session), roles=("agency_lead",), agency=visit.agency)
    for user in (other_agency, no_agency, elsewhere):
        assert sign_in(client, user).get(f"{HOME}/letters/{visit.id}").status_code == 404


def test_somebody_of_the_agency_whose_other_role_may_reply_elsewhere_reads_no_letter(
    client: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    """The permission and the agency must come from one membership."""
    visit = planned(session, assessment, leader)
    visit.notified_at = visit.created_at
    user = make_user(session, partnership, roles=("action_owner", "agency_lead"), agency=visit.agency)
    next(one for one in user.memberships if one.role_key == "agency_lead").agency_id = make_agency(session).id
    assert sign_in(client, user).get(f"{HOME}/letters/{visit.id}").status_code == 404


def test_without_anybody_to_write_to_the_letter_is_recorded_by_hand(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    visit = planned(session, assessment, leader)
    assert "Print the letter" in page.get(f"{HOME}/{visit.id}/letter").text
    refused = page.post(f"{HOME}/{visit.id}/letter")
    assert refused.status_code == 400
    assert "Print the letter" in refused.text
    session.expire_all()
    assert visit.notified_at is None
    assert page.post(f"{HOME}/{visit.id}/letter", data={"by_hand": "y"}).status_code == 302
    session.expire_all()
    assert visit.notified_at is not None
    later = filled(assessment, {leader.id: "leader"}, day=(NEXT_WEEK + timedelta(days=1)).isoformat(), seen="0")
    response = page.post(f"{HOME}/{visit.id}/change", data=later)
    assert "print the letter and send it again" in page.get(response.location).text
    session.expire_all()
    assert visit.notified_at is None, "what the agency has on paper is out of date"


def test_a_change_of_day_is_told_anew_one_of_the_team_is_not_and_the_end_is_told_too(
    page: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User,
    second: User,
) -> None:  # fmt: skip
    lead = make_user(session, partnership, roles=("agency_lead",), agency=assessment.members[0].agency)
    visit = planned(session, assessment, leader)
    page.post(f"{HOME}/{visit.id}/letter")
    team = filled(assessment, {leader.id: "leader", second.id: "auditor"}, seen="0")
    page.post(f"{HOME}/{visit.id}/change", data=team)
    assert len(messages(session, lead.email)) == 1
    page.post(f"{HOME}/{visit.id}/change", data={**team, "ends_at": "13:15", "seen": "1"})
    assert len(messages(session, lead.email)) == 2
    changed = next(one for one in messages(session, lead.email) if "changed" in one.subject)
    assert "09:30 to 13:15" in changed.body
    assert "has changed a Section 11 visit to you" in changed.body
    page.post(f"{HOME}/{visit.id}/cancel", data={"reason": "Flooded building"})
    assert len(messages(session, lead.email)) == 3
    assert any("called off" in one.subject and "Flooded building" in one.body for one in messages(session, lead.email))


def test_an_agency_that_was_not_told_hears_of_no_change_and_no_end(
    page: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    lead = make_user(session, partnership, roles=("agency_lead",), agency=assessment.members[0].agency)
    visit = planned(session, assessment, leader)
    page.post(f"{HOME}/{visit.id}/change", data=filled(assessment, {leader.id: "leader"}, ends_at="13:00", seen="0"))
    page.post(f"{HOME}/{visit.id}/cancel", data={"reason": "Flooded building"})
    assert messages(session, lead.email) == []


def test_a_rubric_that_is_not_agreed_is_said_to_wait(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    early = make_section11_assessment(session, assessment.cycle, stage="planned")
    visit = planned(session, early, leader)
    assert "still to be proposed to you and agreed" in page.get(f"{HOME}/{visit.id}/letter").text
