"""Bank holidays: added one by one, or from gov.uk's list; nothing bundled goes by itself."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.easter import easter as dateutil_easter
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from analysis.working_days import BANK_HOLIDAYS, NOTIFICATION, due_date
from survey_app.database import now
from survey_app.programme.incidents import holidays
from survey_app.programme.incidents.clocks import calendar_of, states_of
from survey_app.programme.incidents.holiday_proposals import (
    confirm,
    put_list,
    put_one_off,
    put_take_back,
    send_back,
    waiting_proposals,
)
from survey_app.programme.incidents.holidays import (
    Holidays,
    add_one_off,
    apply_list,
    compare,
    easter,
    holidays_of,
    read_gov_uk,
    take_back,
)
from survey_app.programme.incidents.refusals import IncidentRefused
from tests.survey_app.programme.incidents.incident_world import World, make_incident, make_world

TODAY = date(2026, 11, 30)
OF_2029 = {
    date(2029, 1, 1): "New Year’s Day", date(2029, 3, 30): "Good Friday", date(2029, 4, 2): "Easter Monday",
    date(2029, 5, 7): "Early May bank holiday", date(2029, 5, 28): "Spring bank holiday",
    date(2029, 8, 27): "Summer bank holiday", date(2029, 12, 25): "Christmas Day", date(2029, 12, 26): "Boxing Day",
}  # fmt: skip


def gov_uk(days: dict[date, str], **more: Any) -> bytes:
    events = [{"title": title, "date": day.isoformat(), "notes": "", "bunting": True} for day, title in days.items()]
    division = {"division": "england-and-wales", "events": events}
    return json.dumps(
        {"england-and-wales": division, "scotland": {"division": "scotland", "events": []}} | more
    ).encode()


def years(*wanted: int) -> dict[date, str]:
    return {day: title for day, title in (dict(BANK_HOLIDAYS) | OF_2029).items() if day.year in wanted}


def bundled() -> Holidays:
    return Holidays(days=dict(BANK_HOLIDAYS), first_year=2012, last_year=2028)


def apply(session: Session, world: World, listed: dict[date, str], *, take_out: tuple[date, ...] = ()) -> None:
    diff = compare(holidays_of(session), listed, today=TODAY)
    apply_list(
        session, listed, mark=diff.mark, take_out=take_out, by_id=world.qa.id, partnership_id=world.partnership.id,
        today=TODAY,
    )  # fmt: skip


def test_easter_is_that_of_another_program() -> None:
    assert all(easter(year) == dateutil_easter(year) for year in range(1900, 2200))


def test_the_file_of_gov_uk_is_read_and_what_it_would_change_is_shown() -> None:
    listed = read_gov_uk(gov_uk(years(2026, 2027, 2028, 2029)))
    diff = compare(bundled(), listed, today=TODAY)
    assert [day for day, _ in diff.added] == sorted(OF_2029)
    assert (diff.missing, diff.new_years) == ((), (2029,))
    assert compare(bundled(), read_gov_uk(gov_uk(years(2026, 2027))), today=TODAY).is_empty


def changed(**values: Any) -> bytes:
    document = json.loads(gov_uk(years(2027)))
    document["england-and-wales"]["events"][0] |= values
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"not json", "no JSON"), (b"\xff\xfe\x00", "no JSON"), (b"[]", "no list of events"),
        (b"{}", "no list of events"),
        (b'{"england-and-wales": {"division": "scotland", "events": []}}', "no list of events"),
        (b'{"england-and-wales": {"division": "england-and-wales", "events": []}}', "no bank holidays"),
        (b'{"england-and-wales": {"division": "england-and-wales", "events": [7]}}', "Event 1 of the file has no"),
        (b"[" * 100_000, "no JSON"), (b" " * 400_000, "larger"),
        (changed(date="2027-02-30"), "no date such as"), (changed(date=20270101), "no date such as"),
        (changed(date="2027-01-02"), "is a Saturday"), (changed(title=""), "has no title"),
        (changed(title="x\u202e"), "has no title"), (changed(date="2027-12-27"), "is in the file twice"),
        (gov_uk({day: title for day, title in years(2027).items() if day.month != 5}), "has 6 bank holidays in 2027"),
        (gov_uk({(day - timedelta(7) if "Easter" in title else day): title for day, title in years(2027).items()}),
         "lacks Easter Monday"),
        (gov_uk(years(2025, 2027)), "0 bank holidays in 2026"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)  # fmt: skip
def test_a_file_that_is_not_right_is_refused_and_says_where(content: bytes, says: str) -> None:
    with pytest.raises(IncidentRefused, match=says):
        read_gov_uk(content)


def test_a_file_may_not_jump_over_a_year() -> None:
    with pytest.raises(IncidentRefused, match="does not have 2029"):
        compare(bundled(), {date(2030, 1, 1): "New Year’s Day"}, today=TODAY)


def test_a_day_that_gov_uk_does_not_have_stays_unless_it_is_ticked(session: Session) -> None:
    world = make_world(session)
    listed = {day: title for day, title in years(2027).items() if day != date(2027, 5, 3)}
    listed[date(2027, 5, 4)] = "Early May bank holiday (moved)"
    apply(session, world, listed)
    assert {date(2027, 5, 3), date(2027, 5, 4)} <= set(holidays_of(session).days)
    apply(session, world, listed, take_out=(date(2027, 5, 3),))
    assert date(2027, 5, 3) not in holidays_of(session).days
    assert set(BANK_HOLIDAYS) - {date(2027, 5, 3)} <= set(holidays_of(session).days)


def test_what_was_not_shown_is_not_applied(session: Session) -> None:
    world = make_world(session)
    listed, where = years(2029), {"by_id": world.qa.id, "partnership_id": world.partnership.id, "today": TODAY}
    seen = compare(holidays_of(session), listed, today=TODAY).mark
    add_one_off(session, date(2027, 6, 7), "A royal wedding", "gov.uk, constructed", **where)
    with pytest.raises(IncidentRefused, match="meanwhile"):
        apply_list(session, listed, mark=seen, take_out=(), **where)
    now_seen = compare(holidays_of(session), listed, today=TODAY).mark
    with pytest.raises(IncidentRefused, match="Only a day"):
        apply_list(session, listed, mark=now_seen, take_out=(date(2027, 1, 1),), **where)
    assert holidays_of(session).last_year == 2028


def test_no_day_that_has_passed_is_taken_out(session: Session) -> None:
    world = make_world(session)
    listed = {day: title for day, title in years(2026).items() if day != date(2026, 5, 4)}
    with pytest.raises(IncidentRefused, match="has 7 bank holidays"):
        read_gov_uk(gov_uk(listed))
    with pytest.raises(IncidentRefused, match="has passed"):
        apply(session, world, listed, take_out=(date(2026, 5, 4),))


def test_a_day_that_has_passed_is_not_added_and_no_due_day_moves(session: Session) -> None:
    world = make_world(session)
    incident = make_incident(session, world, aware_on=date(2026, 11, 23), today=date(2026, 11, 23))
    passed = {date(2026, 11, 24): "A coronation", TODAY: "A day of thanks", date(2026, 12, 1): "Another"}
    listed = years(2026) | passed
    diff = compare(holidays_of(session), listed, today=TODAY)
    assert [day for day, _ in diff.passed] == [date(2026, 11, 24), TODAY]
    assert [day for day, _ in diff.added] == [date(2026, 12, 1)]
    apply(session, world, listed)
    assert set(holidays_of(session).days) & set(passed) == {date(2026, 12, 1)}
    found = states_of(incident, (), calendar_of(session), TODAY)[0]
    assert found.due_on == date(2026, 11, 30)


def test_days_that_have_passed_come_with_a_year_that_was_not_known(session: Session) -> None:
    world, late = make_world(session), date(2029, 6, 1)
    diff = compare(holidays_of(session), years(2029), today=late)
    apply_list(
        session, years(2029), mark=diff.mark, take_out=(), by_id=world.qa.id, partnership_id=world.partnership.id,
        today=late,
    )  # fmt: skip
    assert set(OF_2029) <= set(holidays_of(session).days)


def test_a_loaded_year_stays_known_whatever_is_taken_out(session: Session) -> None:
    world = make_world(session)
    apply(session, world, years(2029))
    moved = {day: title for day, title in OF_2029.items() if day != date(2029, 5, 7)}
    apply(session, world, moved, take_out=(date(2029, 5, 7),))
    assert holidays_of(session).last_year == 2029
    assert date(2029, 5, 7) not in holidays_of(session).days


def test_a_change_counts_once_a_second_person_has_confirmed_it(session: Session) -> None:
    world, day = make_world(session), date(2027, 6, 7)
    where = {"by_id": world.qa.id, "partnership_id": world.partnership.id, "today": TODAY}
    one = put_one_off(session, day, "A royal wedding", "gov.uk, constructed", **where)
    assert one.says == "Add Monday 7 June 2027, A royal wedding. gov.uk, constructed"
    assert day not in holidays_of(session).days
    with pytest.raises(IncidentRefused, match="Somebody else confirms"):
        confirm(session, one, by_id=world.qa.id, today=TODAY)
    confirm(session, one, by_id=world.second_qa.id, today=TODAY)
    assert day in holidays_of(session).days
    with pytest.raises(IncidentRefused, match="does not wait"):
        confirm(session, one, by_id=world.chair.id, today=TODAY)
    back = put_take_back(session, day, "A mistake", **where)
    assert day in holidays_of(session).days
    send_back(session, back, by_id=world.second_qa.id)
    assert day in holidays_of(session).days
    assert waiting_proposals(session, world.partnership.id) == []


def test_a_change_that_could_not_be_applied_does_not_wait(session: Session) -> None:
    world = make_world(session)
    where = {"by_id": world.qa.id, "partnership_id": world.partnership.id, "today": TODAY}
    with pytest.raises(IncidentRefused, match="is a Saturday"):
        put_one_off(session, date(2027, 6, 5), "A holiday", "gov.uk", **where)
    assert waiting_proposals(session, world.partnership.id) == []


def test_a_list_is_checked_again_as_it_is_confirmed(session: Session) -> None:
    world = make_world(session)
    where = {"by_id": world.qa.id, "partnership_id": world.partnership.id, "today": TODAY}
    seen = compare(holidays_of(session), years(2029), today=TODAY).mark
    one = put_list(session, years(2029), mark=seen, take_out=(), **where)
    add_one_off(session, date(2027, 6, 7), "A royal wedding", "gov.uk, constructed", **where)
    with pytest.raises(IncidentRefused, match="meanwhile"):
        confirm(session, one, by_id=world.second_qa.id, today=TODAY)
    seen = compare(holidays_of(session), years(2029), today=TODAY).mark
    confirm(session, put_list(session, years(2029), mark=seen, take_out=(), **where), by_id=world.chair.id, today=TODAY)
    assert holidays_of(session).last_year == 2029


def test_the_database_takes_no_change_that_one_person_made_alone(session: Session) -> None:
    world = make_world(session)
    where = {"by_id": world.qa.id, "partnership_id": world.partnership.id, "today": TODAY}
    one = put_one_off(session, date(2027, 6, 7), "A royal wedding", "gov.uk, constructed", **where)
    one.outcome, one.decided_at, one.decided_by_id = "applied", now(), world.qa.id
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_new_year_is_counted_in_once_it_is_loaded_and_refused_before(session: Session) -> None:
    world = make_world(session)
    with pytest.raises(ValueError, match="known from 2012 to 2028"):
        due_date(NOTIFICATION, date(2028, 12, 28), calendar=calendar_of(session))
    apply(session, world, years(2028, 2029))
    assert calendar_of(session).last_year == 2029
    assert due_date(NOTIFICATION, date(2028, 12, 28), calendar=calendar_of(session)) == date(2029, 1, 5)


def test_one_off_holidays_do_not_make_a_year_known(session: Session) -> None:
    world = make_world(session)
    where = {"by_id": world.qa.id, "partnership_id": world.partnership.id, "today": TODAY}
    with pytest.raises(IncidentRefused, match="list for 2029 first"):
        add_one_off(session, date(2029, 1, 1), "New Year’s Day", "gov.uk", **where)
    assert holidays_of(session).last_year == 2028


@pytest.mark.parametrize(
    ("day", "says"),
    [(date(2026, 11, 27), "has passed"), (date(2027, 6, 5), "is a Saturday"), (date(2027, 1, 1), "already")],
    ids=str,
)
def test_a_one_off_holiday_that_cannot_be_is_refused(session: Session, day: date, says: str) -> None:
    world = make_world(session)
    with pytest.raises(IncidentRefused, match=says):
        add_one_off(
            session, day, "A holiday", "gov.uk", by_id=world.qa.id, partnership_id=world.partnership.id, today=TODAY
        )


def test_a_one_off_holiday_counts_at_once_and_is_taken_back_only_before_it_comes(session: Session) -> None:
    world = make_world(session)
    where = {"by_id": world.qa.id, "partnership_id": world.partnership.id}
    add_one_off(session, date(2026, 12, 21), "A coronation", "gov.uk, constructed", today=TODAY, **where)
    assert due_date(NOTIFICATION, date(2026, 12, 18), calendar=calendar_of(session)) == date(2026, 12, 30)
    with pytest.raises(IncidentRefused, match="has come"):
        take_back(session, date(2026, 12, 21), "A mistake", today=date(2026, 12, 22), **where)
    with pytest.raises(IncidentRefused, match="added here"):
        take_back(session, date(2026, 12, 25), "No Christmas", today=TODAY, **where)
    take_back(session, date(2026, 12, 21), "A mistake", today=TODAY, **where)
    assert due_date(NOTIFICATION, date(2026, 12, 18), calendar=calendar_of(session)) == date(2026, 12, 29)
    assert len(holidays.changes_of(session)) == 2


def test_it_is_said_a_year_before_the_list_runs_out() -> None:
    known = bundled()
    assert known.runs_out(date(2027, 12, 31)) == ""
    assert "known to the end of 2028" in known.runs_out(date(2028, 1, 1))
