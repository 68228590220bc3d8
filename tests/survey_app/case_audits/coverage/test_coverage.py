"""What a partnership's audits have looked at, and what never; and what went well, for everybody."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from survey_app.case_audits.coverage.services import Side, coverage_of
from survey_app.case_audits.learning.clearing import clear, publish_strength, published_strengths
from survey_app.case_audits.learning.points import PointText, add_point
from survey_app.database import now
from survey_app.partnership.models import Locality
from tests.survey_app.case_audits.audit_factories import make_asked, make_audit, make_case
from tests.survey_app.case_audits.learning.learning_world import LearningWorld, make_world
from tests.survey_app.factories import make_agency, make_user, sign_in

OPENED = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Europe/London"))
TODAY = date(2026, 9, 1)


@pytest.fixture
def world(session: Session) -> LearningWorld:
    return make_world(session, opened_at=OPENED)


def sides(
    session: Session, world: LearningWorld, as_of: date = TODAY, *, working: bool = True
) -> dict[str, Side]:  # fmt: skip
    return {side.key: side for side in coverage_of(session, world.partnership.id, as_of=as_of, working=working)}


def states(side: Side) -> dict[str, str]:
    return {row.value: row.overall.state for row in side.coverage.rows}


def test_an_agency_is_looked_at_by_its_returns_and_not_by_being_asked(session: Session, world: LearningWorld) -> None:
    silent, away, never = (make_agency(session, world.partnership) for _ in range(3))
    make_asked(session, world.cases[0], agency=silent)
    make_asked(session, world.cases[0], agency=away, involvement="not_involved", not_involved_why="Not known to it.")
    found = states(sides(session, world)["agencies"])
    assert [found[one.name] for one in (*world.agencies, silent, away, never)] == ["looked at"] * 2 + ["never"] * 3


def test_a_blind_audit_counts_as_under_way_and_tells_no_return(session: Session) -> None:
    world = make_world(session, state="fieldwork", returned=False)
    make_asked(session, world.cases[0], agency=world.agencies[0])
    found = sides(session, world)
    assert states(found["agencies"])[world.agencies[0].name] == "under way"
    assert found["kinds"].coverage.rows[0].overall.n_under_way == 2


def test_the_agency_beside_the_theme(session: Session, world: LearningWorld) -> None:
    make_audit(session, world.partnership, state="moderation", theme="Online harm", opened_at=OPENED, round=None)
    found = sides(session, world)["agencies"].coverage
    assert found.groups == ("Neglect", "Online harm")
    row = next(row for row in found.rows if row.value == world.agencies[0].name)
    assert [(cell.state, cell.n_cases) for cell in row.by_group] == [("looked at", 2), ("never", 0)]


def test_localities_and_ages_that_nobody_looked_at_are_named(session: Session, world: LearningWorld) -> None:
    here, there = (Locality(partnership_id=world.partnership.id, name=name) for name in ("Northvale", "Southvale"))
    session.add_all([here, there])
    session.flush()
    world.cases[0].locality_id = here.id
    session.flush()
    found = sides(session, world)
    assert found["localities"].coverage.never == ("Southvale",)
    assert states(found["ages"])["5 to 9"] == "looked at"
    assert "Unborn" in found["ages"].coverage.never


def test_themes_are_those_of_audits_and_of_learning(session: Session, world: LearningWorld) -> None:
    words = PointText(kind="strength", text="Seen alone.", theme="Voice of the child", case_id=world.cases[0].id)
    add_point(session, world.audit, words, by=None)
    make_audit(session, world.partnership, state="planning", theme="Fabricated illness")
    rows = {row.value: row.overall for row in sides(session, world)["themes"].coverage.rows}
    assert rows["Neglect"].n_cases == 2
    assert rows["Voice of the child"].n_cases == 1
    assert rows["Fabricated illness"].state == "never"


def test_after_two_years_it_was_before_and_another_partnership_counts_nothing(
    session: Session, world: LearningWorld
) -> None:
    later = TODAY + timedelta(days=730)
    assert states(sides(session, world, later)["agencies"])[world.agencies[0].name] == "before"
    elsewhere = make_world(session, returned=False, cases=0)
    assert all(not side.coverage.n_looked_at for side in sides(session, elsewhere).values())


def test_a_case_that_could_not_be_used_is_not_looked_at(session: Session, world: LearningWorld) -> None:
    make_case(session, world.audit, age_band="unborn", state="unusable", unusable_why="Moved away.")
    assert "Unborn" in sides(session, world)["ages"].coverage.never


def test_the_page_says_never_in_words_and_the_list_holds_the_same(
    session: Session, client: FlaskClient, world: LearningWorld
) -> None:
    never = make_agency(session, world.partnership)
    never.name = "=cmd|' /C calc'!A0"
    sign_in(client, world.executive)
    page = client.get(f"/p/{world.partnership.slug}/audits/coverage").get_data(as_text=True)
    assert "Never" in page
    assert world.agencies[0].name in page
    body = client.get(f"/p/{world.partnership.slug}/audits/coverage.xlsx").data
    rows = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    found = {str(row[1]): row for row in rows}
    assert found[never.name][2] == "NEVER"
    assert found[world.agencies[0].name][2] in ("Looked at", "Only before that")


def test_who_reads_no_working_papers_gets_no_theme_that_nobody_cleared(session: Session, world: LearningWorld) -> None:
    for theme in ("Left alone at night", "Safer sleep"):
        point = add_point(session, world.audit, PointText(kind="challenge", text="x", theme=theme), by=world.writer.id)
    clear(session, point, by=world.other.id)
    both = [states(sides(session, world, working=working)["themes"]) for working in (True, False)]
    assert ["Left alone at night" in found for found in both] == [True, False]
    assert all(found["Safer sleep"] == "looked at" for found in both)


def test_who_reads_no_working_papers_gets_states_and_days_and_no_count_of_cases(
    session: Session, client: FlaskClient
) -> None:
    world = make_world(session, cases=3, opened_at=now() - timedelta(days=40))
    blind = make_audit(session, world.partnership, kind="thematic", theme="Online harm", round=None)
    make_case(session, blind, age_band="unborn")
    point = add_point(
        session, world.audit, PointText(kind="strength", text="x", theme="Left alone, quagmire"), by=world.writer.id
    )
    assert point.cleared_at is None
    seen = {}
    for person in (world.writer, world.executive):
        sign_in(client, person)
        page = client.get(f"/p/{world.partnership.slug}/audits/coverage").get_data(as_text=True)
        body = client.get(f"/p/{world.partnership.slug}/audits/coverage.xlsx").data
        rows = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
        seen[person.id] = page, rows
    page, rows = seen[world.writer.id]
    heads = next(row for row in rows if "Side" in row)
    assert "<strong>3</strong> cases" in page
    assert "1 case now" in page
    assert "Left alone, quagmire" in page
    assert "Cases under way" in heads
    page, rows = seen[world.executive.id]
    heads = next(row for row in rows if "Side" in row)
    assert [one for one in heads if one] == [
        "Side", "Which", "In two years", "Last look", "Days ago", "Expected", "Last walkabout",
    ]  # fmt: skip
    assert "Looked at" in page
    assert not re.search(r"\d(</strong>)? cases?\b", page)
    assert "quagmire" not in page + str(rows)
    bands = next(row for row in rows if "5 to 9" in row)
    assert bands[2:5] == ["Looked at", bands[3], 40]


def test_a_strength_of_a_case_that_could_not_be_used_is_published_no_more(
    session: Session, world: LearningWorld
) -> None:
    words = PointText(kind="strength", text="Seen alone.", case_id=world.cases[0].id)
    point = add_point(session, world.audit, words, by=world.writer.id)
    clear(session, point, by=world.other.id)
    publish_strength(session, point)
    assert published_strengths(session, world.partnership.id) == [point]
    world.cases[0].state, world.cases[0].unusable_why = "unusable", "Moved away."
    session.flush()
    assert published_strengths(session, world.partnership.id) == []


def test_what_went_well_is_read_by_everybody_in_the_partnership_and_by_nobody_else(
    session: Session, client: FlaskClient, world: LearningWorld
) -> None:
    texts = ("Published practice.", "Cleared alone.", "For the panel.")
    points = [
        add_point(session, world.audit, PointText(kind="strength", text=text), by=world.writer.id) for text in texts
    ]
    for point in points[:2]:
        clear(session, point, by=world.other.id)
    publish_strength(session, points[0])
    url = f"/p/{world.partnership.slug}/audits/what-went-well"
    auditor = make_user(session, world.partnership, roles=("auditor",))
    page = sign_in(client, auditor).get(url).get_data(as_text=True)
    assert [text in page for text in texts] == [True, False, False]
    stranger = make_user(session, make_world(session, returned=False).partnership, roles=("qa_group",))
    assert sign_in(client, stranger).get(url).status_code == 404
