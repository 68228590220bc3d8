"""A partnership with an open, an anonymous and a planned round, and tokens of somebody who may read them all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.accounts.permissions import permissions_of
from survey_app.accounts.tokens import SCOPES, make_token
from survey_app.partnership.models import Partnership
from tests.survey_app.answers import add_answer
from tests.survey_app.factories import make_partnership, make_round, make_user, publish

ANSWERS = [{"useful": "yes", "comment": "=1+1"}] * 7 + [{"useful": "no", "comment": None}] * 6


@pytest.fixture
def partnership(session: Session) -> Partnership:
    """Rounds “answering” (13 named answers), “hidden” (anonymous, none) and “planned”."""
    found = make_partnership(session, slug="north")
    version = publish(session, found)
    answering = make_round(session, found, version, slug="answering")
    for document in ANSWERS:
        add_answer(session, answering, document)
    make_round(session, found, version, slug="hidden", access="open", anonymous=True)
    make_round(session, found, version, slug="planned", state="draft")
    session.commit()
    return found


@pytest.fixture
def analyst(session: Session, partnership: Partnership) -> User:
    user = make_user(session, partnership, roles=("qa_group",))
    session.commit()
    return user


@pytest.fixture
def token_for(session: Session, partnership: Partnership) -> Callable[..., str]:
    """``token_for(user, "results")``: the text of a token with these scopes, all of them where none is named."""

    def make(user: User, *scopes: str, made_on: date | None = None, days: int = 30) -> str:
        held = permissions_of(user.id, partnership.id)
        _, text = make_token(
            session, user, partnership.id, name="R on a desk", scopes=scopes or tuple(SCOPES), held=held, days=days,
            today=made_on or datetime.now(UTC).date(),
        )  # fmt: skip
        session.commit()
        return text

    return make


@pytest.fixture
def read(app: Flask, analyst: User, token_for: Callable[..., str]) -> Callable[..., Any]:
    """``read("/rounds")``: the answer to the analyst's token, as JSON."""
    text = token_for(analyst)

    def get(path: str, status: int = 200) -> Any:
        address = path if path.startswith("http") else f"/api/v1{path}"
        response = app.test_client().get(address, headers={"Authorization": f"Bearer {text}"})
        assert response.status_code == status, response.get_data(as_text=True)
        return response.get_json()

    return get
