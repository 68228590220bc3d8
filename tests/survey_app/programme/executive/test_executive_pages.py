"""The Executive's pages as officers, members, Chief Officers and councillors use them."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.improvement.models import Escalation
from survey_app.programme.executive.briefs import BriefText, Section, send_brief, write_brief
from survey_app.programme.executive.meetings import plan_meeting
from survey_app.programme.executive.models import (
    AgendaItem,
    Brief,
    BriefCopy,
    ExecutiveDecision,
    ExecutiveMeeting,
    MemberQuestion,
)
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.improvement.actions.action_world import World


def address(world: World, rest: str = "") -> str:
    return f"/p/{world.partnership.slug}/{rest}"


@pytest.fixture
def page(client: FlaskClient, session: Session, world: World) -> FlaskClient:
    session.commit()
    return sign_in(client, world.qa)


def test_a_late_action_goes_from_the_list_of_what_waits_to_the_decision_log(
    page: FlaskClient, session: Session, world: World, late: Escalation, today: date
) -> None:
    session.commit()
    assert "45 days late" in page.get(address(world, "executive/")).text
    form = {"day": today.isoformat(), "place": "Room 1"}
    page.post(address(world, "executive/meetings/new"), data=form)
    shown = page.get(address(world, "executive/meetings/1/agenda")).text
    matter = re.findall(r'name="matter" value="([^"]+)"', shown)
    page.post(address(world, "executive/meetings/1/agenda"), data={"matter": matter})
    page.post(address(world, "executive/meetings/1/send"))
    item = session.scalars(select(AgendaItem)).one()
    decision = {"kind": "agreed", "text": "Six more weeks.", "agency": str(world.agency.id)}
    answer = page.post(address(world, f"executive/meetings/1/items/{item.id}/decide"), data=decision)
    assert answer.status_code == 302, answer.text
    page.post(address(world, "executive/meetings/1/hold"))
    session.expire_all()
    assert session.scalars(select(ExecutiveMeeting)).one().state == "held"
    assert "Six more weeks." in page.get(address(world, "executive/decisions?words=six")).text
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(page.get(address(world, "executive/decisions.xlsx")).data))
    rows = sheet.get_sheet_by_name("Decisions").to_python()
    assert [row[6] for row in rows if row[0] == "D-001"] == ["Six more weeks."]
    assert [row[1] for row in rows if row[0] == "D-001"] == [today]  # a day that Excel sorts, not its text
    assert "Nothing waits." in page.get(address(world, "executive/")).text


@pytest.mark.parametrize("matter", ["", "|", "escalation|made-up", "own|" + "x" * 500, "²|²"])
def test_a_made_up_matter_is_refused_and_nothing_is_added(
    page: FlaskClient, session: Session, world: World, meeting: ExecutiveMeeting, matter: str
) -> None:
    session.commit()
    answer = page.post(address(world, "executive/meetings/1/agenda"), data={"matter": [matter]})
    assert answer.status_code == 422
    assert "no longer waits" in answer.text
    assert session.scalars(select(AgendaItem)).all() == []


def test_a_refused_decision_keeps_what_was_typed(
    page: FlaskClient, session: Session, world: World, meeting: ExecutiveMeeting
) -> None:
    session.commit()
    page.post(address(world, "executive/meetings/1/items/new"), data={"title": "Pay", "asks": "Agree."})
    item = session.scalars(select(AgendaItem)).one()
    where = address(world, f"executive/meetings/1/items/{item.id}/decide")
    answer = page.post(where, data={"kind": "not_agreed", "text": "No money this year."})
    assert answer.status_code == 422
    assert "Say why it was not agreed" in answer.text
    assert "No money this year." in answer.text
    assert session.scalars(select(ExecutiveDecision)).all() == []


def test_those_who_read_change_nothing(client: FlaskClient, session: Session, world: World) -> None:
    scrutineer = make_user(session, world.partnership, roles=("scrutineer",))
    session.commit()
    for user in (world.executive, scrutineer):
        sign_in(client, user)
        assert client.get(address(world, "executive/")).status_code == 200
        assert client.post(address(world, "executive/meetings/new"), data={}).status_code == 403
        assert client.get(address(world, "executive/briefs/new")).status_code == 403
    for user in (world.lead, world.owner):
        sign_in(client, user)
        assert client.get(address(world, "executive/")).status_code == 403
        assert client.get(address(world, "members/")).status_code == 403


def _write_brief(page: FlaskClient, world: World, kind: str) -> None:
    draft = page.get(address(world, f"executive/briefs/new?kind={kind}"))
    assert draft.status_code == 200
    form = {"kind": kind, "title": "A brief (constructed)", "heading_1": "Decided", "text_1": "• Six more weeks."}
    assert page.post(address(world, f"executive/briefs/new?kind={kind}"), data=form).status_code == 302


@pytest.mark.parametrize("asked", ["chief_officers", "", "nobody"])
def test_for_whom_a_brief_is_cannot_be_changed_beneath_its_draft(
    page: FlaskClient, session: Session, world: World, asked: str
) -> None:
    form = {"kind": "members", "title": "A brief", "heading_1": "Decided", "text_1": "• Six more weeks."}
    answer = page.post(address(world, f"executive/briefs/new?kind={asked}"), data=form)
    assert answer.status_code == 422
    assert session.scalars(select(Brief)).all() == []
    _write_brief(page, world, "chief_officers")
    changed = page.post(address(world, "executive/briefs/1/change"), data={**form, "seen": "1"})
    assert (changed.status_code, "stays as it was chosen" in changed.text) == (422, True)
    session.expire_all()
    found = session.scalars(select(Brief)).one()
    assert (found.kind, found.title, found.revision) == ("chief_officers", "A brief (constructed)", 1)


@pytest.mark.parametrize(
    ("method", "headers", "opens"),
    [
        ("HEAD", {}, False), ("GET", {"Sec-Purpose": "prefetch"}, False), ("GET", {"Sec-Fetch-Dest": "image"}, False),
        ("GET", {"Sec-Purpose": "prefetch", "Sec-Fetch-Dest": "empty"}, False),
        ("GET", {"Sec-Fetch-Dest": "empty"}, True), ("GET", {"Sec-Fetch-Dest": "document"}, True), ("GET", {}, True),
    ],
)  # fmt: skip
def test_only_who_downloads_a_brief_has_opened_it(
    client: FlaskClient, session: Session, world: World, second: User, chief: User, method: str,
    headers: dict[str, str], opens: bool,
) -> None:  # fmt: skip
    session.commit()
    sign_in(client, world.qa)
    _write_brief(client, world, "chief_officers")
    sign_in(client, second)
    client.post(address(world, "executive/briefs/1/send"), data={"seen": "1"})
    sign_in(client, chief)
    assert client.open(address(world, "briefs/1.docx"), method=method, headers=headers).status_code == 200
    session.expire_all()
    assert (session.scalars(select(BriefCopy)).one().opened_at is not None) == opens


def test_a_decision_found_by_its_words_says_that_it_was_replaced(
    page: FlaskClient, session: Session, world: World, meeting: ExecutiveMeeting
) -> None:
    session.commit()
    page.post(address(world, "executive/meetings/1/items/new"), data={"title": "Pay", "asks": "Agree."})
    item = session.scalars(select(AgendaItem)).one()
    page.post(
        address(world, f"executive/meetings/1/items/{item.id}/decide"), data={"kind": "agreed", "text": "Six weeks."}
    )
    asked = page.get(address(world, "executive/decisions/1/replace")).text
    assert "every other record keeps its words" in asked
    page.post(
        address(world, "executive/decisions/1/replace"),
        data={"kind": "agreed", "text": "Eight.", "because": "A slip."},
    )
    found = page.get(address(world, "executive/decisions?words=six")).text
    assert "Replaced by D-002" in found
    assert "decisions/1/replace" not in found


def test_a_refused_choice_keeps_its_ticks(
    page: FlaskClient, session: Session, world: World, meeting: ExecutiveMeeting, late: Escalation
) -> None:
    session.commit()
    matter = f"escalation|{late.id}"
    answer = page.post(address(world, "executive/meetings/1/agenda"), data={"matter": [matter, "own|made-up"]})
    assert answer.status_code == 422
    assert re.search(rf'value="{re.escape(matter)}" checked', answer.text)
    assert " checked" not in page.get(address(world, "executive/meetings/1/agenda")).text


def test_the_page_of_a_meeting_says_what_was_taken_off_and_what_was_sent(
    page: FlaskClient, session: Session, world: World, meeting: ExecutiveMeeting
) -> None:
    session.commit()
    for title in ("Pay for a worker", "Buy a van"):
        page.post(address(world, "executive/meetings/1/items/new"), data={"title": title, "asks": f"Agree: {title}."})
    assert "as it was sent" not in page.get(address(world, "executive/meetings/1")).text
    page.post(address(world, "executive/meetings/1/send"))
    van = session.scalars(select(AgendaItem).where(AgendaItem.title == "Buy a van")).one()
    page.post(address(world, f"executive/meetings/1/items/{van.id}/off"), data={"why": "No quotes yet."})
    shown = page.get(address(world, "executive/meetings/1")).text
    sent = shown[shown.index("The agenda as it was sent") :]
    assert "Buy a van: No quotes yet." in shown
    assert "Agree: Buy a van." in sent
    assert "Agree: Pay for a worker." in sent


def test_a_chief_officer_reads_and_acknowledges_what_two_officers_wrote_and_sent(
    client: FlaskClient, session: Session, world: World, second: User, chief: User
) -> None:
    session.commit()
    sign_in(client, world.qa)
    _write_brief(client, world, "chief_officers")
    assert client.post(address(world, "executive/briefs/1/send"), data={"seen": "1"}).status_code == 422
    sign_in(client, chief)
    assert client.get(address(world, "briefs/1")).status_code == 404
    sign_in(client, second)
    assert client.post(address(world, "executive/briefs/1/send"), data={"seen": "1"}).status_code == 302
    sign_in(client, chief)
    for headers in ({"Sec-Purpose": "prefetch"}, {"Sec-Fetch-Dest": "image"}):
        client.get(address(world, "briefs/1"), headers=headers)
        client.head(address(world, "briefs/1"))
        session.expire_all()
        assert session.scalars(select(BriefCopy)).one().opened_at is None
    assert "Six more weeks." in client.get(address(world, "briefs/1")).text
    assert client.get(address(world, "executive/briefs/1")).status_code == 403
    remark = {"remark": "Raise it with the council."}
    assert client.post(address(world, "briefs/1/acknowledge"), data=remark).status_code == 302
    again = client.post(address(world, "briefs/1/acknowledge"), data=remark)
    assert (again.status_code, "already" in again.text) == (422, True)
    session.expire_all()
    copy = session.scalars(select(BriefCopy)).one()
    assert (copy.opened_at is not None, copy.acknowledged_at is not None, copy.remark) == (True, True, remark["remark"])
    word = client.get(address(world, "briefs/1.docx"))
    assert word.data.startswith(b"PK")
    sign_in(client, second)
    assert "Raise it with the council." in client.get(address(world, "executive/briefs/1")).text


def test_nobody_opens_or_acknowledges_somebody_elses_copy(
    client: FlaskClient, session: Session, world: World, second: User, chief: User
) -> None:
    session.commit()
    sign_in(client, world.qa)
    _write_brief(client, world, "chief_officers")
    sign_in(client, second)
    client.post(address(world, "executive/briefs/1/send"), data={"seen": "1"})
    scrutineer = make_user(session, world.partnership, roles=("scrutineer",))
    session.commit()
    for user in (world.executive, second, scrutineer):
        sign_in(client, user)
        assert client.get(address(world, "briefs/1")).status_code == 404
        assert client.post(address(world, "briefs/1/acknowledge")).status_code == 404
    session.expire_all()
    assert session.scalars(select(BriefCopy)).one().opened_at is None


@pytest.mark.parametrize("seen", ["", "²", "-1", "9" * 30, "2"])
def test_a_brief_is_sent_only_as_it_was_read(
    client: FlaskClient, session: Session, world: World, second: User, chief: User, seen: str
) -> None:
    session.commit()
    sign_in(client, world.qa)
    _write_brief(client, world, "chief_officers")
    sign_in(client, second)
    assert client.post(address(world, "executive/briefs/1/send"), data={"seen": seen}).status_code == 422
    assert session.scalars(select(Brief.state)).one() == "draft"


def test_a_councillor_reads_a_briefing_asks_and_reads_the_answer(
    client: FlaskClient, session: Session, world: World, second: User, today: date
) -> None:
    councillor = make_user(session, world.partnership, roles=("councillor",))
    session.commit()
    sign_in(client, world.qa)
    _write_brief(client, world, "members")
    sign_in(client, councillor)
    assert client.get(address(world, "members/briefings/1")).status_code == 404
    sign_in(client, second)
    client.post(address(world, "executive/briefs/1/send"), data={"seen": "1"})
    sign_in(client, councillor)
    assert "Six more weeks." in client.get(address(world, "members/briefings/1")).text
    session.expire_all()
    assert session.scalars(select(BriefCopy)).one().opened_at is not None
    asked = client.post(address(world, "members/questions/new?briefing=1"), data={"text": "Who pays for it?"})
    assert asked.status_code == 302
    assert client.post(address(world, "members/questions/1/answer"), data={"text": "We do."}).status_code == 403
    sign_in(client, world.qa)
    assert client.post(address(world, "members/questions/1/answer"), data={"text": "The council."}).status_code == 302
    again = client.post(address(world, "members/questions/1/answer"), data={"text": "Somebody else."})
    assert (again.status_code, "Somebody else." in again.text) == (422, True)
    sign_in(client, councillor)
    assert "The council." in client.get(address(world, "members/questions/1")).text
    assert client.get(address(world, "members/questions/new?follows=1")).status_code == 200
    assert client.get(address(world, "executive/")).status_code == 403
    found = session.scalars(select(MemberQuestion)).one()
    assert found.answer_by > today + timedelta(days=9)


def test_a_councillor_cannot_ask_in_another_members_name_or_of_what_is_not_theirs(
    client: FlaskClient, session: Session, world: World
) -> None:
    one = make_user(session, world.partnership, roles=("councillor",))
    other = make_user(session, world.partnership, roles=("councillor",))
    session.commit()
    sign_in(client, one)
    client.post(address(world, "members/questions/new"), data={"text": "Who pays?"})
    sign_in(client, other)
    assert "Who pays?" in client.get(address(world, "members/questions/1")).text
    assert client.get(address(world, "members/questions/new?follows=1")).status_code == 404
    assert client.get(address(world, "members/questions/new?briefing=77")).status_code == 404
    assert client.get(address(world, "members/questions/99")).status_code == 404


def test_the_executives_page_leads_to_the_one_thing_to_do_next(
    page: FlaskClient, session: Session, world: World, late: Escalation, today: date
) -> None:
    def main_act() -> list[str]:
        found = re.findall(r'class="govuk-button"[^>]*>\s*([^<]+?)\s*<', page.get(address(world, "executive/")).text)
        return [one for one in found if one != "Accept"]

    assert main_act() == ["Plan a meeting"]
    later = plan_meeting(session, world.partnership.id, today + timedelta(days=40), "", world.qa.id)
    coming = plan_meeting(session, world.partnership.id, today + timedelta(days=9), "", world.qa.id)
    session.commit()
    assert main_act() == ["Put on the agenda what waits"]
    assert f"/meetings/{coming.number}/agenda" in page.get(address(world, "executive/")).text
    plan_meeting(session, world.partnership.id, today, "", world.qa.id)
    session.commit()
    assert main_act() == ["Note what was decided"]
    assert later.state == "planned"


def test_a_meeting_offers_only_what_can_be_done_with_it(
    page: FlaskClient, session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    coming = plan_meeting(session, world.partnership.id, today + timedelta(days=9), "", world.qa.id)
    session.commit()
    assert "Send the agenda" not in page.get(address(world, f"executive/meetings/{coming.number}")).text
    for found in (meeting, coming):
        for title in ("Pay", "Time"):
            form = {"title": title, "asks": "Agree."}
            page.post(address(world, f"executive/meetings/{found.number}/items/new"), data=form)
    shown = page.get(address(world, f"executive/meetings/{coming.number}")).text
    assert "writes to 1 member of the Executive" in shown
    assert "Record the decision" not in shown
    assert (shown.count("Move up"), shown.count("Move down")) == (1, 1)
    due = page.get(address(world, f"executive/meetings/{meeting.number}")).text
    assert due.count("Record the decision") == 2
    assert "2 items are not dealt with" in due
    assert "The meeting was held" not in due


def test_an_agenda_without_a_tick_says_so(
    page: FlaskClient, session: Session, world: World, late: Escalation, meeting: ExecutiveMeeting
) -> None:
    session.commit()
    answer = page.post(address(world, "executive/meetings/1/agenda"))
    assert answer.status_code == 422
    assert "Tick at least one matter" in answer.text


def test_a_member_of_the_executive_who_reads_a_brief_there_has_read_their_copy(
    client: FlaskClient, session: Session, world: World, second: User, today: date
) -> None:
    words = BriefText(title="To partners", sections=[Section(heading="Decided", text="• Half a post.")])
    made = write_brief(session, world.partnership.id, "delegated_partners", words, world.qa.id, today)
    send_brief(session, made, second.id, today, seen=1)
    session.commit()
    page = sign_in(client, world.executive)
    assert "Briefs sent to you" in page.get(address(world, "executive/")).text
    page.head(address(world, "executive/briefs/1"))
    page.get(address(world, "executive/briefs/1"), headers={"Sec-Purpose": "prefetch"})
    session.expire_all()
    assert session.scalars(select(BriefCopy)).one().opened_at is None
    shown = page.get(address(world, "executive/briefs/1")).text
    assert "Opened" in shown
    assert "Acknowledged" not in shown  # nobody asked them to
    session.expire_all()
    assert session.scalars(select(BriefCopy)).one().opened_at is not None


def test_sections_that_are_not_in_use_are_folded_away(page: FlaskClient, session: Session, world: World) -> None:
    path = address(world, "executive/briefs/new?kind=chief_officers")
    shown = page.post(path, data={"kind": "chief_officers", "title": "", "heading_3": "Here", "text_3": "So."}).text
    before, folded = shown.split("More sections")
    assert "Heading 4" in before
    assert "Heading 5" not in before
    assert folded.count("Heading ") == 4


@pytest.mark.parametrize(
    ("day", "place", "said"),
    [
        ("9999-12-31", "", "within two years of today"),
        ("0001-01-01", "", "within two years of today"),
        ("2026-02-31", "", "enter a real date"),
        ("", "x" * 4000, "Enter the day of the meeting"),
        ("today", "x" * 201, "at most 200 characters"),
    ],
)
def test_a_meeting_that_nobody_can_mean_is_not_planned(
    page: FlaskClient, session: Session, world: World, today: date, day: str, place: str, said: str
) -> None:
    form = {"day": today.isoformat() if day == "today" else day, "place": place}
    answer = page.post(address(world, "executive/meetings/new"), data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert session.scalars(select(ExecutiveMeeting)).all() == []
