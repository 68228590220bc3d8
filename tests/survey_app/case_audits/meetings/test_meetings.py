"""Meetings of a deep dive: kept by role and pseudonym, checked, and read in full by the panel alone."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.case_audits.learning.audit_reports import audit_report
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.meetings.services import (
    MeetingText,
    add_meeting,
    change_meeting,
    meetings_of,
    remove_meeting,
)
from survey_app.case_audits.models import AuditMeeting
from survey_app.database import now
from survey_app.results.services import Reader
from tests.survey_app.case_audits.learning.learning_world import LearningWorld, make_world
from tests.survey_app.factories import make_agency, sign_in

DAY = date(2026, 3, 4)


@pytest.fixture
def world(session: Session) -> LearningWorld:
    return make_world(session, kind="deep_dive", returned=False)


def meet(session: Session, world: LearningWorld, **values: object) -> AuditMeeting:
    details = {
        "met_on": DAY, "about": "Missing at night", "attendees": (("Detective inspector", world.agencies[0].id),),
        "cases": {world.cases[0].id: "Where they go, and who they are with.", world.cases[1].id: " "},
        "decided": "A return interview each time.", "next_steps": "The police bring the maps.",
    }  # fmt: skip
    return add_meeting(session, world.audit, MeetingText(**{**details, **values}), by=world.writer.id)  # type: ignore[arg-type]


def test_meetings_stand_in_order_with_what_was_looked_at(session: Session, world: LearningWorld) -> None:
    second, first = meet(session, world, met_on=date(2026, 4, 1)), meet(session, world)
    assert meetings_of(session, world.audit) == [first, second]
    assert [(one.role, one.agency.name if one.agency else "") for one in first.attendees] == [
        ("Detective inspector", world.agencies[0].name)
    ]
    assert [one.case_id for one in first.cases] == [world.cases[0].id]


def test_a_changed_meeting_has_its_new_rows_alone(session: Session, world: LearningWorld) -> None:
    meeting = meet(session, world)
    words = MeetingText(
        met_on=DAY, attendees=(("Nurse", None), ("Teacher", None)), cases={world.cases[1].id: "School."}
    )
    change_meeting(session, meeting, words)
    session.expire_all()
    assert [one.role for one in meeting.attendees] == ["Nurse", "Teacher"]
    assert [one.case_id for one in meeting.cases] == [world.cases[1].id]
    remove_meeting(session, meeting)
    assert meetings_of(session, world.audit) == []


def test_what_cannot_be_kept_is_refused(session: Session, world: LearningWorld) -> None:
    elsewhere = make_world(session, returned=False)
    for values, why in (
        ({"attendees": ()}, "who was there"),
        ({"attendees": (("Nurse", make_agency(session).id),)}, "area"),
        ({"next_on": date(2026, 3, 3)}, "before this one"),
        ({"cases": {elsewhere.cases[0].id: "x"}}, "not in this audit"),
        ({"decided": "Her daughter Example is seen."}, "Example"),
        ({"attendees": (("Ring 07700 900123", None),)}, "never kept"),
        ({"cases": {world.cases[0].id: "NHS 999 000 0018"}}, "never kept"),
    ):
        with pytest.raises(LearningRefused, match=why):
            meet(session, world, **values)
    with pytest.raises(LearningRefused, match="deep dive"):
        meet(session, elsewhere)


def test_what_was_looked_at_in_a_case_is_read_by_the_panel_alone(
    session: Session, client: FlaskClient, world: LearningWorld
) -> None:
    meet(session, world)
    url = f"/p/{world.partnership.slug}/case-audits/{world.audit.slug}/meetings"
    for person, sees in ((world.writer, True), (world.executive, False)):
        sign_in(client, person)
        page = client.get(url).get_data(as_text=True)
        assert "4 March 2026" in page
        assert ("Missing at night" in page) is sees
        assert ("Detective inspector" in page) is sees
        assert ("Where they go" in page) is sees
        assert ("A return interview" in page) is sees


def test_a_meeting_is_kept_through_its_page_and_nothing_typed_is_lost(
    session: Session, client: FlaskClient, world: LearningWorld
) -> None:
    sign_in(client, world.writer)
    url = f"/p/{world.partnership.slug}/case-audits/{world.audit.slug}/meetings/new"
    case = world.cases[0].id
    sent = {
        "met_on": "2026-03-04",
        "role-0": "Nurse",
        "agency-0": str(world.agencies[0].id),
        f"case-{case}": "Her nights.",
    }
    refused = client.post(url, data={**sent, "decided": "Ring 07700 900123."})
    assert refused.status_code == 422
    assert "Her nights." in refused.get_data(as_text=True)
    assert client.post(url, data=sent).status_code == 302
    (meeting,) = meetings_of(session, world.audit)
    assert (meeting.attendees[0].role, meeting.cases[0].looked_at) == ("Nurse", "Her nights.")


def test_an_audit_of_another_kind_has_no_meetings_page(session: Session, client: FlaskClient) -> None:
    world = make_world(session, returned=False)
    sign_in(client, world.writer)
    url = f"/p/{world.partnership.slug}/case-audits/{world.audit.slug}/meetings"
    assert client.get(url).status_code == 404


def test_meetings_stand_in_the_working_report_and_not_in_the_release(session: Session, world: LearningWorld) -> None:
    meet(session, world)
    reader = Reader(user_id=world.writer.id, may_read_working=True)
    found = audit_report(session, world.audit, reader=reader, paper="working", at=now())
    assert found.meetings[0].who == f"Detective inspector ({world.agencies[0].name})"
    assert audit_report(session, world.audit, reader=reader, paper="release", at=now()).meetings == ()


def test_a_meeting_that_is_sent_twice_is_kept_once(session: Session, world: LearningWorld) -> None:
    meet(session, world)
    with pytest.raises(LearningRefused, match="This meeting is kept already"):
        meet(session, world)
    session.rollback()


def test_a_meeting_that_somebody_changed_meanwhile_is_not_overwritten(
    session: Session, client: FlaskClient, world: LearningWorld
) -> None:
    meeting = meet(session, world)
    sign_in(client, world.writer)
    where = f"/p/{world.partnership.slug}/case-audits/{world.audit.slug}/meetings/{meeting.id}"
    seen = client.get(where).text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    sent = {"met_on": DAY.isoformat(), "role-0": "Nurse", "seen": seen}
    assert client.post(where, data={**sent, "decided": "Ring the school."}).status_code == 302
    refused = client.post(where, data={**sent, "decided": "Something else."})
    assert refused.status_code == 422
    assert "Somebody has changed this meeting since you opened it" in refused.text
    assert "Something else." in refused.text
    session.expire_all()
    assert meeting.decided == "Ring the school."
