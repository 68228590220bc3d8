"""Calendar files hold to RFC 5545 and RFC 5546, whatever people write, and name nobody."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

from dateutil.tz import tzical
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.visits.calendar_file import TIME_ZONE, CalendarEvent, Method, calendar_file, fold
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.walkabouts.section11_factories import make_visit
from tests.survey_app.walkabouts.visits.ics_reader import Component, content_lines, read_calendar
from tests.survey_app.walkabouts.visits.plans import HOME, NEXT_WEEK, TODAY, filled

AT = datetime(2026, 7, 1, 8, 15, 30, tzinfo=UTC)


def event(**values: object) -> CalendarEvent:
    details = {
        "uid": "visit-1@walkabout.invalid", "sequence": 3, "day": date(2026, 7, 14), "starts_at": "09:30",
        "ends_at": "12:00", "summary": "Section 11 visit", "location": "Main office", "description": "",
        "url": "https://walkabout.example/p/north/walkabouts/visits/mine/1", "organiser": "mailto:qa@north.example",
    }  # fmt: skip
    return CalendarEvent(**{**details, **values})  # type: ignore[arg-type]


def read(*events: CalendarEvent, method: Method = "PUBLISH", name: str = "") -> Component:
    return read_calendar(calendar_file(events, at=AT, method=method, name=name).encode())


def only_event(calendar: Component) -> Component:
    (found,) = calendar.named("VEVENT")
    return found


def test_an_event_has_what_rfc_5546_asks_of_a_published_one() -> None:
    calendar = read(event())
    assert calendar.value("METHOD") == "PUBLISH"
    found = only_event(calendar)
    assert found.value("UID") == "visit-1@walkabout.invalid"
    assert found.value("SEQUENCE") == "3"
    assert found.value("DTSTAMP") == "20260701T081530Z"
    assert (found.parameters("DTSTART"), found.value("DTSTART")) == (";TZID=Europe/London", "20260714T093000")
    assert (found.parameters("DTEND"), found.value("DTEND")) == (";TZID=Europe/London", "20260714T120000")
    assert found.value("ORGANIZER") == "mailto:qa@north.example"
    assert found.value("STATUS") == "CONFIRMED"
    assert not [name for name, _, _ in found.properties if name == "ATTENDEE"], "nobody is named"
    assert [zone.value("TZID") for zone in calendar.named("VTIMEZONE")] == ["Europe/London"]


def test_a_cancellation_has_the_same_identity_and_a_higher_number() -> None:
    found = only_event(read(event(sequence=4), method="CANCEL"))
    assert (found.value("UID"), found.value("SEQUENCE")) == ("visit-1@walkabout.invalid", "4")
    assert found.value("STATUS") == "CANCELLED"
    assert only_event(read(event(is_cancelled=True))).value("STATUS") == "CANCELLED"


def test_the_time_zone_tells_every_hour_of_twenty_years_as_the_clocks_go() -> None:
    """dateutil reads the rules of the file; the standard library has the zone's own."""
    text = "\n".join(("BEGIN:VCALENDAR", *TIME_ZONE, "END:VCALENDAR")) + "\n"
    written, known = tzical(StringIO(text)).get("Europe/London"), ZoneInfo("Europe/London")
    assert written is not None
    moment, end = datetime(2020, 1, 1), datetime(2040, 1, 1)
    changes = 0
    while moment < end:
        expected = moment.replace(tzinfo=known).utcoffset()
        changes += expected != (moment - timedelta(hours=1)).replace(tzinfo=known).utcoffset()
        if moment.hour not in (1, 2) or moment.month not in (3, 10):  # hours that are missing or come twice
            assert moment.replace(tzinfo=written).utcoffset() == expected, moment
        moment += timedelta(hours=1)
    assert changes == 40


@given(st.text(), st.text(), st.text())
def test_whatever_people_write_comes_back_as_it_was(summary: str, location: str, description: str) -> None:
    found = only_event(read(event(summary=summary, location=location or "x", description=description or "x")))
    assert found.text("SUMMARY") == readable(summary)
    assert found.text("LOCATION") == readable(location or "x")
    assert found.text("DESCRIPTION") == readable(description or "x")


def readable(text: str) -> str:
    """Without the control characters that a calendar cannot hold."""
    lines = re.sub(r"\r\n?", "\n", text)
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", lines)


def test_nobody_writes_a_property_into_the_file() -> None:
    attack = "Office\r\nATTENDEE:mailto:everybody@x.example\nEND:VEVENT\r\rBEGIN:VALARM;,\\n"
    found = only_event(read(event(summary=attack, location=attack, description=attack), name=attack))
    names = [name for name, _, _ in found.properties]
    assert "ATTENDEE" not in names
    assert names.count("SUMMARY") == 1
    assert found.inner == []
    assert found.text("SUMMARY") == attack.replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_folding_keeps_every_character_whole(text: str) -> None:
    line = f"SUMMARY:{text}"
    pieces = list(fold(line))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert len(pieces) <= 1 + len(line.encode()) // 71, "no line is folded for nothing"


def test_a_visit_is_taken_from_its_page_changed_and_taken_out_again(
    page: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    visit = make_visit(session, assessment, leader, day=NEXT_WEEK, arrangements="Side door; ring, then wait",
                       site="Main office, floor 2")  # fmt: skip
    response = page.get(f"{HOME}/{visit.id}/visit.ics")
    assert response.mimetype == "text/calendar"
    assert "attachment" in response.headers["Content-Disposition"]
    before = only_event(read_calendar(response.data))
    assert before.text("LOCATION") == "Main office, floor 2"
    assert "Side door; ring, then wait" in before.text("DESCRIPTION")
    assert "Team: Team leader" in before.text("DESCRIPTION")
    assert before.value("ORGANIZER") == f"mailto:{partnership.contact_email}"
    text = "\n".join(content_lines(response.data))
    assert leader.name not in text
    assert leader.email not in text
    data = filled(assessment, {leader.id: "leader"}, starts_at="13:00", ends_at="15:00", seen="0")
    page.post(f"{HOME}/{visit.id}/change", data=data)
    changed = only_event(read_calendar(page.get(f"{HOME}/{visit.id}/visit.ics").data))
    assert (changed.value("UID"), changed.value("SEQUENCE")) == (before.value("UID"), "1")
    assert changed.value("DTSTART") == f"{NEXT_WEEK:%Y%m%d}T130000"
    page.post(f"{HOME}/{visit.id}/cancel", data={"reason": "Flood"})
    response = page.get(f"{HOME}/{visit.id}/visit.ics")
    assert "method=CANCEL" in response.headers["Content-Type"]
    calendar = read_calendar(response.data)
    assert calendar.value("METHOD") == "CANCEL"
    gone = only_event(calendar)
    assert (gone.value("UID"), gone.value("SEQUENCE"), gone.value("STATUS")) == (before.value("UID"), "2", "CANCELLED")


def test_all_my_visits_come_in_one_file_and_nobody_else_s(
    client: FlaskClient, session: Session, assessment: Section11Assessment, leader: User, second: User
) -> None:
    mine = [
        make_visit(session, assessment, leader, day=TODAY + timedelta(days=days), state=state)
        for days, state in ((-9, "done"), (0, "planned"), (3, "planned"), (4, "cancelled"))
    ]
    make_visit(session, assessment, second, day=TODAY)
    make_visit(session, None, leader, day=TODAY)  # in another partnership
    found = read_calendar(sign_in(client, leader).get(f"{HOME}/mine/visits.ics").data).named("VEVENT")
    assert {one.value("UID") for one in found} == {f"visit-{visit.id}@walkabout.invalid" for visit in mine}
    assert [one.value("STATUS") for one in found].count("CANCELLED") == 1


def test_no_visits_make_a_file_all_the_same(client: FlaskClient, session: Session, partnership: Partnership) -> None:
    idle = make_user(session, partnership, roles=("auditor",))
    assert read_calendar(sign_in(client, idle).get(f"{HOME}/mine/visits.ics").data).named("VEVENT") == []


def test_a_partnership_without_an_address_is_still_an_organiser(
    page: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    partnership.contact_email = ""
    visit = make_visit(session, assessment, leader, day=NEXT_WEEK)
    found = only_event(read_calendar(page.get(f"{HOME}/{visit.id}/visit.ics").data))
    assert found.value("ORGANIZER") == f"http://localhost{HOME}/mine/{visit.id}"
