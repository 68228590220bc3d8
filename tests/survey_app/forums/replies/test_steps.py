"""The last three steps of a cycle say how far each has come, and what is next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.forums.hub.steps import Stand
from survey_app.forums.models import HubCycle, HubTheme, YouSaidPage
from survey_app.forums.pages import today
from survey_app.forums.replies import themes
from survey_app.forums.replies.models import ThemeReply
from survey_app.forums.replies.steps import reply_step, report_step, said_step
from survey_app.forums.retaining import destroy_hub_cycles
from tests.survey_app.forums.hub_factories import make_forum
from tests.survey_app.forums.replies.conftest import SaidSource
from tests.survey_app.forums.replies.reply_factories import published, replied, sent


def stands(session: Session, cycle: HubCycle) -> list[Stand]:
    return [read(session, cycle, now()).stand for read in (report_step, reply_step, said_step)]


def test_each_step_follows_the_one_before(
    session: Session, cycle: HubCycle, said: SaidSource, planner: User, second: User, theme: HubTheme
) -> None:
    assert stands(session, cycle) == [Stand.NOW, Stand.AHEAD, Stand.AHEAD]
    sent(session, cycle, planner)
    assert stands(session, cycle) == [Stand.DONE, Stand.NOW, Stand.AHEAD]
    replied(session, theme, planner)
    assert stands(session, cycle) == [Stand.DONE, Stand.NOW, Stand.AHEAD]
    published(session, theme, planner, second)
    assert stands(session, cycle) == [Stand.DONE, Stand.DONE, Stand.DONE]


def test_an_overdue_action_keeps_the_reply_under_way(
    session: Session, cycle: HubCycle, said: SaidSource, planner: User, second: User, theme: HubTheme
) -> None:
    sent(session, cycle, planner)
    replied(session, theme, planner, second, decided_on=today() - timedelta(days=9), due_on=today() - timedelta(days=2))
    step = reply_step(session, cycle, now())
    assert step.stand is Stand.NOW
    assert "One action is overdue." in step.says


def test_a_wording_that_waits_is_next_for_a_second_person(
    session: Session, cycle: HubCycle, said: SaidSource, planner: User, second: User, theme: HubTheme
) -> None:
    sent(session, cycle, planner)
    replied(session, theme, planner)
    step = reply_step(session, cycle, now())
    assert step.act == "Approve what was entered"
    assert "One wording waits for a second person." in step.says
    replied(session, theme, planner, second)
    replied(session, theme, planner, message="Another wording.")
    step = reply_step(session, cycle, now())
    assert (step.stand, step.act) == (Stand.NOW, "Approve what was entered")


def test_what_needs_somebody_leads_the_list(
    page: FlaskClient, session: Session, cycle: HubCycle, said: SaidSource, planner: User, second: User, theme: HubTheme
) -> None:
    done, late, entered = (themes.add_theme(session, cycle, title) for title in ("Is done", "Is late", "Is entered"))
    sent(session, cycle, planner)
    replied(session, done, planner, second)
    replied(session, late, planner, second, decided_on=today() - timedelta(days=9), due_on=today() - timedelta(days=2))
    replied(session, entered, planner)
    session.commit()
    shown = page.get("/p/north/learning-hub/cycles/gangs/replies").text
    order = sorted((entered, theme, late, done), key=lambda one: shown.index(f">{one.title}</a>"))
    assert [one.title for one in order] == ["Is entered", "Thresholds differ", "Is late", "Is done"]


@pytest.mark.parametrize(("in_hours", "stand"), [(-48, Stand.NOW), (48, Stand.AHEAD)])
def test_themes_are_next_once_a_forum_was_held(session: Session, cycle: HubCycle, in_hours: int, stand: Stand) -> None:
    make_forum(session, cycle, in_hours=in_hours)
    assert report_step(session, cycle, now()).stand is stand


def test_all_of_it_goes_with_the_cycle(
    session: Session, cycle: HubCycle, said: SaidSource, planner: User, second: User, theme: HubTheme
) -> None:
    sent(session, cycle, planner)
    published(session, theme, planner, second)
    assert destroy_hub_cycles(session, HubCycle.id == cycle.id) == 1
    session.expire_all()
    assert session.scalars(select(ThemeReply)).all() == []
    assert session.scalars(select(YouSaidPage)).all() == []
