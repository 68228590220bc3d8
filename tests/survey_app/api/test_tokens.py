"""Access tokens: shown once, kept as a hash, never more than their owner's rights, ended by a day or by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.accounts.permissions import permissions_of
from survey_app.accounts.services import grant_roles
from survey_app.accounts.tokens import SCOPES, ApiToken, make_token
from survey_app.audit_log import AuditEvent
from survey_app.errors import UserError
from survey_app.partnership.models import Partnership
from survey_app.schema import metadata
from tests.survey_app.factories import make_partnership, make_user, sign_in

Read = Callable[..., Any]
TokenFor = Callable[..., str]
TODAY = datetime.now(UTC).date()


def status(app: Flask, token: str, path: str = "/rounds", scheme: str = "Bearer") -> int:
    return app.test_client().get(f"/api/v1{path}", headers={"Authorization": f"{scheme} {token}"}).status_code


def test_a_token_is_shown_once_and_only_its_hash_is_kept(
    app: Flask, session: Session, partnership: Partnership, analyst: User
) -> None:
    client = sign_in(app.test_client(), analyst)
    made = client.post("/p/north/tokens/new", data={"name": "Power BI", "scopes": ["rounds"], "days": "30"})
    shown = re.search(r"wkb_[\w-]{43}", made.get_data(as_text=True))
    assert shown is not None
    assert status(app, shown[0]) == 200
    assert shown[0] not in client.get("/p/north/tokens/").get_data(as_text=True)
    session.rollback()
    for table in metadata.sorted_tables:
        assert shown[0] not in str(session.execute(select(table)).all()), f"the token itself stands in {table.name}"


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer ", "Bearer wkb_nothing", "Basic d2tiOg=="])
def test_without_a_valid_token_nothing_is_read(app: Flask, partnership: Partnership, sent: str) -> None:
    response = app.test_client().get("/api/v1/rounds", headers={"Authorization": sent})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.mimetype == "application/problem+json"


def test_a_browser_session_opens_nothing(app: Flask, partnership: Partnership, analyst: User) -> None:
    assert sign_in(app.test_client(), analyst).get("/api/v1/rounds").status_code == 401


def test_a_token_ends_after_its_last_day(app: Flask, analyst: User, token_for: TokenFor) -> None:
    assert status(app, token_for(analyst, made_on=TODAY - timedelta(days=30), days=30)) == 200
    assert status(app, token_for(analyst, made_on=TODAY - timedelta(days=31), days=30)) == 401


def test_a_revoked_token_opens_nothing_and_stays_revoked(
    app: Flask, session: Session, analyst: User, token_for: TokenFor
) -> None:
    token = token_for(analyst)
    record = session.scalars(select(ApiToken)).one()
    client = sign_in(app.test_client(), analyst)
    assert "R on a desk" in client.get(f"/p/north/tokens/{record.id}/revoke").get_data(as_text=True)
    assert status(app, token) == 200, "asking does not revoke"
    client.post(f"/p/north/tokens/{record.id}/revoke")
    client.post(f"/p/north/tokens/{record.id}/revoke")
    assert status(app, token) == 401


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_opens_its_own_addresses_and_no_others(
    app: Flask, analyst: User, token_for: TokenFor, scope: str
) -> None:
    opened = {
        path: status(app, token_for(analyst, scope), path)
        for path in ("/rounds", "/rounds/answering/report", "/rounds/answering/answers", "/indicators")
    }
    needed = {
        "/rounds": "rounds", "/rounds/answering/report": "results", "/rounds/answering/answers": "raw",
        "/indicators": "indicators",
    }  # fmt: skip
    assert opened == {path: 200 if needed[path] == scope else 403 for path in needed}


def test_the_working_paper_needs_its_own_scope(app: Flask, analyst: User, token_for: TokenFor) -> None:
    asked = "/rounds/answering/report?paper=working"
    assert status(app, token_for(analyst, "results"), asked) == 403
    assert status(app, token_for(analyst, "results", "working"), asked) == 200


def test_what_the_owner_may_no_longer_do_the_token_may_not_either(
    app: Flask, session: Session, partnership: Partnership, analyst: User, token_for: TokenFor
) -> None:
    token = token_for(analyst)
    grant_roles(session, analyst, partnership_id=partnership.id, role_keys=["external_reviewer"])
    assert [status(app, token, f"/rounds/answering/{what}") for what in ("report", "answers")] == [200, 403]
    grant_roles(session, analyst, partnership_id=partnership.id, role_keys=["councillor"])
    assert status(app, token) == 401, "whoever may make no tokens has none that opens anything"
    grant_roles(session, analyst, partnership_id=partnership.id, role_keys=["qa_group"])
    analyst.active = False
    assert status(app, token) == 401


def test_nobody_makes_a_token_beyond_their_own_rights(session: Session, partnership: Partnership) -> None:
    reviewer = make_user(session, partnership, roles=("external_reviewer",))
    held = permissions_of(reviewer.id, partnership.id)
    for scopes, days in ((["raw"], 30), (["rounds", "working"], 30), (["everything"], 30), ([], 30), (["rounds"], 366)):
        with pytest.raises(UserError):
            make_token(
                session, reviewer, partnership.id, name="R", scopes=scopes, held=held, days=days, today=date(2026, 1, 1)
            )


def test_the_page_refuses_scopes_that_it_does_not_offer(app: Flask, session: Session, partnership: Partnership) -> None:
    reviewer = make_user(session, partnership, roles=("external_reviewer",))
    client = sign_in(app.test_client(), reviewer)
    answer = client.post("/p/north/tokens/new", data={"name": "R", "scopes": ["raw"], "days": "30"})
    assert answer.status_code == 422
    assert session.scalars(select(ApiToken)).all() == []


def test_administrators_see_and_revoke_everybodys_tokens_and_others_only_their_own(
    app: Flask, session: Session, partnership: Partnership, analyst: User, token_for: TokenFor
) -> None:
    token = token_for(analyst)
    record = session.scalars(select(ApiToken)).one()
    scrutineer = make_user(session, partnership, roles=("scrutineer",))
    other = sign_in(app.test_client(), scrutineer)
    assert "R on a desk" not in other.get("/p/north/tokens/").get_data(as_text=True)
    assert other.post(f"/p/north/tokens/{record.id}/revoke").status_code == 404
    administrator = sign_in(app.test_client(), make_user(session, partnership, roles=("administrator",)))
    assert "R on a desk" in administrator.get("/p/north/tokens/").get_data(as_text=True)
    administrator.post(f"/p/north/tokens/{record.id}/revoke")
    assert status(app, token) == 401


def test_a_token_reads_its_own_partnership_only(
    app: Flask, session: Session, partnership: Partnership, token_for: TokenFor, analyst: User
) -> None:
    elsewhere = make_partnership(session, slug="south")
    grant_roles(session, analyst, partnership_id=elsewhere.id, role_keys=["qa_group"])
    held = permissions_of(analyst.id, elsewhere.id)
    _, token = make_token(
        session, analyst, elsewhere.id, name="R", scopes=["rounds", "results"], held=held, days=30, today=TODAY
    )
    assert status(app, token, "/rounds") == 200
    assert status(app, token, "/rounds/answering/report") == 404


def test_the_day_of_last_use_is_kept_and_no_finer_time(session: Session, read: Read) -> None:
    read("/rounds")
    assert session.scalars(select(ApiToken)).one().last_used_on == TODAY
    assert not any("time" in str(column.type).lower() for column in ApiToken.__table__.columns)


def test_too_many_requests_are_slowed_down(app: Flask, analyst: User, token_for: TokenFor) -> None:
    from survey_app.api.views import MOST_REQUESTS

    token, other = token_for(analyst), token_for(analyst)
    most = int(MOST_REQUESTS.split()[0])
    answers = [status(app, token, "/partnership") for _ in range(most + 1)]
    assert answers[:most] == [200] * most
    assert answers[most] == 429
    assert status(app, other, "/partnership") == 200, "each token has its own count"


def test_tokens_are_recorded_in_the_audit_log(
    app: Flask, session: Session, partnership: Partnership, analyst: User
) -> None:
    client = sign_in(app.test_client(), analyst)
    client.post("/p/north/tokens/new", data={"name": "Power BI", "scopes": ["rounds"], "days": "30"})
    record = session.scalars(select(ApiToken)).one()
    client.post(f"/p/north/tokens/{record.id}/revoke")
    about_tokens = select(AuditEvent.action).where(AuditEvent.subject.startswith("access token"))
    actions = session.scalars(about_tokens.order_by(AuditEvent.id)).all()
    assert actions == ["made an access token", "revoked an access token"]
