"""A front door that is audited: a partnership with the form, the agency that keeps the door, and its auditor."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning.audits import AuditPlan
from survey_app.collect.keys import KeyStore
from survey_app.demo.dip_samples import FrontDoor
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_agency, make_partnership, make_user, publish


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north", name="North Partnership")


@pytest.fixture
def qa(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("qa_group",))


@pytest.fixture
def door(app: Flask, session: Session, partnership: Partnership, qa: User) -> FrontDoor:
    publish(session, partnership, "mash-referral")
    agency = make_agency(session, partnership, agency_type="childrens_services")
    auditor = make_user(session, partnership, roles=("auditor",), agency=agency)
    return FrontDoor(
        session=session, keys=KeyStore(Path(app.config["WALKABOUT_KEY_DIR"])), partnership_id=partnership.id,
        agency_id=agency.id, auditor_id=auditor.id, by=qa.id,
    )  # fmt: skip


@pytest.fixture
def plan() -> AuditPlan:
    return AuditPlan(
        kind="dip_sample", title="Front door, first quarter", window_starts_on=date(2026, 1, 1),
        window_ends_on=date(2026, 3, 31), returns_due_on=today(),
    )  # fmt: skip
