"""On no day do two sets of priorities hold, and a page says which did."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.database import db
from survey_app.improvement.models import Finding
from survey_app.programme.year.models import FindingPriority, Priority
from survey_app.programme.year.priorities import SetPlan, in_force, keep_set, name_priority, set_on
from survey_app.programme.year.refusals import YearRefused
from tests.survey_app.factories import make_partnership, sign_in
from tests.survey_app.programme.year.year_world import YearWorld

SURREY = SetPlan(title="Priorities 2021 to 2024", starts_on=date(2021, 4, 1), ends_on=date(2024, 3, 31),
                 priorities=("Neglect", "Emotional wellbeing"))  # fmt: skip


def later(**values: object) -> SetPlan:
    details: dict[str, object] = {
        "title": "Priorities 2023 to 2026", "starts_on": date(2023, 4, 1), "ends_on": date(2026, 3, 31),
        "priorities": ("Exploitation",),
    }  # fmt: skip
    return SetPlan(**{**details, **values})  # type: ignore[arg-type]


def test_two_ranges_that_overlap_are_refused_and_both_are_named(world: YearWorld, session: Session) -> None:
    """Surrey's minutes name priorities for 2021-2024 and, in the resolution, for 2020 to 2021."""
    keep_set(session, world.id, SURREY, by_id=world.qa.id)
    resolution = later(title="Priorities 2020 to 2021", starts_on=date(2020, 4, 1), ends_on=date(2021, 4, 1))
    with pytest.raises(YearRefused, match=r"Priorities 2021 to 2024.*1 April 2021 to 31 March 2024"):
        keep_set(session, world.id, resolution, by_id=world.qa.id)
    with pytest.raises(YearRefused, match="tick that the earlier set ends"):
        keep_set(session, world.id, later(), by_id=world.qa.id)


def test_an_earlier_set_ends_the_day_before_where_somebody_says_so_and_the_page_tells(
    app: Flask, world: YearWorld, session: Session
) -> None:
    first = keep_set(session, world.id, SURREY, by_id=world.qa.id)
    keep_set(session, world.id, later(end_earlier=True), by_id=world.qa.id)
    assert (first.ends_on, first.ended_early_from) == (date(2023, 3, 31), date(2024, 3, 31))
    client = app.test_client()
    sign_in(client, world.lead)
    page = client.get(world.address("priorities?on=2023-03-31")).text
    assert "On 31 March 2023: <strong>Priorities 2021 to 2024</strong>" in page
    assert "first to hold until 31 March 2024" in page
    assert "On 1 April 2023: <strong>Priorities 2023 to 2026</strong>" in client.get(
        world.address("priorities?on=2023-04-01")
    ).text  # fmt: skip
    assert client.get(world.address("priorities?on=2023-02-30")).status_code == 422


def test_days_that_have_passed_keep_the_priorities_that_are_named_on_them(world: YearWorld, session: Session) -> None:
    first, today = keep_set(session, world.id, SURREY, by_id=world.qa.id), date(2023, 6, 1)
    name_priority(session, world.finding(date(2023, 4, 1)), first.priorities[0])
    with pytest.raises(YearRefused, match="F-001 names a priority"):
        keep_set(session, world.id, later(end_earlier=True), by_id=world.qa.id, today=today)
    assert first.ends_on == date(2024, 3, 31)
    begins = later(end_earlier=True, starts_on=date(2023, 4, 2))
    keep_set(session, world.id, begins, by_id=world.qa.id, today=today)
    assert first.ends_on == date(2023, 4, 1)


def test_a_topic_that_has_begun_keeps_its_priority(world: YearWorld, session: Session) -> None:
    plan = later(title="Priorities 2026 to 2029", starts_on=date(2026, 4, 1), ends_on=date(2029, 3, 31))
    kept = keep_set(session, world.id, plan, by_id=world.qa.id)
    world.topic(priority_id=kept.priorities[0].id)
    newer = later(title="New", starts_on=date(2026, 6, 1), ends_on=date(2030, 3, 31), end_earlier=True)
    with pytest.raises(YearRefused, match="names a priority"):
        keep_set(session, world.id, newer, by_id=world.qa.id, today=date(2026, 6, 2))
    assert keep_set(session, world.id, newer, by_id=world.qa.id, today=date(2026, 6, 1)).starts_on == date(2026, 6, 1)


def test_two_who_name_a_priority_for_one_finding_at_once_leave_one(app: Flask, session: Session) -> None:
    world = YearWorld(session)
    kept = keep_set(session, world.id, SURREY, by_id=world.qa.id)
    finding_id, chosen = world.finding(date(2022, 5, 1)).id, [one.id for one in kept.priorities]
    dialect = session.get_bind().dialect.name
    session.commit()
    results: list[str] = []

    def press(priority_id: str) -> None:
        with app.app_context():
            try:
                finding, priority = db.session.get(Finding, finding_id), db.session.get(Priority, priority_id)
                assert finding is not None
                assert priority is not None
                name_priority(db.session(), finding, priority)
                db.session.commit()
                results.append("named")
            except Exception as error:
                db.session.rollback()
                results.append(type(error).__name__)

    if dialect == "sqlite":  # there, requests that write come one after another
        [press(one) for one in chosen]
    else:
        threads = [threading.Thread(target=press, args=(one,)) for one in chosen * 3]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    assert set(results) == {"named"}
    session.expire_all()
    assert session.get_one(FindingPriority, finding_id).priority_id in chosen


def test_a_set_that_lies_within_another_is_never_put_in_its_place(world: YearWorld, session: Session) -> None:
    keep_set(session, world.id, SURREY, by_id=world.qa.id)
    within = later(starts_on=date(2022, 4, 1), ends_on=date(2023, 3, 31), end_earlier=True)
    with pytest.raises(YearRefused, match="overlap"):
        keep_set(session, world.id, within, by_id=world.qa.id)


def test_gaps_between_sets_are_said(world: YearWorld, session: Session) -> None:
    kept = keep_set(session, world.id, SURREY, by_id=world.qa.id)
    found = in_force(session, world.id, date(2024, 3, 1), date(2024, 4, 30))
    assert [(one.set, one.starts_on, one.ends_on) for one in found] == [
        (kept, date(2024, 3, 1), date(2024, 3, 31)), (None, date(2024, 4, 1), date(2024, 4, 30)),
    ]  # fmt: skip
    assert set_on(session, world.id, date(2024, 4, 1)) is None
    assert set_on(session, make_partnership(session).id, date(2022, 1, 1)) is None


def test_a_finding_names_only_a_priority_of_its_own_day_and_partnership(world: YearWorld, session: Session) -> None:
    kept = keep_set(session, world.id, SURREY, by_id=world.qa.id)
    inside, outside = world.finding(date(2022, 5, 1)), world.finding(date(2024, 4, 1), number=2)
    name_priority(session, inside, kept.priorities[0])
    name_priority(session, inside, kept.priorities[1])
    with pytest.raises(YearRefused, match="when no priorities were in force"):
        name_priority(session, outside, kept.priorities[0])
    theirs = keep_set(session, make_partnership(session).id, SURREY, by_id=None)
    with pytest.raises(YearRefused, match="your partnership"):
        name_priority(session, inside, theirs.priorities[0])


def test_a_topic_serves_only_a_priority_that_is_in_force_while_it_runs(world: YearWorld, session: Session) -> None:
    kept = keep_set(session, world.id, SURREY, by_id=world.qa.id)
    with pytest.raises(YearRefused, match="on no day of this topic"):
        world.topic(priority_id=kept.priorities[0].id)


def test_a_finding_goes_under_a_priority_on_the_page(app: Flask, world: YearWorld, session: Session) -> None:
    kept = keep_set(session, world.id, SURREY, by_id=world.qa.id)
    world.finding(date(2022, 5, 1))
    client = app.test_client()
    sign_in(client, world.qa)
    chosen = {"priority_id": kept.priorities[0].id}
    assert client.post(world.address("priorities/findings"), data={"finding": "F-9", **chosen}).status_code == 422
    assert client.post(world.address("priorities/findings"), data={"finding": "f-001", **chosen}).status_code == 302
    assert "F-001" in client.get(world.address("priorities")).text
