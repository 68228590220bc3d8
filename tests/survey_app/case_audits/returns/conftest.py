"""An audit in fieldwork with one case, two agencies asked, and an auditor of each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit
from survey_app.database import now
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.case_audits.audit_factories import make_asked, make_audit, make_case
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north", name="North Partnership")


@pytest.fixture
def audit(session: Session, partnership: Partnership) -> CaseAudit:
    return make_audit(session, partnership, title="Neglect audit")


@pytest.fixture
def case(session: Session, audit: CaseAudit) -> AuditCase:
    return make_case(session, audit)


@pytest.fixture
def police(session: Session, partnership: Partnership) -> Agency:
    return make_agency(session, partnership, agency_type="police")


@pytest.fixture
def auditor(session: Session, partnership: Partnership, police: Agency) -> User:
    return make_user(session, partnership, roles=("auditor",), agency=police)


@pytest.fixture
def asked(session: Session, case: AuditCase, police: Agency, auditor: User) -> AgencyReturn:
    """Asked of the police, whose auditor does not know the case."""
    asked = make_asked(session, case, agency=police, auditor=auditor, declared_at=now())
    session.commit()
    return asked


@pytest.fixture
def other(session: Session, case: AuditCase) -> AgencyReturn:
    """Asked of a health agency."""
    other = make_asked(session, case, declared_at=now())
    session.commit()
    return other


@pytest.fixture
def signed_in(app: Flask) -> SignIn:
    return lambda user: sign_in(app.test_client(), user)
