"""What was looked at and what never, read from records and never from grades; and levels of need for everybody."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

from flask import Flask
from sqlalchemy.orm import Session

from analysis.programme.years import year_of
from survey_app.case_audits.models import AgencyReturn
from survey_app.designer.levels import levels_on, publish_levels
from survey_app.local_time import today as present_day
from survey_app.partnership.models import Footprint
from survey_app.programme.scrutiny.models import ScrutinyEntry, ScrutinyTheme
from survey_app.programme.year.coverage import coverage_tables
from survey_app.programme.year.planning import add_topic, begin_programme, drop_topic
from survey_app.walkabouts.models import Judgement, Visit
from tests.survey_app.case_audits.audit_factories import make_audit, make_case
from tests.survey_app.factories import make_partnership, sign_in
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle
from tests.survey_app.programme.year.year_world import YearWorld
from tests.survey_app.walkabouts.section11_factories import make_cycle, make_section11_assessment

TODAY = date(2026, 6, 1)
AT = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_an_agency_of_two_areas_stands_once_and_a_look_elsewhere_is_not_one_here(
    world: YearWorld, session: Session
) -> None:
    other = YearWorld(session)
    session.add(Footprint(partnership_id=other.id, agency_id=world.police.id))
    session.add(Visit(partnership_id=other.id, agency_id=world.police.id, day=date(2026, 5, 1), state="done"))
    session.flush()
    found = coverage_tables(session, world.id, as_of=TODAY).agencies
    assert sorted(row.agency for row in found.rows) == sorted([world.police.name, world.hospital.name])
    assert found.n_reached == 0
    assert coverage_tables(session, other.id, as_of=TODAY).agencies.n_reached == 1


def test_a_visit_makes_an_agency_reached_and_only_done_ones_count(world: YearWorld, session: Session) -> None:
    for agency, state in ((world.police, "done"), (world.hospital, "planned")):
        session.add(Visit(partnership_id=world.id, agency_id=agency.id, day=date(2026, 5, 1), state=state))
    session.flush()
    found = coverage_tables(session, world.id, as_of=TODAY).agencies
    assert [(row.agency, row.state) for row in found.rows] == [
        (world.hospital.name, "never"), (world.police.name, "current"),
    ]  # fmt: skip


def test_grades_of_a_walkabout_cover_a_standard_only_once_the_agencys_own_were_shown(
    world: YearWorld, session: Session
) -> None:
    cycle = make_cycle(session, world.partnership)
    assessment = make_section11_assessment(session, cycle, world.police)
    session.add(Judgement(assessment_id=assessment.id, standard="st1", number=1, grade="fully", stage="graded",
                          made_at=AT))  # fmt: skip
    states = []
    for stage in ("graded", "compared"):
        assessment.stage = stage
        session.flush()
        found = coverage_tables(session, world.id, as_of=TODAY).standards
        row = next(row for row in found.rows if row.agency == world.police.name)
        states.append({cell.subject: cell.state for cell in row.cells}["st1"])
    assert states == ["never", "current"]
    later = coverage_tables(session, world.id, as_of=date(2028, 5, 2)).standards
    assert {cell.state for row in later.rows for cell in row.cells if cell.subject == "st1"} == {"old", "never"}


def test_a_blind_audit_is_under_way_and_tells_nothing_more(world: YearWorld, session: Session) -> None:
    audit = make_audit(session, world.partnership)
    case = make_case(session, audit)
    session.add(AgencyReturn(case_id=case.id, agency_id=world.police.id, involvement="asked"))
    session.flush()
    found = coverage_tables(session, world.id, as_of=TODAY).themes
    row = next(row for row in found.rows if row.agency == world.police.name)
    assert [(cell.subject, cell.state, cell.last) for cell in row.cells] == [("Neglect", "under way", None)]


def test_a_theme_that_waits_in_the_backlog_is_a_gap_and_a_coming_forum_is_no_look(
    world: YearWorld, session: Session
) -> None:
    session.add(ScrutinyTheme(partnership_id=world.id, name="Step-down", why="Nobody looked.", added_on=TODAY,
                              made_by_id=world.scrutineer.id))  # fmt: skip
    cycle = make_hub_cycle(session, world.partnership, theme="Gangs")
    make_forum(session, cycle, starts_at=AT, ends_at=AT + timedelta(hours=2))
    make_forum(session, cycle, starts_at=AT + timedelta(days=90), ends_at=AT + timedelta(days=90, hours=2))
    coming = make_hub_cycle(session, world.partnership, theme="Sexual abuse")
    make_forum(session, coming, starts_at=AT + timedelta(days=90), ends_at=AT + timedelta(days=90, hours=2))
    whole = coverage_tables(session, world.id, as_of=TODAY).whole
    assert [(row.agency, row.state, row.last) for row in whole.rows] == [
        ("Step-down", "never", None), ("Gangs", "current", date(2026, 5, 1)),
    ]  # fmt: skip


def test_what_is_only_planned_is_no_look_and_is_named_in_place_of_a_second_draft(
    app: Flask, world: YearWorld, session: Session
) -> None:
    day = present_day()
    planned = {"starts_on": day, "ends_on": day, "theme": "Step-down", "agency_id": world.police.id}
    programme = begin_programme(session, world.id, year_of(day))
    topic = add_topic(session, programme, world.plan(**planned), by_id=world.qa.id)
    gone = add_topic(session, programme, world.plan(**{**planned, "theme": "Custody"}), by_id=world.qa.id)
    drop_topic(session, gone, "Done elsewhere.", by_id=world.qa.id, seen=gone.revision, today=day)
    session.commit()
    found = coverage_tables(session, world.id, as_of=day)
    assert (found.agencies.n_reached, found.themes.n_current, found.themes.subjects) == (0, 0, ("Step-down",))
    assert found.planned.n_never(found.themes) == 1
    assert coverage_tables(session, world.id, as_of=day + timedelta(days=1)).planned.of_theme == {}
    client = app.test_client()
    sign_in(client, world.qa)
    page = client.get(world.address("coverage")).text
    assert f"{topic.reference}, from {day:%-d %B %Y}</a>" in page
    assert f"draft a topic on {world.police.name}, Step-down" not in page
    assert f"draft a topic on {world.hospital.name}, Step-down" in page


def test_a_theme_that_only_the_register_names_is_asked_of_no_agency(world: YearWorld, session: Session) -> None:
    session.add(
        ScrutinyEntry(partnership_id=world.id, number=1, kind="issue", theme="Data set",
                      raised_on=date(2026, 5, 1), made_by_id=world.scrutineer.id)
    )  # fmt: skip
    session.flush()
    found = coverage_tables(session, world.id, as_of=TODAY)
    assert [row.agency for row in found.whole.rows] == ["Data set"]
    assert found.themes.subjects == ()


def test_a_gap_becomes_a_topic_in_one_click(app: Flask, world: YearWorld) -> None:
    client = app.test_client()
    sign_in(client, world.qa)
    page = client.get(world.address("coverage")).text
    link = re.search(rf'href="([^"]*topics/new[^"]*agency={world.hospital.id}[^"]*)"', page)
    assert link is not None
    form = client.get(unescape(link[1])).text
    assert f'<option value="{world.hospital.id}" selected>' in form
    assert "Never looked at as on" in form
    leads = app.test_client()
    sign_in(leads, world.lead)
    assert leads.get(world.address("coverage")).status_code == 403


def test_everybody_reads_the_levels_in_force_and_not_those_to_come(
    app: Flask, world: YearWorld, session: Session
) -> None:
    """A version is not in force because it is the newest: it is so from its day."""
    address = f"/levels-of-need/{world.partnership.slug}"
    nobody = app.test_client()
    assert nobody.get(address).status_code == 404
    day = present_day()
    publish_levels(session, world.id, "Universal: all\nTargeted: some", source="Guide 1", actor_id=None,
                   in_force_from=day - timedelta(days=1))  # fmt: skip
    publish_levels(session, world.id, "Universal: all\nIntensive: few", source="Guide 2", actor_id=None,
                   in_force_from=day + timedelta(days=1))  # fmt: skip
    page = nobody.get(address).text
    assert "Targeted</h2>" in page
    assert "Intensive</h2>" not in page
    assert "Other levels hold from" in page
    in_force, after = levels_on(session, world.id, day + timedelta(days=1))
    assert (in_force.number if in_force else None, after) == (2, None)
    assert nobody.get(f"/levels-of-need/{make_partnership(session).slug}").status_code == 404
    assert nobody.get("/levels-of-need/no-such-place").status_code == 404
