"""The past cycle of the demonstration shows what came of it: noticed or not, and a reply that is in the chain."""

from __future__ import annotations

from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.demo.hub_replies import THEME
from survey_app.forums.models import HubCycle
from survey_app.forums.replies.mailing import audience_of
from survey_app.forums.replies.told import first_told


def test_the_public_page_shows_what_came_of_it(client: FlaskClient) -> None:
    page = client.get("/hub/demo/neglect-constructed/you-said-we-did").text
    assert "Three months later, 17 of 24 who answered noticed a difference." in page
    assert "whether it helped is being looked at" in page
    assert "Olive Example" not in page


def test_those_who_say_so_were_told_before_and_asked_by_themselves(demo: Session, day: date) -> None:
    cycle = demo.scalars(select(HubCycle).where(HubCycle.theme == THEME)).one()
    assert first_told(demo, cycle) == day - timedelta(days=100)
    assert audience_of(demo, cycle).count == 0
    assert cycle.said_page is not None
    assert cycle.said_page.asked_on == day - timedelta(days=8)
    assert cycle.noticed_round is not None
    assert (cycle.noticed_round.access, cycle.noticed_round.anonymous) == ("token", True)
