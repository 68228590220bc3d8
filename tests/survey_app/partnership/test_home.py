"""The home pages show what there is to do, as far as one's roles go."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.services import grant_roles
from survey_app.collect.models import HelpRequest
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_partnership, make_round, make_user, publish, sign_in


@pytest.fixture
def partnership(session: Session) -> Partnership:
    found = make_partnership(session, slug="north", name="North Partnership")
    version = publish(session, found)
    make_round(session, found, version, slug="visits", title="Visits this spring")
    make_round(session, found, version, slug="survey", title="Forum survey", access="token")
    make_round(session, found, version, slug="old", title="Last year's visits", state="closed")
    make_round(session, found, version, slug="planned", title="Planned for later", state="draft")
    session.add(HelpRequest(partnership_id=found.id, name="A Person", contact="01632 960004"))
    return found


def test_the_site_says_what_it_is_to_anybody(client: FlaskClient) -> None:
    text = client.get("/").text
    assert "safeguarding children partnerships" in text
    assert "/sign-in" in text


def test_a_member_of_one_partnership_goes_straight_there(
    client: FlaskClient, session: Session, partnership: Partnership
) -> None:
    sign_in(client, make_user(session, partnership, roles=("auditor",)))
    assert client.get("/").location == "/p/north/"


def test_a_member_of_two_chooses(client: FlaskClient, session: Session, partnership: Partnership) -> None:
    user = make_user(session, partnership, roles=("auditor",))
    grant_roles(session, user, partnership_id=make_partnership(session, slug="south").id, role_keys=["scrutineer"])
    text = sign_in(client, user).get("/").text
    assert "/p/north/" in text
    assert "/p/south/" in text
    assert "Independent scrutineer" in text
    assert "elsewhere" not in text.lower()


def test_somebody_without_a_role_is_told_whom_to_ask(client: FlaskClient, session: Session) -> None:
    assert "Ask an administrator" in sign_in(client, make_user(session)).get("/").text


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        ("auditor", ["For you to answer", "Visits this spring"], ["Planned for later", "waits for somebody"]),
        ("duty_person", ["1 entry waits for somebody on duty"], ["Visits this spring", "For you to answer"]),
        ("councillor", ["Last year&#39;s visits", "/rounds/old/results"], ["For you to answer", "Planned for later"]),
    ],
)
def test_each_role_sees_its_own_work(
    client: FlaskClient, session: Session, partnership: Partnership, role: str, shown: list[str], hidden: list[str]
) -> None:
    text = sign_in(client, make_user(session, partnership, roles=(role,))).get("/p/north/").text
    assert [words for words in shown if words not in text] == []
    assert [words for words in hidden if words in text] == []
    assert "01632 960001" in text, "everybody sees whom to call"
