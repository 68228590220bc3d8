"""The first page of the chain, its lists, saved views, editing many at once and the workbook, as people use them."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.improvement.actions.planning import add_action
from survey_app.improvement.lists.figures import chain_figures
from survey_app.improvement.models import Recommendation, SavedView
from survey_app.improvement.retests.setting import ReTestPlan, set_retest
from survey_app.local_time import today
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.improvement.actions.action_world import (
    TODAY,
    World,
    claim,
    judged,
    make_action,
    make_recommendation,
    make_world,
    plan,
)
from tests.survey_app.improvement.chain.chain_world import make_finding


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
    names, values = (next(row for row in cells if row[0] == first) for first in ("Number", "A-001"))
    row = dict(zip(names, values, strict=True))
    assert row["Late"] == "Yes"
    assert (row["Due"], row["Closed"]) == (today() - timedelta(days=3), ""), "a day of Excel, that can be sorted"
    assert isinstance(row["Due"], date)
    assert page.get(address(world, "findings.xlsx")).status_code == 200


def test_an_agencys_lead_and_an_owner_open_no_list(client: FlaskClient, session: Session, world: World) -> None:
    session.commit()
    for user in (world.lead, world.owner):
        sign_in(client, user)
        for rest in ("", "recommendations", "actions", "findings", "recommendations.xlsx"):
            assert client.get(address(world, rest)).status_code == 403


def test_what_waits_to_be_judged_leads_whoever_judges_to_where_it_is_judged(
    client: FlaskClient, session: Session, world: World
) -> None:
    claim(session, make_action(session, world), world.owner)
    session.commit()
    for user, leads_to in ((world.executive, "judging"), (world.qa, "judging"), (world.lead, None)):
        shown = sign_in(client, user).get(address(world)).text
        link = re.search(r'href="([^"]+)">1 action says what came of it', shown)
        assert (link and link[1].endswith(f"improvement/{leads_to}")) or leads_to is None
    reader = make_user(session, world.partnership, roles=("scrutineer",))
    shown = sign_in(client, reader).get(address(world)).text
    assert re.search(r'href="[^"]+/actions\?mark=claimed">1 action says what came of it', shown)


def test_the_first_page_asks_only_for_what_can_still_be_seen_to(
    page: FlaskClient, session: Session, world: World
) -> None:
    make_recommendation(session, world.partnership, world.agency, state="withdrawn", state_why="Of another year.")
    make_finding(session, world.partnership, kind="strength")
    make_finding(session, world.partnership, kind="concern")
    session.commit()
    shown = page.get(address(world)).text
    assert "1 open recommendation rests on no finding" in shown
    assert "1 concern has led to no recommendation" in shown
    link = re.search(r'href="([^"]+)">1 concern has led', shown)
    assert link is not None
    listed = page.get(link[1].replace("&amp;", "&")).text
    assert re.findall(r"/improvement/findings/(\d+)\"", listed) == ["2"]


def test_what_can_be_closed_and_results_that_wait_ask_for_somebody(
    page: FlaskClient, session: Session, world: World
) -> None:
    judged(session, world, make_action(session, world), "changed_practice")
    other = make_recommendation(session, world.partnership, world.agency)
    retest = set_retest(
        session, other, ReTestPlan(
            way="survey", asks="Are they told?", subject="useful", form_id="constructed", agency_id=None,
            not_before=TODAY,
        ), world.qa.id, TODAY,
    )  # fmt: skip
    retest.found, retest.found_at = {"why_not": "Not told."}, now()
    session.commit()
    shown = page.get(address(world)).text
    assert "1 recommendation can be closed with impact" in shown
    assert "1 re-test’s result waits to be judged" in shown
    for mark, number in (("closable", world.recommendation.number), ("result_in", other.number)):
        listed = page.get(address(world, f"recommendations?mark={mark}")).text
        assert re.findall(r"/recommendations/(\d+)\"", listed) == [str(number)]


def test_a_partnership_that_begins_is_told_how_and_sees_no_empty_figures(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    qa = make_user(session, partnership, roles=("qa_group",))
    session.commit()
    sign_in(client, qa)
    start = f"/p/{partnership.slug}/improvement/"
    shown = client.get(start).text
    assert "There are no recommendations yet. They begin with a finding" in shown
    assert "Figures on" not in shown
    for list_name in ("recommendations", "actions", "findings"):
        listed = client.get(f"{start}{list_name}").text
        assert f"There are no {list_name} yet." in listed
        assert "Nothing is like that" not in listed
        assert "Save this list" not in listed


def test_open_actions_come_before_ended_ones_and_each_says_who_does_it(
    page: FlaskClient, session: Session, world: World
) -> None:
    judged(session, world, make_action(session, world, due_by=TODAY + timedelta(days=1)), "activity_only")
    claim(session, make_action(session, world), world.owner)
    session.commit()
    shown = page.get(address(world, "actions")).text
    assert re.findall(r"/actions/(\d+)\"", shown) == ["2", "1"]
    assert shown.count(world.owner.name) >= 2
    assert "Nothing noted yet" not in shown, "what waits to be judged waits for no note"


def test_all_of_a_page_are_ticked_by_a_link_without_a_script(page: FlaskClient, session: Session, world: World) -> None:
    make_recommendation(session, world.partnership, world.agency, theme="Other")
    make_recommendation(session, world.partnership, world.agency, theme="Other")
    session.commit()
    shown = page.get(address(world, "recommendations?theme=Other")).text
    link = re.search(r'href="([^"]+)">Tick all 2<', shown)
    assert link is not None
    assert " checked" not in shown.split("<table")[1].split("</table>")[0]
    ticked = page.get(link[1].replace("&amp;", "&")).text
    assert len(re.findall(r'name="ticked" value="[^"]+" checked', ticked)) == 2
