"""The register of access: every reading of the dashboard is in it, and only readings are."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent, record
from survey_app.partnership.models import Partnership
from tests.survey_app.answers import add_answer
from tests.survey_app.factories import make_agency, make_partnership, make_round, make_user, publish, sign_in

ACCESS = "/p/north/scrutiny/access"


@pytest.fixture
def partnership(session: Session) -> Partnership:
    found = make_partnership(session, slug="north")
    make_agency(session, found, agency_type="health")
    round_ = make_round(session, found, publish(session, found), slug="answering")
    for n in range(13):
        add_answer(session, round_, {"useful": "yes" if n < 7 else "no", "comment": None})
    session.commit()
    return found


@pytest.fixture
def scrutineer(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("scrutineer",))


@pytest.fixture
def client(app: Flask, scrutineer: User) -> FlaskClient:
    return sign_in(app.test_client(), scrutineer)


def rows(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/p/north/scrutiny/access.csv{query}")
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_every_page_of_the_dashboard_that_is_read_is_recorded_with_its_choices(
    session: Session, client: FlaskClient, scrutineer: User
) -> None:
    for path in ("", "?agency_type=health", "/rounds/answering", "/front-door"):
        assert client.get(f"/p/north/dashboard{path}").status_code == 200
    client.get("/p/north/dashboard/rounds/nowhere")
    entries = session.scalars(select(AuditEvent).where(AuditEvent.action == "dashboard read").order_by(AuditEvent.id))
    assert [(entry.subject, entry.details, entry.actor_id) for entry in entries] == [
        ("dashboard: at a glance", {}, scrutineer.id),
        ("dashboard: at a glance", {"agency_type": "health"}, scrutineer.id),
        ("dashboard: rounds/answering", {}, scrutineer.id),
        ("dashboard: front-door", {}, scrutineer.id),
    ]


def test_the_register_lists_readings_and_nothing_else(
    session: Session, partnership: Partnership, client: FlaskClient, scrutineer: User
) -> None:
    client.get("/p/north/rounds/answering/results")
    client.get("/p/north/rounds/answering/results/report.json")
    record(session, "changed roles", actor_id=scrutineer.id, partnership_id=partnership.id, subject="user 1")
    assert {row["Did what"] for row in rows(client)} == {"working results read", "results downloaded"}
    page = client.get(ACCESS).get_data(as_text=True)
    assert scrutineer.name in page
    assert "Changed roles" not in page


def test_one_person_and_some_days_can_be_chosen(
    session: Session, partnership: Partnership, client: FlaskClient, scrutineer: User
) -> None:
    other = make_user(session, partnership, roles=("qa_group",))
    old = record(session, "comments read", actor_id=other.id, partnership_id=partnership.id, subject="round old")
    session.execute(AuditEvent.__table__.update().where(AuditEvent.id == old.id).values(
        at=datetime.now(UTC) - timedelta(days=200)
    ))  # fmt: skip
    record(session, "comments read", actor_id=other.id, partnership_id=partnership.id, subject="round new")
    client.get("/p/north/dashboard")
    assert {row["To what"] for row in rows(client)} == {"round new", "dashboard: at a glance"}
    assert {row["To what"] for row in rows(client, f"?person={other.id}")} == {"round new"}
    first = (datetime.now(UTC) - timedelta(days=300)).date()
    assert {row["To what"] for row in rows(client, f"?person={other.id}&first={first}")} == {"round old", "round new"}


@pytest.mark.parametrize("query", ["?person=x", "?first=yesterday", "?last=", "?person=99999999999999", "?person=-1",
                                   "?first=2026-12-31&last=2020-01-01",
                                   "?first=0001-01-01&last=9999-12-31"])  # fmt: skip
def test_an_address_that_does_not_fit_is_read_as_far_as_it_does(client: FlaskClient, query: str) -> None:
    assert client.get(f"{ACCESS}{query}").status_code == 200


def test_readings_of_another_partnership_are_not_in_it(session: Session, client: FlaskClient, scrutineer: User) -> None:
    south = make_partnership(session, slug="south")
    record(session, "raw answers read", actor_id=scrutineer.id, partnership_id=south.id, subject="round elsewhere")
    assert rows(client) == []


def test_text_in_the_file_is_no_formula(
    session: Session, partnership: Partnership, client: FlaskClient, scrutineer: User
) -> None:
    scrutineer.name = "=HYPERLINK(1)"
    record(session, "comments read", actor_id=scrutineer.id, partnership_id=partnership.id, subject="+1")
    assert [(row["Who"], row["To what"]) for row in rows(client)] == [("'=HYPERLINK(1)", "'+1")]


def test_only_those_who_may_read_the_audit_log_see_it(app: Flask, session: Session, partnership: Partnership) -> None:
    member = sign_in(app.test_client(), make_user(session, partnership, roles=("executive_member",)))
    assert member.get(ACCESS).status_code == 403
    assert member.get("/p/north/scrutiny/access.csv").status_code == 403
