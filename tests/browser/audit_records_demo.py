"""An audit that was destroyed, as browser tests look at it: its certificate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey_app.case_audits.keeping_records.destroying import ask_destruction, confirm_destruction
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning.audits import AuditPlan, create_audit
from survey_app.partnership.models import Partnership
from tests.survey_app.case_audits.audit_factories import make_case
from tests.survey_app.factories import make_user


def prepare_audit_records(session: Session, partnership: Partnership) -> dict[str, Any]:
    """The number of the certificate of an audit that two people have destroyed."""
    day = today()
    plan = AuditPlan(
        kind="multi_agency", title="Loaded by mistake (constructed)", theme="Neglect",
        window_starts_on=day - timedelta(days=364), window_ends_on=day, returns_due_on=None, panel_on=None,
    )  # fmt: skip
    audit = create_audit(session, partnership.id, plan)
    for _ in range(3):
        make_case(session, audit)
    ask_destruction(session, audit, reason="The wrong list was loaded.", by=make_user(session).id)
    certificate = confirm_destruction(session, audit, by=make_user(session).id)
    return {"certificate": certificate.number}
