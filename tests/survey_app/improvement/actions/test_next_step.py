"""A recommendation says the one thing that it waits for, and gives the button to whoever may press it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.improvement.actions.closing import close_recommendation, why_not_closed
from survey_app.improvement.actions.next_step import next_step
from survey_app.improvement.chain.whole import chain_of
from survey_app.improvement.retests.setting import judge_retest
from tests.survey_app.factories import sign_in
from tests.survey_app.improvement.actions.action_world import DUE, TODAY, World, claim, judged, make_action
from tests.survey_app.improvement.chain.chain_world import make_finding
from tests.survey_app.improvement.retests.retest_world import set_on


def said(session: Session, world: World, day: date = TODAY) -> str:
    session.refresh(world.recommendation)
    found = next_step(world.recommendation, why_not_closed(session, world.recommendation), day)
    return f"{found.act}: {found.words}" if found else ""


@pytest.fixture
def followed(session: Session, world: World) -> World:
    """Its recommendation rests on a finding and is accepted."""
    world.recommendation.findings = [make_finding(session, world.partnership)]
    world.recommendation.reply = "accepted"
    session.flush()
    return world


def test_what_comes_next_follows_a_recommendation_from_its_finding_to_its_end(session: Session, world: World) -> None:
    assert said(session, world).startswith("say what it rests on")
    world.recommendation.findings = [make_finding(session, world.partnership)]
    session.flush()
    assert said(session, world) == f"its owner replies: {world.agency.name} says whether it accepts this."
    world.recommendation.reply = "accepted"
    session.flush()
    assert said(session, world) == "plan an action: Nobody does anything about it yet."
    action = make_action(session, world)
    assert said(session, world) == f"the work goes on: A-001 is due on {DUE:%-d %B %Y}."
    assert said(session, world, DUE + timedelta(days=1)) == "see to what is late: A-001 is 1 day late."
    judged(session, world, action, "activity_only")
    assert said(session, world) == "plan an action: Nothing that was done had an impact yet."
    second = make_action(session, world)
    claim(session, second, world.owner)
    assert said(session, world).startswith("judge what came of it: A-002")


def test_a_re_test_is_waited_for_and_then_judged_before_it_is_closed(session: Session, followed: World) -> None:
    judged(session, followed, make_action(session, followed), "changed_practice")
    assert said(session, followed).startswith("close it")
    retest = set_on(session, followed.recommendation, followed.qa.id)
    assert said(session, followed) == "its re-test: It is put into the next record that fits, by itself."
    retest.record_type, retest.record_id = "visit", "some visit"
    assert said(session, followed) == "its re-test: It is in place, and its result comes back by itself."
    retest.found, retest.found_at = {"grade_label": "Fully", "of": "A visit"}, now()
    session.flush()
    assert said(session, followed).startswith("judge its re-test")


def test_the_last_step_tells_the_newest_result_and_that_it_is_looked_at_once_more(
    session: Session, followed: World
) -> None:
    def looked() -> tuple[str, str]:
        session.refresh(followed.recommendation)
        step = chain_of(session, followed.recommendation, TODAY).steps[-1]
        return step.says, step.tone

    first = set_on(session, followed.recommendation, followed.qa.id)
    assert looked() == ("Waits", "waits")
    first.found, first.found_at = {"grade_label": "Fully", "of": "A visit"}, now()
    session.flush()
    judge_retest(session, first, "unclear", "One visit says little.", followed.qa.id)
    assert looked() == ("Not clear", "warns")
    set_on(session, followed.recommendation, followed.qa.id)
    assert looked() == ("Not clear; looked at once more", "waits")


def test_nothing_comes_next_once_it_is_closed(session: Session, followed: World) -> None:
    judged(session, followed, make_action(session, followed), "changed_practice")
    close_recommendation(session, followed.recommendation, followed.qa.id, TODAY)
    assert said(session, followed) == ""


def button(client: FlaskClient, world: World, user: User) -> str:
    sign_in(client, user)
    page = client.get(f"/p/{world.partnership.slug}/improvement/recommendations/{world.recommendation.number}").text
    box = page.split('class="wa-next"')[1].split("</section>")[0]
    found = re.search(r'<a href="([^"]+)"', box)
    return found[1].rsplit("/improvement/", 1)[1] if found else ""


def test_the_button_is_for_whoever_may_do_it(client: FlaskClient, session: Session, followed: World) -> None:
    followed.recommendation.reply = ""
    session.flush()
    number = followed.recommendation.number
    assert button(client, followed, followed.lead) == f"recommendations/{number}/reply"
    assert button(client, followed, followed.executive) == ""
    followed.recommendation.reply = "accepted"
    retest = set_on(session, followed.recommendation, followed.lead.id)
    retest.found, retest.found_at = {"grade_label": "Fully", "of": "A visit"}, now()
    session.flush()
    assert button(client, followed, followed.qa) == f"recommendations/{number}/retests/1/judge"
    ended = make_action(session, followed, owner_id=followed.qa.id)
    claim(session, ended, followed.lead)
    assert button(client, followed, followed.executive) == "actions/1"


def test_whoever_owned_an_action_has_no_button_to_judge_its_re_test(
    client: FlaskClient, session: Session, followed: World
) -> None:
    judged(session, followed, make_action(session, followed), "changed_practice")
    retest = set_on(session, followed.recommendation, followed.lead.id)
    retest.found, retest.found_at = {"grade_label": "Fully", "of": "A visit"}, now()
    session.flush()
    assert button(client, followed, followed.qa).endswith("retests/1/judge")
    followed.recommendation.actions[0].owner_id = followed.qa.id
    session.flush()
    assert button(client, followed, followed.qa) == ""


def test_a_re_test_says_of_whom_it_is_and_names_nothing_by_its_code(
    client: FlaskClient, session: Session, followed: World
) -> None:
    retest = set_on(session, followed.recommendation, followed.qa.id)
    sign_in(client, followed.qa)
    address = f"/p/{followed.partnership.slug}/improvement/recommendations/{followed.recommendation.number}"

    def told() -> str:
        return client.get(address).text.split('id="t1"')[1].split("</li>")[0]

    assert "Whichever agency is visited next" in told()
    assert "section-11-walkabout" not in told()
    retest.way = "survey"
    session.flush()
    assert "All agencies together" in told()
    retest.way, retest.agency_id = "walkabout", followed.agency.id
    session.flush()
    assert f"{followed.agency.name} alone" in told()


def test_my_actions_begin_with_how_many_are_open_and_late(client: FlaskClient, session: Session, world: World) -> None:
    late = make_action(session, world)
    make_action(session, world)
    late.opened_on, late.due_by = TODAY - timedelta(days=9), TODAY - timedelta(days=1)
    session.flush()
    sign_in(client, world.owner)
    page = client.get(f"/p/{world.partnership.slug}/my-actions/").text
    assert "2 open, <strong>1 late</strong>" in page
