"""A partnership with an auditor on a visit, whose notes devices keep."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Visit, VisitNotes
from tests.survey_app.factories import make_partnership, make_user
from tests.survey_app.walkabouts.notes.devices import Device, begin_notes, plan_visit


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north", name="North Partnership")


@pytest.fixture
def auditor(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("auditor",))


@pytest.fixture
def visit(session: Session, partnership: Partnership, auditor: User) -> Visit:
    return plan_visit(session, partnership, auditor)


@pytest.fixture
def notes(session: Session, visit: Visit, auditor: User) -> VisitNotes:
    return begin_notes(session, visit, auditor)


@pytest.fixture
def device(app: Flask, session: Session, notes: VisitNotes, auditor: User) -> Device:
    return Device(app, auditor, notes.draft_id)


@pytest.fixture
def second(app: Flask, session: Session, notes: VisitNotes, auditor: User) -> Device:
    return Device(app, auditor, notes.draft_id, "device-two")
