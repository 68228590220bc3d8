"""A partnership with rounds to answer, and the people who answer them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.collect.keys import KeyStore
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round
from tests.survey_app.collect.forms_for_tests import EVERY_TYPE
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import make_invitation, make_partnership, make_round, make_user, publish, sign_in


@pytest.fixture
def keys(app: Flask) -> KeyStore:
    return KeyStore(app.config["WALKABOUT_KEY_DIR"])


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="exampleshire", name="Exampleshire Partnership")


@pytest.fixture
def round_of(session: Session, partnership: Partnership) -> Callable[..., Round]:
    """``round_of(source, access="token", …)`` makes an open round of an instrument."""

    def make(source: str = EVERY_TYPE, **values: Any) -> Round:
        return make_round(session, partnership, publish(session, partnership, source), **values)

    return make


@pytest.fixture
def by_token(client: FlaskClient, session: Session) -> Callable[[Round], Respondent]:
    """``by_token(round)`` is somebody with a personal link, on its start page."""

    def make(round_: Round) -> Respondent:
        _, token = make_invitation(session, round_)
        return Respondent(client, f"/a/{token}")

    return make


@pytest.fixture
def auditor(client: FlaskClient, session: Session, partnership: Partnership) -> Callable[[Round], Respondent]:
    """``auditor(round)`` is signed in and on the page of their own answers."""

    def make(round_: Round) -> Respondent:
        sign_in(client, make_user(session, partnership, roles=("auditor",)))
        return Respondent(client, f"/p/exampleshire/rounds/{round_.slug}/answer")

    return make
