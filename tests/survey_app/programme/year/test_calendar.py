"""The calendar shows each person what they may see, says what clashes, and its secret address opens no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership
from survey_app.case_audits.models import AgencyReturn, CaseAudit
from survey_app.gunicorn_logging import is_silent, scrub
from survey_app.programme.year.calendar import entries_of, last_of_month, running, weeks_of
from survey_app.programme.year.calendar_clashes import ClashLine, clash_lines
from survey_app.programme.year.calendar_entries import CalendarEntry
from survey_app.programme.year.feeds import calendar_text, end_feed, feed_text, find_feed, make_feed
from survey_app.programme.year.models import CalendarFeed
from survey_app.walkabouts.models import Visit, VisitMember
from tests.survey_app.case_audits.audit_factories import make_asked, make_audit, make_case, make_returned
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle
from tests.survey_app.programme.year.year_world import TODAY, YearWorld

AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
EVERYTHING = frozenset({"programme.read", "case_audits.read", "walkabouts.read", "forums.read", "rounds.read"})


def visit(world: YearWorld, day: date, *people: int, starts: str = "", ends: str = "") -> Visit:
    made = Visit(partnership_id=world.id, agency_id=world.police.id, day=day, state="planned", starts_at=starts,
                 ends_at=ends)  # fmt: skip
    made.team = [VisitMember(user_id=one, role="auditor") for one in people]
    world.session.add(made)
    world.session.flush()
    return made


def audit(world: YearWorld, due: date, **values: object) -> CaseAudit:
    made = make_audit(world.session, world.partnership, returns_due_on=due, **values)
    world.session.flush()
    return made


def seen(world: YearWorld, held: frozenset[str] = EVERYTHING, user_id: int = 0) -> list[CalendarEntry]:
    return entries_of(world.session, world.id, date(2026, 4, 1), date(2027, 3, 31), held=held, user_id=user_id)


def clashes(world: YearWorld) -> list[ClashLine]:
    return clash_lines(seen(world), {})


def test_a_reader_sees_only_what_their_roles_open_and_what_they_take_part_in(world: YearWorld) -> None:
    visit(world, date(2026, 6, 3), world.lead.id)
    audit(world, date(2026, 6, 5))
    world.topic()
    reads = frozenset({"programme.read"})
    kinds = {one.kind for one in seen(world, reads)}
    assert kinds <= {"topic", "annual"}
    assert "visit" in {one.kind for one in seen(world, reads, world.lead.id)}
    assert {"visit", "audit"} <= {one.kind for one in seen(world)}


def test_another_partnerships_dates_are_nobodys_here(world: YearWorld, session: Session) -> None:
    other = YearWorld(session)
    visit(other, date(2026, 6, 3))
    audit(other, date(2026, 6, 3))
    other.topic()
    assert {one.kind for one in seen(world)} <= {"topic", "annual"}
    assert not any("Neglect" in one.title for one in seen(world))


def test_one_person_at_two_visits_and_an_agency_visited_and_audited_are_said(
    world: YearWorld, session: Session
) -> None:
    visit(world, date(2026, 6, 3), world.qa.id, starts="09:30", ends="12:00")
    visit(world, date(2026, 6, 3), world.qa.id, starts="11:00", ends="13:00")
    found = audit(world, date(2026, 6, 10))
    case = make_case(session, found)
    session.add(AgencyReturn(case_id=case.id, agency_id=world.police.id, involvement="asked"))
    session.flush()
    said = " ".join(one.says for one in clashes(world))
    assert f"{world.qa.name} is needed at two things at once" in said
    assert f"{world.police.name} is visited and audited 7 days apart, where 10 days should" in said


def test_visits_one_after_the_other_do_not_clash(world: YearWorld) -> None:
    visit(world, date(2026, 6, 3), world.qa.id, starts="09:30", ends="11:00")
    visit(world, date(2026, 6, 3), world.qa.id, starts="11:00", ends="13:00")
    assert not any("two things" in one.says for one in clashes(world))


def test_four_deadlines_on_one_day_are_one_line_with_all_four(world: YearWorld) -> None:
    for title in ("Neglect", "Exploitation", "Babies", "Front door"):
        audit(world, date(2026, 6, 10), title=title, state="planning")
    found = [one for one in clashes(world) if "deadlines" in one.says]
    assert [(one.says, len(one.entries)) for one in found] == [("Four deadlines fall on 10 June 2026", 4)]


def test_what_falls_on_a_bank_holiday_or_a_sunday_is_said(world: YearWorld) -> None:
    christmas, sunday, saturday = date(2026, 12, 25), date(2026, 12, 20), date(2026, 12, 19)
    visit(world, christmas)
    audit(world, date(2027, 3, 3), panel_on=sunday, title="Neglect")
    lines = clash_lines(seen(world), {christmas: "Christmas Day"})
    assert [one.says for one in lines] == [
        "20 December 2026 is a Sunday", "25 December 2026 is a bank holiday (Christmas Day)",
    ]  # fmt: skip
    forum = CalendarEntry(uid="f", kind="forum", title="Forum", starts_on=saturday, ends_on=saturday, permission="")
    assert clash_lines([forum], {}) == []
    assert len(clash_lines([forum], {saturday: "A day of mourning"})) == 1


def test_the_page_names_bank_holidays_and_what_clashes_over_the_turn_of_the_month(
    app: Flask, world: YearWorld, session: Session
) -> None:
    visit(world, date(2099, 6, 30))
    case = make_case(session, audit(world, date(2099, 7, 2)))
    session.add(AgencyReturn(case_id=case.id, agency_id=world.police.id, involvement="asked"))
    session.commit()
    client = app.test_client()
    sign_in(client, world.qa)
    for month in ("2099-06", "2099-07"):
        assert "is visited and audited 2 days apart" in client.get(world.address(f"calendar?month={month}")).text
    assert "Christmas Day, bank holiday" in client.get(world.address("calendar?month=2026-12")).text
    assert "25 December 2026 (Christmas Day)" in client.get(world.address("calendar?month=2026-12&view=list")).text


def test_no_entry_leads_to_a_year_without_a_page(app: Flask, world: YearWorld, session: Session) -> None:
    rights = {"held": {"programme.read"}, "user_id": world.qa.id}
    first = entries_of(session, world.id, date(2000, 1, 1), date(2000, 12, 31), **rights)
    assert [one.values["year"] for one in first] == [2000]
    last = entries_of(session, world.id, date(2100, 4, 1), date(2102, 12, 31), **rights)
    assert sorted(one.values["year"] for one in last) == [2099, 2100, 2100]
    client = app.test_client()
    sign_in(client, world.qa)
    for year in (2000, 2099, 2100):
        assert client.get(world.address(str(year))).status_code == 200


def test_a_calendar_that_is_subscribed_to_names_no_method() -> None:
    """RFC 5545, 3.7.2: METHOD makes it a scheduling message; a program may then ask whether to accept each event."""
    assert "METHOD" not in calendar_text([], at=AT, name="Calendar")


def test_a_month_has_its_leap_day_and_an_entry_stands_once(world: YearWorld) -> None:
    leap = date(2028, 2, 29)
    entry = CalendarEntry(uid="a", kind="visit", title="Visit", starts_on=leap, ends_on=date(2028, 3, 2),
                          permission="")  # fmt: skip
    february, march = (weeks_of(month, [entry]) for month in (date(2028, 2, 1), date(2028, 3, 1)))
    on = [[day.day for week in month for day in week if day.entries] for month in (february, march)]
    assert on == [[leap], []]
    assert [running(month, [entry]) for month in (date(2028, 2, 1), date(2028, 3, 1))] == [[], [entry]]
    assert last_of_month(date(2028, 2, 1)) == leap


def test_the_page_shows_a_month_a_list_and_survives_made_up_months(app: Flask, world: YearWorld) -> None:
    visit(world, date(2026, 6, 3), world.qa.id)
    client = app.test_client()
    sign_in(client, world.qa)
    title = f"Visit to {world.police.name}"
    assert title in client.get(world.address("calendar?month=2026-06")).text
    assert title in client.get(world.address("calendar?month=2026-03&view=list")).text
    for month in ("0000-00", "9999-12", "2026-13", "no-day", "1900-01"):
        assert client.get(world.address(f"calendar?month={month}&view=list")).status_code == 200


# ---- the address for programs


def unfolded(text: str) -> list[str]:
    """Content lines as RFC 5545 has them; fails on bare line ends, on long lines, and on controls."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    raw = text[:-2].split("\r\n")
    assert all(len(line.encode()) <= 75 for line in raw)
    assert not any(ord(sign) < 32 for line in raw for sign in line)
    return re.sub(r"\r\n ", "", text)[:-2].split("\r\n")


def events(text: str) -> Iterator[dict[str, str]]:
    """The events of a file, names with their parameters; the strict reading of section 3.6."""
    lines = unfolded(text)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("BEGIN:VTIMEZONE") == 1
    event: dict[str, str] | None = None
    for line in lines:
        name, colon, value = line.partition(":")
        assert colon
        assert re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[^;:,\"]+)*", name)
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            assert event is not None
            assert {"UID", "DTSTAMP", "SUMMARY"} <= set(event)
            yield event
            event = None
        elif event is not None:
            assert name not in event
            event[name] = value


def test_days_are_whole_and_times_are_on_the_wall_on_both_days_of_the_clock_change() -> None:
    def entry(uid: str, day: date, starts: str = "", ends: str = "") -> CalendarEntry:
        return CalendarEntry(uid=uid, kind="visit", title="Visit", starts_on=day, ends_on=day, permission="",
                             starts_at=starts, ends_at=ends)  # fmt: skip

    forward, back, leap = date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29)
    text = calendar_text(
        [entry("f", forward, "00:30", "09:30"), entry("b", back, "00:30", "09:30"), entry("l", leap)], at=AT, name="x"
    )
    first, second, third = events(text)
    assert first["DTSTART;TZID=Europe/London"] == "20260329T003000"
    assert second["DTEND;TZID=Europe/London"] == "20261025T093000"
    assert (third["DTSTART;VALUE=DATE"], third["DTEND;VALUE=DATE"]) == ("20280229", "20280301")
    begins = datetime.strptime(first["DTSTART;TZID=Europe/London"], "%Y%m%dT%H%M%S").replace(tzinfo=LONDON)
    ends = datetime.strptime(first["DTEND;TZID=Europe/London"], "%Y%m%dT%H%M%S").replace(tzinfo=LONDON)
    assert ends.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=8)  # one hour is not there


def test_the_files_time_zone_has_the_clocks_of_london() -> None:
    """The rules of the file's own VTIMEZONE against the zone database: last Sundays of March and October."""
    lines = unfolded(calendar_text([], at=AT, name="x"))
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in lines
    assert "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU" in lines
    for year in (2026, 2027, 2028):
        for month, before, after in ((3, 0, 1), (10, 1, 0)):
            last = max(day for day in range(25, 32) if date(year, month, day).weekday() == 6)
            offsets = [datetime(year, month, last, hour, tzinfo=UTC).astimezone(LONDON).utcoffset() for hour in (0, 1)]
            assert offsets == [timedelta(hours=before), timedelta(hours=after)]


def test_hostile_titles_break_no_line_and_start_no_event() -> None:
    title = "Neglect; drift, \\ and\r\nEND:VEVENT\r\nBEGIN:VEVENT é" + "😀" * 40
    entry = CalendarEntry(uid="a", kind="visit", title=title, starts_on=TODAY, ends_on=TODAY, permission="")
    found = list(events(calendar_text([entry], at=AT, name="a\nb")))
    assert len(found) == 1
    assert found[0]["SUMMARY"].startswith("Neglect\\; drift\\, \\\\ and\\nEND:VEVENT\\nBEGIN:VEVENT")


def test_an_entry_keeps_its_uid_when_it_moves(world: YearWorld, session: Session) -> None:
    made = visit(world, date(2026, 6, 3))
    before = [one.uid for one in seen(world)]
    made.day = date(2026, 6, 4)
    session.flush()
    assert [one.uid for one in seen(world)] == before
    assert len(set(before)) == len(before)


def test_the_address_is_kept_as_a_hash_shown_once_and_open_to_nobody_who_guesses(
    app: Flask, world: YearWorld, session: Session
) -> None:
    client = app.test_client()
    sign_in(client, world.lead)
    page = client.post(world.address("calendar/address")).text
    token = re.search(r"/feed/([\w-]+)\.ics", page)
    assert token is not None
    stored = session.scalars(select(CalendarFeed)).one()
    assert token[1] not in (stored.token_hash, stored.id)
    assert token[1] not in client.get(world.address("calendar")).text
    nobody = app.test_client()
    answer = nobody.get(f"/feed/{token[1]}.ics")
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert answer.headers["Cache-Control"] == "no-store"
    guesses = [token[1][:-1] + ("A" if token[1][-1] != "A" else "B"), stored.token_hash, stored.id, "%00", "x" * 5000]
    for guessed in guesses:
        assert nobody.get(f"/feed/{guessed}.ics").status_code == 404


def test_a_revoked_address_and_the_one_before_a_new_one_open_nothing(
    app: Flask, world: YearWorld, session: Session
) -> None:
    first = make_feed(session, world.id, world.lead.id, at=AT)
    second = make_feed(session, world.id, world.lead.id, at=AT)
    session.commit()
    client = app.test_client()
    assert [client.get(f"/feed/{one}.ics").status_code for one in (first, second)] == [404, 200]
    end_feed(session, world.id, world.lead.id, at=AT)
    session.commit()
    assert client.get(f"/feed/{second}.ics").status_code == 404


@pytest.mark.parametrize("ended", ["left", "inactive", "role"])
def test_whoever_left_or_lost_the_right_has_no_calendar_any_more(
    world: YearWorld, session: Session, ended: str
) -> None:
    token = make_feed(session, world.id, world.lead.id, at=AT)
    assert find_feed(session, token) is not None
    membership = session.scalars(select(Membership).where(Membership.user_id == world.lead.id)).one()
    if ended == "left":
        session.delete(membership)
    elif ended == "inactive":
        world.lead.active = False
    else:
        membership.role_key = "duty_person"
    session.flush()
    session.expire_all()
    assert find_feed(session, token) is None


def test_the_file_tells_nothing_of_a_case_or_a_blind_return(world: YearWorld, session: Session) -> None:
    found = audit(world, date(2026, 6, 10), title="Neglect")
    case = make_case(session, found)
    session.add(AgencyReturn(case_id=case.id, agency_id=world.police.id, involvement="asked"))
    visit(world, date(2026, 6, 3), world.scrutineer.id).arrangements = "Ask for the mother of case 7."
    session.flush()
    for user in (world.lead, world.qa, world.scrutineer):
        reader = find_feed(session, make_feed(session, world.id, user.id, at=AT))
        assert reader is not None
        text = feed_text(session, reader, at=AT, today=TODAY, page_of=lambda one: "")
        list(events(text))
        for secret in (case.pseudonym, "case 7", "mother", found.slug + "-", "involved", "asked"):
            assert secret not in text
        assert "Returns due: Neglect" in text  # the lead's own agency owes one
        assert ("Visit to" in text) is (user is not world.lead)  # of which the lead's agency was not told yet


def test_a_lead_sees_what_their_own_agency_is_asked_and_told_and_another_lead_nothing_of_it(
    world: YearWorld, session: Session
) -> None:
    found = audit(world, date(2026, 6, 10), title="Neglect")
    case = make_case(session, found)
    late = date(2026, 6, 17)
    for agency, values in ((world.police, {"extended_to": late, "extended_why": "Leave"}), (world.hospital, {})):
        session.add(AgencyReturn(case_id=case.id, agency_id=agency.id, involvement="asked", **values))
    told, secret = visit(world, date(2026, 6, 16), world.qa.id), visit(world, date(2026, 6, 4), world.qa.id)
    told.notified_at, secret.site = AT, "Unannounced"
    other = make_user(session, world.partnership, roles=("agency_lead",), agency=world.hospital)
    session.flush()
    own = {one.uid: one for one in seen(world, frozenset({"programme.read"}), world.lead.id)}
    assert own[f"audit-{found.id}-returns"].starts_on == late  # its own extension
    assert f"visit-{told.id}" in own
    assert f"visit-{secret.id}" not in own
    assert not any(one.people for one in own.values() if one.kind != "topic")
    said = " ".join(one.says for one in clash_lines(list(own.values()), {}))
    assert world.police.name in said
    assert world.hospital.name not in said
    theirs = {one.uid: one for one in seen(world, frozenset({"programme.read"}), other.id)}
    assert theirs[f"audit-{found.id}-returns"].starts_on == date(2026, 6, 10)
    assert not any(one.kind == "visit" for one in theirs.values())


def test_an_auditor_sees_the_return_that_they_make_until_it_is_made(world: YearWorld, session: Session) -> None:
    found = audit(world, date(2026, 6, 10), title="Neglect")
    asked = make_asked(session, make_case(session, found), agency=world.police)
    assert asked.auditor_id is not None
    kinds = [one.kind for one in seen(world, frozenset({"programme.read"}), asked.auditor_id)]
    assert "audit" in kinds
    make_returned(session, asked)
    kinds = [one.kind for one in seen(world, frozenset({"programme.read"}), asked.auditor_id)]
    assert "audit" not in kinds


def test_the_file_of_one_partnership_holds_nothing_of_another_that_one_also_works_in(
    world: YearWorld, session: Session
) -> None:
    other = YearWorld(session)
    other.topic(title="Elsewhere")
    session.add(Membership(user_id=world.qa.id, partnership_id=other.id, role_key="qa_group"))
    session.flush()
    reader = find_feed(session, make_feed(session, world.id, world.qa.id, at=AT))
    assert reader is not None
    assert "Elsewhere" not in feed_text(session, reader, at=AT, today=TODAY, page_of=lambda one: "")


def test_an_event_leads_to_its_page_where_its_owner_may_open_it(app: Flask, world: YearWorld, session: Session) -> None:
    topic = world.topic(starts_on=TODAY, ends_on=TODAY)
    visit(world, TODAY, world.lead.id)  # the lead goes with the team, and may not open the visit's page
    readers = [find_feed(session, make_feed(session, world.id, one.id, at=AT)) for one in (world.lead, world.qa)]
    lead, qa = ({event["SUMMARY"]: event.get("URL") for event in events(text)} for text in (
        feed_text(session, reader, at=AT, today=TODAY, page_of=lambda one: f"https://example.org/{one.endpoint}")
        for reader in readers if reader is not None
    ))  # fmt: skip
    assert lead[f"T-01 {topic.title}"] == "https://example.org/programme.topic"
    assert lead[f"Visit to {world.police.name}"] is None
    assert qa[f"Visit to {world.police.name}"] == "https://example.org/visits.show"
    token = make_feed(session, world.id, world.qa.id, at=AT)
    session.commit()
    text = app.test_client().get(f"/feed/{token}.ics").text.replace("\r\n ", "")
    assert re.search(rf"URL:http://[^/]+{world.address('')}", text)


def test_no_log_line_holds_a_secret_address() -> None:
    assert is_silent("/feed/abc.ics")
    assert "abc" not in scrub("GET /feed/abc.ics")


def test_a_forum_at_midnight_stands_on_its_day_in_england(world: YearWorld, session: Session) -> None:
    cycle = make_hub_cycle(session, world.partnership)
    forum = make_forum(session, cycle)
    forum.starts_at, forum.ends_at = (datetime(2026, 6, 30, 23, minutes, tzinfo=UTC) for minutes in (10, 50))
    session.flush()
    found = entries_of(session, world.id, date(2026, 7, 1), date(2026, 7, 1), held=EVERYTHING, user_id=0)
    assert [(one.starts_on, one.starts_at, one.ends_at) for one in found] == [(date(2026, 7, 1), "00:10", "00:50")]
    assert entries_of(session, world.id, date(2026, 6, 30), date(2026, 6, 30), held=EVERYTHING, user_id=0) == []


def test_others_make_no_address_in_a_partnership_that_is_not_theirs(
    app: Flask, world: YearWorld, session: Session
) -> None:
    stranger = make_user(session, make_partnership(session), roles=("qa_group",))
    client = app.test_client()
    sign_in(client, stranger)
    assert client.post(world.address("calendar/address")).status_code == 404
