"""The day log: one day a day, quarters, what is struck out, and periods that do not overlap."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from survey_app.programme.scrutiny import days
from survey_app.programme.scrutiny.days import DayGiven
from survey_app.programme.scrutiny.models import ScrutinyDay
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from survey_app.programme.scrutiny.standing import standing_of_days
from tests.survey_app.programme.scrutiny.scrutiny_world import World, make_world

TODAY = date(2028, 6, 1)
LEAP = date(2028, 2, 29)


def logged(session: Session, world: World, day: date, quarters: int = 4, *, by: int | None = None) -> ScrutinyDay:
    given = DayGiven(worked_on=day, quarters=quarters, activity="meeting")
    return days.log_day(session, world.partnership.id, given, by_id=by or world.scrutineer.id, today=TODAY)


def agree(session: Session, world: World, start: date, end: date, number: float = 18, *, by: int | None = None) -> None:
    days.agree_allowance(
        session, world.partnership.id, starts_on=start, ends_on=end, days=number, by_id=by or world.executive.id
    )


def test_a_day_has_one_day_however_it_is_split(session: Session, world: World) -> None:
    logged(session, world, LEAP, 2)
    logged(session, world, LEAP, 1)
    with pytest.raises(ScrutinyRefused, match=r"0\.75 of 29 February 2028 is logged already"):
        logged(session, world, LEAP, 2)
    logged(session, world, LEAP, 1)
    assert days.days_used(session, world.partnership.id, LEAP, LEAP) == 1


def test_the_edges_of_a_period_belong_to_it(session: Session, world: World) -> None:
    for day in (date(2027, 12, 31), date(2028, 1, 1), date(2028, 3, 31), date(2028, 4, 1)):
        logged(session, world, day)
    assert days.days_used(session, world.partnership.id, date(2028, 1, 1), date(2028, 3, 31)) == 2


def test_what_is_struck_out_stays_and_counts_no_more(session: Session, world: World) -> None:
    line = logged(session, world, LEAP)
    with pytest.raises(ScrutinyRefused, match="Say why"):
        days.strike(session, line, " ", by_id=world.scrutineer.id)
    with pytest.raises(ScrutinyRefused, match="Only whoever logged"):
        days.strike(session, line, "Wrong day.", by_id=world.qa.id)
    days.strike(session, line, "Wrong day.", by_id=world.scrutineer.id)
    assert days.days_used(session, world.partnership.id, LEAP, LEAP) == 0
    assert days.days_of(session, world.partnership.id, LEAP, LEAP) == [line]
    logged(session, world, LEAP)


@pytest.mark.parametrize("who", ["qa", "executive", "police_lead", "young"])
def test_nobody_else_logs(session: Session, world: World, who: str) -> None:
    with pytest.raises(ScrutinyRefused, match="Only the independent scrutineer"):
        logged(session, world, LEAP, by=getattr(world, who).id)


@pytest.mark.parametrize("quarters", [0, 5, -1])
def test_no_other_parts_of_a_day_are_logged(session: Session, world: World, quarters: int) -> None:
    with pytest.raises(ScrutinyRefused, match="a quarter"):
        logged(session, world, LEAP, quarters)


def test_a_day_to_come_is_not_logged(session: Session, world: World) -> None:
    with pytest.raises(ScrutinyRefused, match="still to come"):
        logged(session, world, date(2028, 6, 2))


def test_the_scrutineer_does_not_agree_their_own_days(session: Session, world: World) -> None:
    with pytest.raises(ScrutinyRefused, match="not by the scrutineer"):
        agree(session, world, date(2028, 1, 1), date(2028, 6, 30), by=world.scrutineer.id)


def test_periods_do_not_overlap_by_a_day_and_the_same_one_is_agreed_anew(session: Session, world: World) -> None:
    agree(session, world, date(2028, 1, 1), date(2028, 6, 30))
    with pytest.raises(ScrutinyRefused, match="belongs to one period"):
        agree(session, world, date(2028, 6, 30), date(2028, 12, 31))
    session.rollback()


def test_days_agreed_anew_replace_those_before(session: Session, world: World) -> None:
    agree(session, world, date(2028, 1, 1), date(2028, 6, 30), 18)
    agree(session, world, date(2028, 1, 1), date(2028, 6, 30), 20.25)
    agree(session, world, date(2028, 7, 1), date(2028, 12, 31), 18)
    assert [one.days for one in days.allowances_of(session, world.partnership.id)] == [18, 20.25]
    assert days.allowance_on(session, world.partnership.id, date(2028, 6, 30)).days == 20.25


@pytest.mark.parametrize("number", [18.1, -1, 400, float("nan")])
def test_days_are_agreed_in_quarters(session: Session, world: World, number: float) -> None:
    with pytest.raises(ScrutinyRefused, match="steps of a quarter"):
        agree(session, world, date(2028, 1, 1), date(2028, 6, 30), number)


def test_the_standing_is_of_this_partnership_and_this_period(session: Session, world: World) -> None:
    agree(session, world, date(2028, 1, 1), date(2028, 6, 30))
    logged(session, world, LEAP)
    elsewhere = make_world(session)
    logged(session, elsewhere, LEAP)
    found = standing_of_days(session, world.partnership.id, date(2028, 1, 1), date(2028, 6, 30), today=TODAY)
    assert (found.used, found.agreed, found.planned, found.left) == (1, 18, 0, 17)
