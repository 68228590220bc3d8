"""The first page of the chain, its lists, saved views, editing many at once and the workbook, as people use them."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.actions.planning import add_action
from survey_app.improvement.lists.figures import chain_figures
from survey_app.improvement.models import Recommendation, SavedView
from survey_app.local_time import today
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.improvement.actions.action_world import World, make_recommendation, make_world, plan


def address(world: World, rest: str = "") -> str:
    return f"/p/{world.partnership.slug}/improvement/{rest}"


def late_action(session: Session, world: World) -> None:
    action = add_action(
        session, world.recommendation, plan(world, due_by=today() + timedelta(days=5)), world.qa.id, today()
    )
    action.opened_on = today() - timedelta(days=40)
    action.due_by = action.first_due_by = today() - timedelta(days=3)
    session.commit()


def test_the_first_page_says_what_asks_for_somebody_and_leads_to_it(
    page: FlaskClient, session: Session, world: World
) -> None:
    late_action(session, world)
    shown = page.get(address(world)).text
    assert "1 action is late" in shown
    link = re.search(r'href="([^"]+mark=late)"', shown)
    assert link is not None
    assert "A-001" in page.get(link[1].replace("&amp;", "&")).text
    assert "3 days late" in page.get(address(world, "actions")).text


def test_the_figures_on_the_page_are_those_of_the_tables(page: FlaskClient, session: Session, world: World) -> None:
    late_action(session, world)
    figures = chain_figures(session, world.partnership.id, today())
    assert (figures.actions.n_overdue, figures.recommendations.n_open, figures.cover.estimate) == (1, 1, 1.0)
    other = make_world(session)
    assert chain_figures(session, other.partnership.id, today()).actions.n_actions == 0
    assert chain_figures(session, world.partnership.id, today(), agency_id=other.agency.id).actions.n_actions == 0


@pytest.mark.parametrize("list_name", ["recommendations", "actions", "findings"])
def test_an_empty_list_and_odd_pages_are_no_fault(page: FlaskClient, world: World, list_name: str) -> None:
    for asked in ("?words=nothing-is-like-that", "?page=0", "?page=999999", "?page=²", "?agency=²&mark=x&age=x"):
        assert page.get(address(world, f"{list_name}{asked}")).status_code == 200
    assert "Nothing is like that." in page.get(address(world, f"{list_name}?words=nothing-is-like-that")).text


def test_more_than_a_page_is_shown_page_by_page_and_nothing_is_left_out(
    page: FlaskClient, session: Session, world: World
) -> None:
    for _ in range(60):
        make_recommendation(session, world.partnership, world.agency)
    session.commit()
    seen = [
        int(number)
        for asked in ("", "?page=2")
        for number in re.findall(r"/recommendations/(\d+)\"", page.get(address(world, f"recommendations{asked}")).text)
    ]
    assert sorted(seen) == list(range(1, 62))


def test_many_are_changed_with_one_press(page: FlaskClient, session: Session, world: World) -> None:
    make_recommendation(session, world.partnership, world.agency)
    session.commit()
    shown = page.get(address(world, "recommendations")).text
    ticked = re.findall(r'name="ticked" value="([^"]+)"', shown)
    form = {"field": "priority", "value-priority": "high", "why": "Decided on Tuesday.", "ticked": ticked}
    answer = page.post(address(world, "recommendations/edit?theme=Front+door"), data=form, follow_redirects=True)
    assert "2 records are changed." in answer.text
    assert "Theme: Front door" in answer.text
    session.expire_all()
    assert set(session.scalars(select(Recommendation.priority))) == {"high"}


def test_a_refused_change_keeps_what_was_ticked_and_typed(page: FlaskClient, session: Session, world: World) -> None:
    ticked = f"{world.recommendation.id}:{world.recommendation.revision + 7}"
    form = {"field": "priority", "value-priority": "high", "why": "Because of Tuesday.", "ticked": [ticked]}
    answer = page.post(address(world, "recommendations/edit"), data=form)
    assert answer.status_code == 422
    assert "R-001: R-001 was changed after you opened it" in answer.text
    assert "Because of Tuesday." in answer.text
    assert re.search(r'name="ticked" value="[^"]+" checked', answer.text)
    for broken in ("x", "x:y", ":", f"{world.recommendation.id}:²", ""):
        assert page.post(address(world, "recommendations/edit"), data={**form, "ticked": [broken]}).status_code == 422


def test_a_view_is_saved_found_again_and_removed_by_its_owner_alone(
    client: FlaskClient, session: Session, world: World
) -> None:
    reader = make_user(session, world.partnership, roles=("scrutineer",))
    session.commit()
    sign_in(client, world.qa)
    form = {"name": "Front door, urgent", "theme": "Front door", "priority": "high", "shared": "y"}
    assert client.post(address(world, "recommendations/views"), data=form).status_code == 302
    view = session.scalars(select(SavedView)).one()
    assert view.query == {"theme": "Front door", "priority": "high"}
    sign_in(client, reader)
    shown = client.get(address(world)).text
    assert "Front door, urgent" in shown
    assert "theme=Front+door" in shown
    assert client.post(address(world, f"views/{view.id}/remove")).status_code == 404
    own = {"name": "Mine", "mark": "late"}
    assert client.post(address(world, "actions/views"), data=own).status_code == 302
    assert client.post(address(world, "actions/views"), data={**own, "shared": "y"}).status_code == 403
    sign_in(client, world.qa)
    assert "Mine" not in client.get(address(world)).text
    assert client.post(address(world, f"views/{view.id}/remove")).status_code == 302
    assert [one.name for one in session.scalars(select(SavedView))] == ["Mine"]


def test_a_view_without_a_name_is_refused_and_the_list_stays_as_it_was_chosen(page: FlaskClient, world: World) -> None:
    answer = page.post(address(world, "recommendations/views"), data={"name": " ", "theme": "Front door"})
    assert answer.status_code == 422
    assert "Give the view a name" in answer.text
    assert "Theme: Front door" in answer.text


def test_the_workbook_holds_the_list_as_it_is_filtered_and_no_formula(
    page: FlaskClient, session: Session, world: World
) -> None:
    make_recommendation(session, world.partnership, world.agency, text='=HYPERLINK("http://x")', theme="Other")
    late_action(session, world)
    answer = page.get(address(world, "recommendations.xlsx?theme=Other"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_name("Recommendations").to_python()
    assert sheet[0][0].startswith("Recommendations: ")
    assert "Theme: Other" in sheet[1][0]
    rows = [row for row in sheet if str(row[0]).startswith("R-")]
    assert [row[1] for row in rows] == ['=HYPERLINK("http://x")']
    actions = page.get(address(world, "actions.xlsx"))
    cells = CalamineWorkbook.from_filelike(io.BytesIO(actions.data)).get_sheet_by_name("Actions").to_python()
    assert world.owner.name not in str(cells)
    assert "Yes" in next(row for row in cells if row[0] == "A-001")
    assert page.get(address(world, "findings.xlsx")).status_code == 200


def test_an_agencys_lead_and_an_owner_open_no_list(client: FlaskClient, session: Session, world: World) -> None:
    session.commit()
    for user in (world.lead, world.owner):
        sign_in(client, user)
        for rest in ("", "recommendations", "actions", "findings", "recommendations.xlsx"):
            assert client.get(address(world, rest)).status_code == 403
