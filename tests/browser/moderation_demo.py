"""The demo's audit that is being moderated: a case that is signed off and revised, and one that is not."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AuditCase, CaseAudit
from survey_app.case_audits.moderation.cases import begin
from survey_app.case_audits.moderation.reading import panels_of
from survey_app.case_audits.moderation.timing import correct_time
from survey_app.partnership.models import Partnership


def prepare_moderation(session: Session, partnership: Partnership) -> dict[str, Any]:
    """Case 1 is signed off and has two revisions; case 4 is taken up."""
    audit = session.scalars(
        select(CaseAudit).where(CaseAudit.partnership_id == partnership.id, CaseAudit.title == "Neglect (constructed)")
    ).one()
    cases = {one.number: one for one in session.scalars(select(AuditCase).where(AuditCase.audit_id == audit.id))}
    panel = panels_of(session, audit)[0]
    correct_time(session, cases[1], 95, by=None, because="Half an hour was not counted (constructed).")
    begin(session, cases[4], panel, by=None)
    return {"moderated_audit": audit.slug, "moderation_panel": panel.id}
