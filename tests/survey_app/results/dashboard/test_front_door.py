"""The page of front-door indicators: what agencies submitted, and a calm sentence where nothing is collected."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.demo.indicators import COUNCIL, load_indicators
from survey_app.partnership.models import DisclosureDecision, Partnership
from survey_app.programme.indicators.models import IndicatorSubmission
from survey_app.programme.indicators.starting import starting_indicators
from survey_app.results.dashboard.front_door import policy_for_indicators
from tests.survey_app.factories import make_agency, make_partnership, make_policy, make_user, sign_in

ADDRESS = "/p/north/dashboard/front-door"


@pytest.fixture
def partnership(session: Session) -> Partnership:
    made = make_partnership(session, slug="north", is_demo=True)
    make_agency(session, made).name = COUNCIL
    people = {key: make_user(session, made, roles=("qa_group",)) for key in ("qa", "second-qa")}
    load_indicators(session, made, people, today=now().date())
    return made


@pytest.fixture
def client(app: Flask, session: Session, partnership: Partnership) -> FlaskClient:
    return sign_in(app.test_client(), make_user(session, partnership, roles=("executive_member",)))


def test_the_demo_shows_every_indicator_with_its_chart_table_and_definition(client: FlaskClient) -> None:
    page = client.get(ADDRESS).get_data(as_text=True)
    assert "Constructed for the demo" in page
    shown = [one for one in starting_indicators() if one.on_front_door]
    for one in shown:
        assert one.text.title in page
        assert one.text.denominator in page
    charts = set(re.findall(r'(?:src|srcset)="([^"]+\.svg)"', page))
    assert len(charts) == 2 * len(shown)
    for chart in charts:
        answer = client.get(chart)
        assert answer.status_code == 200
        assert answer.mimetype == "image/svg+xml"


def test_a_chart_cannot_be_asked_for_without_its_page(client: FlaskClient) -> None:
    page = client.get(ADDRESS).get_data(as_text=True)
    chart = re.search(r'src="([^"]+)-620\.svg"', page)
    assert chart is not None
    assert client.get(f"{chart[1][:-1]}0-620.svg").status_code == 404
    assert client.get(f"{chart[1]}-100000.svg").status_code == 404


def test_a_partnership_without_indicators_is_told_so(app: Flask, session: Session) -> None:
    other = make_partnership(session, slug="south", is_demo=True)
    client = sign_in(app.test_client(), make_user(session, other, roles=("executive_member",)))
    page = client.get("/p/south/dashboard/front-door").get_data(as_text=True)
    assert "No indicators are submitted yet" in page
    assert "Constructed" not in page


def test_the_page_shows_what_was_submitted_and_says_constructed_in_the_demo_alone(
    session: Session, partnership: Partnership, client: FlaskClient
) -> None:
    partnership.is_demo = False
    newest = session.query(IndicatorSubmission).order_by(IndicatorSubmission.period_start.desc()).filter_by(base=None)
    row = newest.first()
    assert row is not None
    row.value = 7654.0
    page = client.get(ADDRESS).get_data(as_text=True)
    assert "7,654" in page
    assert "no council submitted these counts" not in page


def test_an_approved_comment_is_shown_and_one_that_waits_is_not(client: FlaskClient) -> None:
    page = client.get(ADDRESS).get_data(as_text=True)
    assert "a letter goes out with each decision by itself" in page
    assert "two conferences were put off" not in page


def test_counts_of_children_are_never_shown_under_a_policy_that_hides_nothing(
    session: Session, partnership: Partnership
) -> None:
    assert policy_for_indicators(session, partnership.id).threshold > 0
    for decision in session.query(DisclosureDecision).filter_by(partnership_id=partnership.id):
        session.delete(decision)
    make_policy(session, partnership, policy="none")
    assert policy_for_indicators(session, partnership.id).name == "default"


def test_small_counts_of_the_page_stand_as_the_mark_of_the_policy(client: FlaskClient) -> None:
    page = client.get(ADDRESS).get_data(as_text=True)
    cells = re.findall(r'govuk-table__cell--numeric">\s*([^<\s]+)', page)
    assert "[c]" in cells, "conferences are few enough for a complement under five"
    assert not {"1", "2", "3", "4"} & set(cells)
